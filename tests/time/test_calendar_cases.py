"""Every day of the cases is what the file says; whoever adds a line adds a test."""

import tomllib
from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest

from domain.college_reading import college_calendar_from

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "calendar.toml").read_text(encoding="utf-8"))
CHINA = tomllib.loads((HERE.parents[1] / "content/calendar/china.toml").read_text(encoding="utf-8"))
CALENDAR = college_calendar_from(CHINA, CASES["college"])


def cases():
    for group in CASES["group"]:
        for case in group["cases"]:
            yield pytest.param(case, id=f"{group['name'][:12]} {case['day']}")


@pytest.mark.parametrize("case", list(cases()))
def test_the_day_is_what_the_file_says(case: dict[str, Any]):
    assert not set(case) - {"day", "works", "week", "why"}, "a key nobody reads"
    day, kind = case["day"], CALENDAR.kind_of(case["day"])

    assert CALENDAR.works(day) is case["works"]
    assert kind.reason == case.get("why", kind.reason)
    if "week" in case:
        found = CALENDAR.week_of(day)
        assert (found[1] if found else 0) == case["week"]
    assert kind.provisional == (day.year >= 2027)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_a_college_calendar_without_days_of_its_own_is_the_states_day_by_day(year: int):
    bare = college_calendar_from(CHINA)
    for month in range(1, 13):
        for day in chinese_calendar.get_dates(*_ends(year, month)):
            assert bare.works(day) == chinese_calendar.is_workday(day), day


def _ends(year: int, month: int):
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
