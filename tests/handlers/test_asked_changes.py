"""A change that a form has asked for is seen in the directory: its last step is offered as done, by one press."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from domain.forms.posts import PostRule, Posts
from handlers.asked_changes import note_shown
from storage.invariants import Scope
from storage.verify import verify
from tests.handlers.cases import submits
from tests.handlers.college import POSTS, STAFF, College
from tests.handlers.forms import with_forms
from tests.handlers.looks import buttons
from tests.handlers.org import Office, as_it_is
from tests.handlers.purchases import on_campus
from tests.handlers.test_escalation import look, measures
from tests.handlers.test_org_events import tells
from tests.handlers.two_platforms import give_role
from tests.web.case_pages import case_pages

HR, KEEPER = "吴老师", "郑老师"
SEEN = "平台上已看到此变化（人员调动：韩梅（T-韩梅），主部门 网络教研室；部门 网络教研室 → 主部门 教务处；部门 教务处）"


@pytest.fixture
async def office(college: College) -> AsyncIterator[Office]:
    give_role(college, "hr", HR)
    keeper = PostRule("hr_directory", "通讯录维护员", staff_no=(f"T-{KEEPER}",))
    college.office = replace(college.office, sources=(STAFF,), posts=Posts(rules=(*POSTS.rules, keeper)))
    yield Office(await with_forms(college, "org_person_change"), as_it_is())
    assert await verify(college.database, Scope.LIVE) == []


async def asked(office: Office) -> int:
    """It is agreed to, and waits for whoever keeps the directory."""
    number = await ask(office)
    await office.college.press("王主任", "同意")
    await office.college.press("钱院长", "同意")
    return number


async def ask(office: Office) -> int:
    """李雷 asks that 韩梅 be moved."""
    here = office.college
    async with here.database.begin(here.now) as tx:
        rows = await tx.conn.execute(text("select name, id from departments"))
        places = {row.name: {"id": row.id, "name": row.name} for row in rows}
    return await submits(
        here,
        "李雷",
        "org_person_change",
        {
            "change_type": "调动",
            "effective_at": "2030-03-11",
            "department": places["网络教研室"],
            "person": {"id": here.ids["韩梅"], "name": "韩梅"},
            "target_department": places["教务处"],
            "reason": "院人〔2030〕1号",
        },
    )


async def test_whoever_has_to_make_it_is_told_once_it_is_there_and_says_so(office: Office):
    number = await asked(office)
    office.platform.move("韩梅", "教务处")

    await tells(office, "韩梅")
    await tells(office, "韩梅")

    card = await office.college.card(KEEPER)
    assert card.body == f"{SEEN}。核对无误请点 办好了。"
    assert [SEEN in said for said in await office.college.texts(KEEPER)].count(True) == 1
    async with case_pages(office.college) as pages:
        assert f"{SEEN}。核对无误请点 办好了。" in (await pages.open(KEEPER, f"/h5/request/{number}")).text
        assert SEEN not in (await pages.open("李雷", f"/h5/request/{number}")).text
    assert await office.college.one("select state from requests where no = :no", no=number) == "pending"
    await office.college.press(KEEPER, "办好了")
    assert await office.college.one("select state from requests where no = :no", no=number) == "approved"
    assert await office.college.rows("select count(*) from audit where action = 'request.shown'") == [(1,)]


async def test_another_change_offers_nothing(office: Office):
    await asked(office)
    office.platform.move("韩梅", "信息工程系")
    office.platform.move("李雷", "教务处")

    await tells(office, "韩梅", "李雷")

    assert (await office.college.card(KEEPER)).body == "办好后请点 办好了。"


async def test_what_was_done_before_the_turn_came_is_offered_soon_after(office: Office):
    office.platform.move("韩梅", "教务处")
    number = await asked_and_done(office)

    assert SEEN in (await office.college.card(KEEPER)).body
    assert buttons(await office.college.card(KEEPER))[0] == "办好了"
    assert number


async def asked_and_done(office: Office) -> int:
    """The platform's administrator is quicker than those who agree."""
    here = office.college
    number = await ask(office)
    await tells(office, "韩梅")
    await here.press("王主任", "同意")
    await here.press("钱院长", "同意")
    async with here.database.begin(here.now) as tx:
        await note_shown(tx, here.office)
    return number


async def test_what_is_undone_is_offered_no_longer(office: Office):
    await asked(office)
    office.platform.move("韩梅", "教务处")
    await office.college.say(HR, "同步组织")
    await office.work()
    await office.college.press(HR, "应用")
    await office.work()
    seen = await office.college.card(KEEPER)

    await office.college.press(HR, "撤销")
    await office.work()

    assert SEEN in seen.body
    assert (await office.college.card(KEEPER)).body == "办好后请点 办好了。"


async def test_whoever_has_to_make_it_is_warned_with_a_third_and_a_sixth_of_one_working_day_left(office: Office):
    here = office.college
    here.now = on_campus(here, day=4, hour=9)  # a Monday; the limit is eight hours of work
    number = await asked(office)

    await look(here, day=4, hour=16, minute=35)
    assert await measures(here, number) == []
    await look(here, day=4, hour=16, minute=37)
    await look(here, day=4, hour=17, minute=49)
    assert await measures(here, number) == [("warn",), ("warn",)]
    told = [said for said in await here.texts(KEEPER) if "还剩" in said]
    assert [said[:8] for said in told] == ["还剩约 144 ", "还剩约 72 分"]

    await look(here, day=5, hour=9, minute=1)
    await look(here, day=6, hour=9, minute=1)
    assert await measures(here, number) == [("warn",), ("warn",), ("remind",), ("escalate",)]
