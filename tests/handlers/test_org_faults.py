"""What goes wrong on our side: nothing is half written, nothing is in the way, and the administrators hear of it."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from jobs.org_events import MOST_TRIES
from jobs.runs import Surroundings
from jobs.schedule import Schedule
from storage.invariants import Scope
from storage.verify import verify
from tests.handlers.college import STAFF, College
from tests.handlers.org import Office, as_it_is
from tests.handlers.two_platforms import give_role

HR = "吴老师"
PLACE = "select d.name from people p join departments d on d.id = p.main_department_id where p.name = :name"
ALERTS = "select text from alerts where cleared_at is null"


@pytest.fixture
async def office(college: College) -> AsyncIterator[Office]:
    give_role(college, "hr", HR)
    college.office = replace(college.office, sources=(STAFF,))
    yield Office(college, as_it_is())
    assert await verify(college.database, Scope.LIVE) == []


async def asked(office: Office):
    await office.college.say(HR, "同步组织")
    await office.work()
    return await office.college.card(HR)


def schedule(office: Office) -> Schedule:
    here = office.college
    return Schedule(
        Surroundings(database=here.database, clock=office.clock, office=here.office, org_runner=office.runner())
    )


async def test_a_fault_of_ours_ends_the_run_in_words_and_the_next_one_is_free(office: Office):
    office.platform.trouble = RuntimeError("ours")

    card = await asked(office)

    assert card.closing == "程序出错，已告诉信息化管理员。什么也没有改，处理后再发 同步组织"
    assert await office.college.rows("select state from org_runs") == [("failed",)]
    assert [row[0] for row in await office.college.rows(ALERTS)] == [
        "同步组织出错（第 1 次，RuntimeError），这次没有写入。请查看日志。"
    ]
    office.platform.trouble = None
    assert (await asked(office)).closing == "与现有的一致，什么也没有改"


async def test_what_could_not_be_undone_stays_applied_and_can_be_tried_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    office.platform.move("李雷", "网络教研室")
    await asked(office)
    await office.college.press(HR, "应用")
    await office.work()
    applied = await office.college.one("select applied_at from org_runs")

    async def fault(*_args: object, **_more: object) -> None:
        raise RuntimeError("ours")

    with monkeypatch.context() as broken:
        broken.setattr("handlers.org_settling.undo", fault)
        await office.college.press(HR, "撤销")
        await office.work()

    *_, told = await office.college.texts(HR)
    assert told == "没有撤销：程序出错，已告诉信息化管理员。同步的内容还在，稍后可以再点 撤销。"
    assert await office.college.rows("select state, applied_at from org_runs") == [("applied", applied)]

    await office.college.press(HR, "撤销")
    await office.work()
    assert await office.college.one(PLACE, name="李雷") == "软件教研室"


async def test_what_could_never_be_read_is_left_to_the_daily_comparison(office: Office):
    await office.college.rows(
        "insert into org_touched (platform, account, kind, key, at, attempts)"
        " values ('wecom', 'staff', 'member', '李雷', now(), :tries) returning key",
        tries=MOST_TRIES,
    )
    office.platform.trouble = RuntimeError("ours")

    await office.read_again()

    assert await office.college.rows("select key from org_touched") == []
    assert [row[0] for row in await office.college.rows(ALERTS)] == [
        "wecom:staff 的通讯录变化有 1 处一直没有读成，已放弃；每天的完整比较会补上。原因见日志。"
    ]


async def test_the_daily_comparison_writes_what_is_routine_and_ends_an_old_alarm(office: Office):
    office.platform.trouble = RuntimeError("ours")
    await asked(office)
    office.platform.trouble = None
    office.platform.move("李雷", "网络教研室")

    assert await schedule(office).run_now("org-compare", office.college.now)

    assert await office.college.one(PLACE, name="李雷") == "网络教研室"
    assert await office.college.one("select outcome from job_runs") == "wecom:staff 有 1 处变化，已写入"
    assert await office.college.rows(ALERTS) == []
