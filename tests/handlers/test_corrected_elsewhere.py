"""纠错: what HR puts right by hand is put right on the platform too, and the next sync does not undo it."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.ports import PlatformRefused
from domain.ownership import Field, Owner, OwnerKind, Owners
from storage.invariants import Scope
from storage.ownership import keep_owners
from storage.verify import verify
from tests.handlers.college import College
from tests.handlers.rosters import HR, NUMBERS, Personnel, open_personnel, roster_of

BY_HAND = Owners({of: Owner(OwnerKind.HAND) for of in (Field.NAME, Field.POSITION, Field.DEPARTMENT, Field.LEADERS)})
LEI = NUMBERS["李雷"]


@pytest.fixture
async def personnel(college: College) -> AsyncIterator[Personnel]:
    personnel = await open_personnel(college)
    college.office = replace(college.office, owners=BY_HAND)
    async with college.database.begin(college.now) as tx:
        await keep_owners(tx, BY_HAND)
    yield personnel
    assert await verify(college.database, Scope.LIVE) == []


async def correct(personnel: Personnel, field: str, value: str) -> str:
    (said,) = await personnel.college.say(HR, f"纠错 {LEI} {field} {value} 组〔2026〕12号")
    await personnel.work()
    return said


@pytest.mark.parametrize(
    ("field", "value", "facts"),
    [
        ("姓名", "李磊", {"name": "李磊"}),
        ("职务", "讲师", {"position": "讲师"}),
        ("主部门", "教务处", {"departments": ("教务处",), "main_department": "教务处"}),
    ],
)
async def test_it_is_written_to_the_platform_and_hr_is_told(personnel: Personnel, field, value, facts):
    said = await correct(personnel, field, value)

    member = personnel.platform.members["李雷"]
    assert {name: getattr(member, name) for name in facts} == facts
    assert said.endswith("已排队写到企业微信（staff）。")
    told = (await personnel.college.texts(HR))[-1]
    assert told == f"已写到企业微信（staff）：李雷（{LEI}），{field} {value}。"


async def test_the_next_sync_finds_nothing_to_undo(personnel: Personnel):
    await correct(personnel, "职务", "讲师")

    await personnel.college.say(HR, "同步组织")
    await personnel.office().work()

    assert await personnel.college.one("select position from people where staff_no = :no", no=LEI) == "讲师"
    assert await personnel.college.one("select state from org_runs") == "unchanged"


async def test_where_nothing_may_be_written_it_stands_on_the_list(personnel: Personnel):
    personnel.college.office = replace(personnel.college.office, writable=frozenset())
    said = await correct(personnel, "职务", "讲师")

    await personnel.college.say(HR, "花名册 核对")
    await personnel.work()

    assert "企业微信（staff）不能由程序改，请在平台后台同样改" in said
    assert f"修改信息：李雷（{LEI}），职务 无 → 职务 讲师" in (await personnel.card("list")).body


async def test_a_correction_counts_over_the_roster_on_the_list(personnel: Personnel):
    personnel.college.office = replace(personnel.college.office, writable=frozenset())
    await personnel.send(roster_of({"李雷": {"职务": "教师"}}))
    await personnel.press("roster", "导入")

    await correct(personnel, "职务", "讲师")
    await personnel.college.say(HR, "花名册 核对")
    await personnel.work()

    assert "职务 讲师" in (await personnel.card("list")).body


async def test_what_the_platform_refuses_is_told_to_whoever_corrected_it(personnel: Personnel):
    personnel.contacts.failures = [PlatformRefused("60111", "平台上没有这个成员")]

    await correct(personnel, "职务", "讲师")

    told = (await personnel.college.texts(HR))[-1]
    assert told.startswith(f"没有写到企业微信（staff）：李雷（{LEI}），职务 讲师，平台上没有这个成员。")
