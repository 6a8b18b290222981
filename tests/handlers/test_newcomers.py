"""New people are made on the platform with the number that the roster's file gives, kept no longer than for that."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.ports import PlatformMisconfigured, PlatformRefused, PlatformUncertain
from domain.directory_orders import MakeDepartment, MakeMember
from storage.invariants import Scope
from storage.verify import verify
from tests.handlers.college import College
from tests.handlers.rosters import HR, Personnel, added_to, cells, open_personnel, roster_of

MOBILE = "13812345678"
NEW = cells("孙新", "教务处", 工号="T900")
ANYWHERE = """
    select count(*) from (
        select w::text as told from ways_in w union all select o::text from directory_orders o
        union all select f::text from roster_files f union all select a::text from audit a
        union all select x::text from outbox x union all select c::text from cards c
        union all select r::text from roster r union all select p::text from people p
        union all select l::text from directory_lists l
    ) everything where told like '%' || :number || '%'
"""


@pytest.fixture
async def personnel(college: College) -> AsyncIterator[Personnel]:
    yield await open_personnel(college)
    assert await verify(college.database, Scope.LIVE) == []


async def taken_in(personnel: Personnel, *people: dict[str, str]) -> None:
    """The college's people and these are sent and imported."""
    await personnel.send(added_to(roster_of(), *people))
    await personnel.press("roster", "导入")


async def kept(personnel: Personnel) -> int:
    return await personnel.college.one(ANYWHERE, number=MOBILE)


async def test_somebody_new_is_made_with_the_number_of_the_file_and_the_number_is_gone(personnel: Personnel):
    await taken_in(personnel, NEW | {"手机": "138 1234 5678"})
    shown = await personnel.card("list")
    assert "添加人员：孙新（T900），教务处" in shown.body
    assert await kept(personnel) == 1

    await personnel.press("list", "写入平台")

    (order,) = personnel.contacts.written
    assert isinstance(order, MakeMember)
    assert (order.user_id, order.name, order.departments, order.mobile) == ("T900", "孙新", ("教务处",), MOBILE)
    assert await kept(personnel) == 0
    assert await personnel.college.one("select count(content) + count(marked) from roster_files") == 0
    assert await personnel.college.rows("select key from org_touched where kind = 'member'") == [("T900",)]


async def test_whoever_lacks_a_number_is_named_with_what_to_do_and_a_second_file_brings_it(personnel: Personnel):
    await taken_in(personnel, NEW)
    lacking = await personnel.card("list")

    await taken_in(personnel, NEW | {"邮箱": "sun@example.edu.cn"})
    await personnel.press("list", "写入平台")

    assert "添加人员：孙新（T900），教务处（缺手机或邮箱，填进花名册再发一次，或在平台后台添加）" in lacking.body
    assert [button.text for button in lacking.buttons] == ["忽略", "明细"]
    assert [order.email for order in personnel.contacts.written] == ["sun@example.edu.cn"]


async def test_a_number_of_somebody_who_is_there_already_is_not_even_kept(personnel: Personnel):
    changed = {"李雷": {"手机": MOBILE, "职务": "讲师"}}

    await personnel.send(roster_of(changed))
    shown = await personnel.card("roster")
    await personnel.press("roster", "导入")

    assert "可建帐号" not in {row.label for row in shown.rows}
    assert await kept(personnel) == 0


@pytest.mark.parametrize(
    "failure", [PlatformRefused("60104", "这个手机号平台上已经有人用了"), PlatformUncertain("x", "没有回答")]
)
async def test_when_the_order_comes_to_nothing_the_number_goes_too(personnel: Personnel, failure):
    await taken_in(personnel, NEW | {"手机": MOBILE})
    personnel.contacts.failures = [failure] * 9

    await personnel.press("list", "写入平台")
    await personnel.until_tired()

    assert (await personnel.card("list")).body.startswith("添加人员 孙新（T900）：")
    assert await kept(personnel) == 0


@pytest.mark.parametrize("end", ["ignored", "expired", "overtaken"])
async def test_when_the_list_ends_otherwise_the_number_goes_too(personnel: Personnel, end):
    await taken_in(personnel, NEW | {"手机": MOBILE})

    match end:
        case "ignored":
            await personnel.press("list", "忽略")
        case "expired":
            personnel.college.now += timedelta(minutes=31)
            await personnel.work()
        case _:
            await personnel.college.say(HR, "花名册 核对")

    assert await kept(personnel) == 0


async def test_a_list_that_was_stopped_keeps_the_number_for_a_day(personnel: Personnel):
    await taken_in(personnel, NEW | {"手机": MOBILE})
    personnel.contacts.failures = [PlatformMisconfigured("60011", "没有权限")]
    await personnel.press("list", "写入平台")
    assert await kept(personnel) == 1

    personnel.college.now += timedelta(days=1, minutes=1)
    await personnel.work()

    assert await kept(personnel) == 0


async def test_whoever_belongs_into_a_new_department_is_made_after_it_with_the_number_that_was_sent(
    personnel: Personnel,
):
    person = NEW | {"部门": "新设处", "手机": MOBILE}
    await personnel.send(added_to(roster_of(), person))
    await personnel.press("roster", "按新部门收下")
    await personnel.press("roster", "导入")

    await personnel.press("list", "写入平台")
    await personnel.press("list", "写入平台")

    made, member = personnel.contacts.written
    assert isinstance(made, MakeDepartment)
    assert isinstance(member, MakeMember)
    assert member.mobile == MOBILE
    assert await kept(personnel) == 0


async def test_a_bad_number_is_told_by_its_place_and_never_repeated(personnel: Personnel):
    await personnel.send(added_to(roster_of(), NEW | {"手机": "1381234567"}))

    shown = await personnel.card("roster")

    assert "列（手机）：不是手机号" in shown.body
    assert "1381234567" not in shown.body
    assert await personnel.college.one("select count(*) from roster_files where faults::text like '%1381234567%'") == 0
