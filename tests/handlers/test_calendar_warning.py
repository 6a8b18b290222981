"""The year without an arrangement of days off: who hears of it, when, and that it ends."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from domain.college_calendar import CollegeCalendar
from handlers.alarm import tell_admins
from handlers.calendar_warning import warn_of_years
from tests.handlers.college import College

HR, ADMIN = "吴老师", "郑老师"
OPEN = text("select key from alerts where cleared_at is null order by key")


@pytest.fixture
async def campus(college: College) -> College:
    roles = {"hr": (f"staff_no:T-{HR}",), "admin": (f"staff_no:T-{ADMIN}",)}
    calendar = CollegeCalendar(announced=frozenset({2026}))
    college.office = replace(college.office, calendar=calendar, roles=roles)
    return college


async def look(college: College, day: str) -> list[str]:
    """Run it at noon of that day; the alerts that are open then."""
    college.now = datetime.fromisoformat(f"{day}T04:00").replace(tzinfo=UTC)
    async with college.database.begin(college.now) as tx:
        await warn_of_years(tx, college.office)
        await tell_admins(tx, college.office)
    async with college.database.begin(college.now) as tx:
        return list(await tx.conn.scalars(OPEN, {}))


async def test_in_november_hr_and_administrators_hear_once_that_next_year_is_missing(campus):
    assert await look(campus, "2026-10-31") == []
    assert await look(campus, "2026-11-01") == ["calendar:2027"]
    await look(campus, "2026-11-02")
    await look(campus, "2026-12-31")

    told = await campus.texts(HR)
    assert len(told) == 1
    assert "2027年的放假安排还没有导入校历" in told[0]
    assert "run.py import" in told[0]
    assert len(await campus.texts(ADMIN)) == 1
    assert await campus.texts("李雷") == []


async def test_it_is_cleared_as_soon_as_the_year_is_there_and_stays_in_the_new_year_where_it_is_not(campus):
    await look(campus, "2026-11-01")
    assert await look(campus, "2027-01-01") == ["calendar:2027"]

    campus.office = replace(campus.office, calendar=CollegeCalendar(announced=frozenset({2026, 2027})))

    assert await look(campus, "2027-01-02") == []
    assert len(await campus.texts(HR)) == 1
