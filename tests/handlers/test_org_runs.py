"""同步组织: HR sees what would change before it does, has it applied, ignored or undone; others are refused."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from adapters.ports import PlatformMisconfigured
from storage.invariants import Scope
from storage.verify import verify
from tests.handlers.college import STAFF, College
from tests.handlers.org import Office, as_it_is
from tests.handlers.two_platforms import give_role

HR, IT = "吴老师", "郑老师"
PLACE = "select d.name from people p join departments d on d.id = p.main_department_id where p.name = :name"


@pytest.fixture
async def office(college: College) -> AsyncIterator[Office]:
    """吴老师 is HR, 郑老师 IT; the platform tells what is held here."""
    give_role(college, "hr", HR)
    give_role(college, "admin", IT)
    college.office = replace(college.office, sources=(STAFF,), pages="https://bot.example.edu.cn")
    yield Office(college, as_it_is())
    assert await verify(college.database, Scope.LIVE) == []


async def asked(office: Office, who: str = HR):
    """Asked for, and read; the card."""
    await office.college.say(who, "同步组织")
    await office.work()
    return await office.college.card(who)


async def state(office: Office) -> list[str]:
    return [row[0] for row in await office.college.rows("select state from org_runs order by id")]


def rows(card) -> dict[str, str]:
    return {row.label: row.value for row in card.rows}


def buttons(card) -> list[str]:
    return [button.text for button in card.buttons]


async def test_who_is_not_hr_is_told_whose_business_it_is(office: Office):
    said = await office.college.say("李雷", "同步组织")

    assert said == ["没有同步：同步组织由人事处的人事岗位办理。您的信息有变动，请联系人事处。"]
    assert await state(office) == []
    assert (f"person:{office.college.ids['李雷']}", None) in await office.college.rows(
        "select actor, detail ->> 'cause' from audit where action = 'role.refuse'"
    )


async def test_a_directory_that_is_as_it_was_changes_nothing_and_says_so(office: Office):
    card = await asked(office)

    assert card.closing == "与现有的一致，什么也没有改"
    assert await state(office) == ["unchanged"]


async def test_what_would_change_is_seen_before_it_does(office: Office):
    office.platform.move("李雷", "网络教研室")
    office.platform.add("孙七", "教务处")
    del office.platform.members["韩梅"]

    card = await asked(office)

    assert rows(card) == {"人员离开": "1", "人员调动": "1", "新增人员": "1"}
    assert "人员离开：韩梅（T-韩梅）" in card.body
    assert "软件教研室" in card.body
    assert "网络教研室" in card.body
    assert card.subtitle == "请核对，3月4日 09:30 前有效，现在还没有写入"
    assert buttons(card) == ["应用", "忽略", "明细"]
    assert await office.college.one(PLACE, name="李雷") == "软件教研室"


async def test_what_was_seen_is_applied_by_one_press_and_the_people_concerned_are_told(office: Office):
    office.platform.move("李雷", "网络教研室")
    await asked(office)

    await office.college.press(HR, "应用")
    await office.work()

    card = await office.college.card(HR)
    assert card.subtitle == "已由 吴老师 于 3月4日 09:00 应用，30 天内可以撤销"
    assert buttons(card) == ["明细", "撤销"]
    assert await office.college.one(PLACE, name="李雷") == "网络教研室"
    (to_mover,) = await office.college.texts("李雷")
    assert "您的部门已调整" in to_mover
    assert ["李雷 已调离您的部门" in text for text in await office.college.texts("赵组长")] == [True]
    assert ["李雷 已调入您的部门" in text for text in await office.college.texts("孙副组长")] == [True]
    assert ["人员调动：李雷" in text for text in await office.college.texts(IT)] == [True]
    assert await office.college.rows("select kind, subject from report.org_changes") == [("人员调动", "李雷（T-李雷）")]


async def test_what_is_ignored_is_not_written_and_stands_on_the_next_card(office: Office):
    office.platform.move("李雷", "网络教研室")
    await asked(office)

    await office.college.press(HR, "忽略")
    ignored = await office.college.card(HR)
    again = await asked(office)

    assert ignored.closing == "已由 吴老师 于 3月4日 09:00 忽略，下次同步还会列出"
    assert rows(again) == {"人员调动": "1"}
    assert await office.college.one(PLACE, name="李雷") == "软件教研室"


async def test_a_difference_is_valid_for_half_an_hour(office: Office):
    office.platform.move("李雷", "网络教研室")
    await asked(office)
    office.college.now += timedelta(minutes=31)

    said = await office.college.press(HR, "应用")
    await office.work()

    assert said == ["没有办理：这次比较已经过了有效时间。发 同步组织 重新比较。"]
    assert (await office.college.card(HR)).closing == "超过 30 分钟没有应用，什么也没有改；发 同步组织 重新比较"
    assert await state(office) == ["expired"]


async def test_when_ours_has_changed_meanwhile_nothing_is_written_and_it_is_compared_anew(office: Office):
    office.platform.move("李雷", "网络教研室")
    await asked(office)
    old = await office.college.card_row(HR)
    async with office.college.database.begin(office.college.now) as tx:
        await tx.conn.execute(text("update people set name = '李大雷' where name = '李雷'"))

    await office.college.press(HR, "应用")
    await office.work()

    assert await state(office) == ["stale", "ready"]
    closed = await office.college.one("select content ->> 'closing' from cards where id = :id", id=old.id)
    assert closed == "比较之后通讯录又有变化，没有写入，正在重新比较；请看新的卡片。"
    assert rows(await office.college.card(HR)) == {"人员调动": "1", "人员改名": "1"}


async def test_asked_for_twice_is_one_run_with_two_answers(office: Office):
    give_role(office.college, "hr", HR, "周处长")
    await office.college.say(HR, "同步组织")
    await office.college.say("周处长", "同步组织")
    again = await office.college.say(HR, "同步组织")

    await office.work()

    assert again == ["正在同步，不用再发。结果也会发给您。"]
    assert office.platform.read == 1
    assert [(await office.college.card(who)).ending for who in (HR, "周处长")] == ["没有变化", "没有变化"]


async def test_too_much_at_once_is_asked_about_a_second_time(office: Office):
    for name in ("李雷", "韩梅", "周处长", "郑老师", "孙副组长", "赵组长"):
        del office.platform.members[name]
    card = await asked(office)

    assert buttons(card) == ["仍要应用", "忽略", "明细"]
    assert "注意：6 人离开" in card.body
    await office.college.press(HR, "仍要应用")
    await office.work()
    asked_again = await office.college.card(HR)
    assert buttons(asked_again) == ["确认应用", "返回"]
    assert await state(office) == ["ready"]

    await office.college.press(HR, "确认应用")
    await office.work()

    assert await state(office) == ["applied"]
    assert await office.college.one("select count(*) from people where status = 'left'") == 6


async def test_what_was_applied_can_be_undone_within_thirty_days(office: Office):
    office.platform.move("李雷", "网络教研室")
    office.platform.add("孙七", "教务处")
    await asked(office)
    await office.college.press(HR, "应用")
    await office.work()

    await office.college.press(HR, "撤销")
    await office.work()

    assert await office.college.one(PLACE, name="李雷") == "软件教研室"
    assert await office.college.one("select status from people where name = '孙七'") == "left"
    assert (await office.college.card(HR)).closing.startswith("已由 吴老师 于 3月4日 09:00 撤销")


async def test_after_thirty_days_there_is_no_way_back(office: Office):
    office.platform.move("李雷", "网络教研室")
    await asked(office)
    await office.college.press(HR, "应用")
    await office.work()
    office.college.now += timedelta(days=31)

    said = await office.college.press(HR, "撤销")

    assert said == ["没有办理：这次同步已经不能这样处理了，请看卡片上的结果。"]
    assert await office.college.one(PLACE, name="李雷") == "网络教研室"


async def test_a_platform_that_cannot_be_read_changes_nothing_and_says_what_to_do(office: Office):
    office.platform.trouble = PlatformMisconfigured("60011", "应用没有通讯录读取权限，请在后台开通")

    card = await asked(office)

    assert card.closing == ("通讯录没有读成（应用没有通讯录读取权限，请在后台开通）。什么也没有改，处理后再发 同步组织")


async def test_an_empty_directory_is_no_order_to_remove_everybody(office: Office):
    office.platform.members.clear()

    card = await asked(office)

    assert "空的" in card.closing
    assert await state(office) == ["refused"]
    assert await office.college.one("select count(*) from people where status = 'left'") == 0


async def test_whoever_lost_the_role_can_press_nothing_any_more(office: Office):
    office.platform.move("李雷", "网络教研室")
    await asked(office)
    give_role(office.college, "hr", "周处长")

    said = await office.college.press(HR, "应用")
    await office.work()

    assert said == ["没有办理：这是人事的功能。"]
    assert await state(office) == ["ready"]


async def test_an_account_that_is_not_configured_is_named(office: Office):
    said = await office.college.say(HR, "同步组织 钉钉")

    assert said == ["没有同步：没有叫“钉钉”的帐号。可发 同步组织 企业微信、同步组织 钉钉，或只发 同步组织。"]


async def test_a_reading_that_takes_too_long_can_be_stopped(office: Office):
    await office.college.say(HR, "同步组织")

    await office.college.press(HR, "停止")
    await office.work()

    assert (await office.college.card(HR)).closing == "已由 吴老师 于 3月4日 09:00 停止，什么也没有改"
    assert office.platform.read == 0


async def test_the_details_are_a_page(office: Office):
    office.platform.move("李雷", "网络教研室")
    await asked(office)

    said = await office.college.press(HR, "明细")

    assert said == [
        "这次同步的全部明细（可下载表格）：https://bot.example.edu.cn/h5/org/1?at=wecom:staff",
    ]
