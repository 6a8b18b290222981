"""What `verify` derives anew of attendance: nothing on a clean month, and everything that is planted."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import text

from domain.attendance.month_sums import Sums
from handlers import attendance_checks
from handlers.attendance_checks import CHECKS, check_attendance
from storage.attendance_days import touch_days
from storage.database import Tx
from tests.handlers.college import College
from tests.handlers.months import APRIL, DAYS
from tests.handlers.test_months import HEAD, all_confirm, on
from tests.handlers.test_months import month as month  # noqa: PLC0414 - the fixture

PLANTED = {
    "attendance-derived": [
        "update attendance_days set status = 'normal' where status = 'late'",
        "update attendance_days set detail = detail - 'late' where status = 'late'",
        "update punches set punched_at = punched_at + interval '1 hour' where key like '李雷:2030-03-04%'",
        "update leave_periods set active = false",
    ],
    "attendance-confirmed": [
        """update month_confirmations set days = days || '{"2030-03-04": "正常"}' where days::text like '%迟到%'""",
        "delete from attendance_days where status = 'late'",
    ],
    "attendance-signed": [
        "update month_sheets set fingerprint = repeat('0', 64)",
        """update month_confirmations set days = days || '{"2030-03-04": "正常"}' where days::text like '%迟到%'""",
    ],
    "attendance-sums": [],
}


class Undone(Exception):
    """Takes back what was planted."""


@pytest.fixture
async def signed(month: College) -> College:
    """March is confirmed and signed."""
    await on(month, APRIL)
    await all_confirm(month)
    await month.press(HEAD, "签字确认")
    return month


async def found(college: College, *damages: str) -> Sequence[str]:
    names: list[str] = []
    try:
        async with college.database.begin(college.now) as tx:
            for each in damages:
                await tx.conn.execute(text(each))
            names = [each.check for each in await check_attendance(tx, college.office)]
            raise Undone
    except Undone:
        return names


async def test_a_clean_month_has_no_violation_and_each_that_is_planted_is_found(signed: College, monkeypatch):
    assert await found(signed) == []
    for check, damages in PLANTED.items():
        for damage in damages:
            assert check in await found(signed, damage), damage

    monkeypatch.setattr(attendance_checks, "sums_of", lambda month, duties: Sums(due=len(month.days) + len(duties)))
    assert "attendance-sums" in await found(signed)
    assert set(PLANTED) == {each.name for each in CHECKS}


async def test_what_waits_to_be_derived_again_and_closed_months_are_no_violation(signed: College):
    async def plant(tx: Tx) -> None:
        await tx.conn.execute(text("update attendance_days set status = 'normal' where status = 'late'"))

    async with signed.database.begin(signed.now) as tx:
        await plant(tx)
        await touch_days(tx, [signed.ids["李雷"]], DAYS[0], DAYS[0], "daily")
        waiting = [each.check for each in await check_attendance(tx, signed.office)]

    assert "attendance-derived" not in waiting


async def test_days_of_another_group_are_left_as_they_were_judged_then(signed: College):
    rules = signed.office.attendance
    renamed = tuple(replace(group, name=f"新{group.name}") for group in rules.groups)
    signed.office = replace(signed.office, attendance=replace(rules, groups=renamed))

    assert "attendance-derived" not in await found(signed)
