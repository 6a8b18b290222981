"""The roster against a platform: seen as a list, written there by a button, order by order."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from adapters.ports import PlatformBusy, PlatformMisconfigured, PlatformRefused, PlatformUncertain
from domain.directory_orders import ChangeMember, DisableMember, MakeDepartment, MoveMember
from jobs.directory_writing import MOST_TRIES
from storage.directory_writers import take_list
from storage.invariants import Scope
from storage.verify import verify
from tests.handlers.college import STAFF, College
from tests.handlers.rosters import HR, Personnel, open_personnel, roster_of

CHANGED = {
    "李雷": {"职务": "讲师"},
    "韩梅": {"部门": "教务处"},
    "郑老师": {"在岗状态": "退休"},
}


@pytest.fixture
async def personnel(college: College) -> AsyncIterator[Personnel]:
    yield await open_personnel(college)
    assert await verify(college.database, Scope.LIVE) == []


async def imported(personnel: Personnel, changes=CHANGED, without=()) -> None:
    await personnel.send(roster_of(changes, without=without))
    shown = await personnel.card("roster")
    await personnel.press("roster", shown.buttons[0].text)
    if (await personnel.card("roster")).buttons:
        await personnel.press("roster", "确认导入")


async def states(personnel: Personnel) -> list[tuple[str, str]]:
    return list(await personnel.college.rows("select doing, state from directory_orders order by list_id, ordinal"))


async def soon(personnel: Personnel) -> None:
    """The pause after a failure is over."""
    async with personnel.college.database.begin(personnel.college.now) as tx:
        await tx.conn.execute(text("update directory_lists set due_at = now()"))
    await personnel.work()


def rows(shown) -> dict[str, str]:
    return {row.label: row.value for row in shown.rows}


def labels(shown) -> list[str]:
    return [button.text for button in shown.buttons]


async def test_after_an_import_the_list_for_the_platform_is_seen_before_anything_is_written(personnel: Personnel):
    await imported(personnel)

    shown = await personnel.card("list")

    assert shown.title == "平台待办：企业微信（staff）"
    assert rows(shown) == {"修改信息": "1", "调整部门": "1", "停用人员": "1"}
    assert "修改信息：李雷（T004），职务 无 → 职务 讲师" in shown.body
    assert labels(shown) == ["写入平台", "忽略", "明细"]
    assert personnel.contacts.written == []


async def test_by_one_press_it_is_written_in_order_and_read_back(personnel: Personnel):
    await imported(personnel)

    await personnel.press("list", "写入平台")

    assert [type(order) for order in personnel.contacts.written] == [ChangeMember, MoveMember, DisableMember]
    assert personnel.platform.members["李雷"].position == "讲师"
    assert personnel.platform.members["韩梅"].departments == ("教务处",)
    assert not personnel.platform.members["郑老师"].is_active
    shown = await personnel.card("list")
    assert shown.closing == "已由 吴老师 写入，3月4日 09:00 完成：写到平台 3 项"
    written = await personnel.college.rows(
        "select actor, detail ->> 'outcome' from audit where action = 'platform.written'"
    )
    assert written == [(f"person:{personnel.college.ids[HR]}", "done")] * 3
    touched = await personnel.college.rows("select key from org_touched where kind = 'member'")
    assert len(touched) == 3


async def test_hr_may_ask_at_any_time_and_is_told_when_nothing_is_to_be_done(personnel: Personnel):
    await imported(personnel, {})

    await personnel.college.say(HR, "花名册 核对")
    again = await personnel.college.say(HR, "花名册 核对")
    await personnel.work()

    assert again == ["正在与平台核对，不用再发。"]
    assert (await personnel.card("list")).closing == "平台通讯录与花名册一致，没有要做的"


async def test_without_a_roster_there_is_nothing_to_compare(personnel: Personnel):
    await personnel.college.say(HR, "花名册 核对")
    await personnel.work()

    assert "还没有花名册" in (await personnel.card("list")).closing


async def test_where_the_account_may_not_be_written_to_the_reason_and_the_list_are_given(personnel: Personnel):
    personnel.college.office = replace(personnel.college.office, writable=frozenset())
    await imported(personnel)

    shown = await personnel.card("list")
    (page,) = await personnel.press("list", "明细")

    assert labels(shown) == ["忽略", "明细"]
    assert "contacts_secret" in shown.body
    assert "/h5/platform/1?at=wecom:staff" in page


async def test_many_leavers_are_asked_about_a_second_time(personnel: Personnel):
    gone = ["郑老师", "韩梅", "李雷", "赵组长", "孙副组长", "周处长"]
    await imported(personnel, {name: {"在岗状态": "离职"} for name in gone})

    await personnel.press("list", "仍要写入")
    asked, before = await personnel.card("list"), list(personnel.contacts.written)
    await personnel.press("list", "确认写入")

    assert labels(asked) == ["确认写入", "返回"]
    assert "6 人要停用" in asked.body
    assert before == []
    assert len(personnel.contacts.written) == 6


async def test_what_the_platform_refuses_is_named_with_what_to_do_and_the_rest_is_written(personnel: Personnel):
    await imported(personnel)
    personnel.contacts.failures = [PlatformRefused("60102", "职务太长，请改短")]

    await personnel.press("list", "写入平台")

    shown = await personnel.card("list")
    assert rows(shown) == {"已写入": "2", "没有办成": "1"}
    assert shown.body == "修改信息 李雷（T004）：职务太长，请改短"
    assert labels(shown) == ["明细"]
    assert await states(personnel) == [("修改信息", "refused"), ("调整部门", "done"), ("停用人员", "done")]


async def test_a_platform_that_is_busy_is_asked_later_and_nothing_overtakes(personnel: Personnel):
    await imported(personnel)
    personnel.contacts.failures = [PlatformBusy("45009", "稍后自动重试", timedelta(minutes=1))]

    await personnel.press("list", "写入平台")
    waiting = await states(personnel)
    await soon(personnel)

    assert waiting == [("修改信息", "open"), ("调整部门", "open"), ("停用人员", "open")]
    assert {state for _, state in await states(personnel)} == {"done"}


async def test_a_missing_permission_stops_the_list_until_somebody_goes_on(personnel: Personnel):
    await imported(personnel)
    personnel.contacts.failures = [None, PlatformMisconfigured("60011", "请开启 API 编辑通讯录")]

    await personnel.press("list", "写入平台")
    stopped = await personnel.card("list")
    await personnel.press("list", "继续写入")

    assert labels(stopped) == ["继续写入", "明细"]
    assert stopped.body == "请开启 API 编辑通讯录"
    assert rows(stopped) == {"已写入": "1", "还没有写": "2"}
    assert [state for _, state in await states(personnel)] == ["done"] * 3
    assert len(personnel.contacts.written) == 3


async def test_what_was_made_and_answered_late_is_found_and_not_made_twice(personnel: Personnel):
    await personnel.send(roster_of({"李雷": {"部门": "信息工程系>人工智能教研室"}}))
    await personnel.press("roster", "按新部门收下")
    await personnel.press("roster", "导入")
    personnel.contacts.failures, personnel.contacts.after = [PlatformUncertain("timeout", "没有回答")], True

    await personnel.press("list", "写入平台")
    doubtful = await states(personnel)
    await soon(personnel)

    assert doubtful == [("新建部门", "called")]
    assert (await states(personnel))[0] == ("新建部门", "done")
    assert [type(order) for order in personnel.contacts.written] == [MakeDepartment]


async def test_when_a_department_has_been_made_its_people_are_on_the_next_list(personnel: Personnel):
    await personnel.send(roster_of({"李雷": {"部门": "信息工程系>人工智能教研室"}}))
    await personnel.press("roster", "按新部门收下")
    await personnel.press("roster", "导入")

    await personnel.press("list", "写入平台")
    following = await personnel.card("list")
    await personnel.press("list", "写入平台")

    assert rows(following) == {"调整部门": "1"}
    assert personnel.platform.members["李雷"].departments == ("人工智能教研室",)


async def test_one_replica_writes_to_an_account_at_a_time(personnel: Personnel):
    await imported(personnel)
    card_id, content = await personnel._newest("list", HR)
    await personnel.college.click(HR, card_id, content["buttons"][0][0])

    async with personnel.college.database.begin(personnel.college.now) as tx:
        first = await take_list(tx, [STAFF])
    async with personnel.college.database.begin(personnel.college.now) as tx:
        second = await take_list(tx, [STAFF])
    idle = await personnel.writer().work_next()

    assert first is not None
    assert first.order.doing == "修改信息"
    assert second is None
    assert idle is False
    assert personnel.contacts.written == []


async def test_whoever_was_killed_between_asking_and_recording_asks_again(personnel: Personnel):
    await imported(personnel)
    card_id, content = await personnel._newest("list", HR)
    await personnel.college.click(HR, card_id, content["buttons"][0][0])
    async with personnel.college.database.begin(personnel.college.now) as tx:
        lost = await take_list(tx, [STAFF])
    await personnel.contacts.write(lost.order.order)

    async with personnel.college.database.begin(personnel.college.now) as tx:
        await tx.conn.execute(text("update directory_writers set lease_until = now() - interval '1 second'"))
    await personnel.work()

    assert [state for _, state in await states(personnel)] == ["done"] * 3
    assert len(personnel.contacts.written) == 4
    assert await personnel.college.one("select count(*) from audit where action = 'platform.written'") == 3


async def test_what_is_never_answered_is_told_as_uncertain_and_the_rest_is_written(personnel: Personnel):
    await imported(personnel)
    personnel.contacts.failures = [PlatformUncertain("timeout", "没有回答")] * MOST_TRIES

    await personnel.press("list", "写入平台")
    for _ in range(MOST_TRIES):
        await soon(personnel)

    assert [state for _, state in await states(personnel)] == ["uncertain", "done", "done"]
    shown = await personnel.card("list")
    assert shown.body == "修改信息 李雷（T004）：平台没有回答，可能已经办成，请再比较一次"


async def test_a_comparison_that_is_stopped_comes_to_nothing(personnel: Personnel):
    await imported(personnel, {})
    await personnel.college.say(HR, "花名册 核对")

    await personnel.press("list", "停止")

    assert "忽略" in (await personnel.card("list")).closing
    assert personnel.platform.read == 1


async def test_what_is_ignored_is_not_written(personnel: Personnel):
    await imported(personnel)

    await personnel.press("list", "忽略")

    assert "忽略" in (await personnel.card("list")).closing
    assert personnel.contacts.written == []


async def test_a_platform_that_cannot_be_read_is_told_with_the_reason(personnel: Personnel):
    personnel.platform.trouble = PlatformMisconfigured("48002", "应用没有通讯录读取权限，请在后台开通")
    await imported(personnel)

    assert (await personnel.card("list")).closing == ("应用没有通讯录读取权限，请在后台开通。平台上什么也没有改")
