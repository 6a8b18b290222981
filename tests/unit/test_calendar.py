"""The calendar knows every official day of 2024–2026 and never fails for a year it has no notice of."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest

from domain.calendar import Kind, WorkCalendar, calendar_from
from domain.calendar_document import CalendarFileError

CHINA: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[2] / "content/calendar/china.toml").read_text(encoding="utf-8")
)
CALENDAR = calendar_from(CHINA)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_an_announced_year_is_what_the_notice_says(year: int):
    """Checked against the chinesecalendar package, day by day."""
    day = date(year, 1, 1)
    while day.year == year:
        assert CALENDAR.works(day) == chinese_calendar.is_workday(day), day
        assert not CALENDAR.kind_of(day).provisional
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "kind", "reason"),
    [
        (date(2026, 11, 25), Kind.WORKDAY, "工作日"),
        (date(2026, 11, 28), Kind.WEEKEND, "周末"),
        (date(2026, 10, 1), Kind.HOLIDAY, "国庆节放假"),
        (date(2026, 10, 10), Kind.MAKEUP, "国庆节调休，补班"),
        (date(2026, 2, 14), Kind.MAKEUP, "春节调休，补班"),
        (date(2026, 9, 25), Kind.HOLIDAY, "中秋节放假"),
    ],
)
def test_a_day_says_what_it_is_and_why(day: date, kind: Kind, reason: str):
    assert CALENDAR.kind_of(day).kind is kind
    assert CALENDAR.kind_of(day).reason == reason


def test_a_year_without_a_notice_has_weekends_and_statutory_days_and_says_that_it_is_provisional():
    labour_day, lunar_new_year = CALENDAR.kind_of(date(2027, 5, 1)), CALENDAR.kind_of(date(2027, 2, 8))

    assert CALENDAR.is_provisional(2027)
    assert labour_day.kind is lunar_new_year.kind is Kind.HOLIDAY
    assert labour_day.provisional
    assert "未公布" in lunar_new_year.reason
    assert CALENDAR.kind_of(date(2027, 1, 4)).works
    assert CALENDAR.kind_of(date(2027, 1, 9)).kind is Kind.WEEKEND


def test_far_years_and_an_empty_calendar_never_fail():
    for calendar in (CALENDAR, WorkCalendar()):
        for year in (1, 1988, 2031, 2999, 9999):
            assert calendar.kind_of(date(year, 10, 1)).kind is Kind.HOLIDAY
            assert calendar.kind_of(date(year, 12, 25)).reason


def test_the_next_and_the_previous_day_worked_jump_over_holidays_to_makeup_days():
    assert CALENDAR.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert CALENDAR.next_workday(date(2026, 2, 14)) == date(2026, 2, 14)
    assert CALENDAR.previous_workday(date(2026, 11, 29)) == date(2026, 11, 27)
    assert CALENDAR.next_workday(date.max) == date.max


def test_a_college_overlays_the_state_s_calendar_with_its_own_days():
    own: dict[str, object] = {
        "holiday": [{"name": "校庆", "off": [date(2026, 11, 27)], "worked": [date(2026, 11, 28)]}]
    }

    calendar = calendar_from(CHINA, own)

    assert calendar.kind_of(date(2026, 11, 27)).reason == "校庆放假"
    assert calendar.kind_of(date(2026, 11, 28)).works
    assert calendar.kind_of(date(2026, 10, 1)).kind is Kind.HOLIDAY


def test_a_later_file_turns_a_day_off_into_a_day_worked():
    calendar = calendar_from(CHINA, {"holiday": [{"name": "值守", "worked": [date(2026, 10, 6)]}]})

    assert calendar.kind_of(date(2026, 10, 6)).works


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"holidays": []}, "holidays"),
        ({"holiday": {}}, "holiday"),
        ({"holiday": ["元旦"]}, "第 1 组"),
        ({"holiday": [{"off": []}]}, "name"),
        ({"holiday": [{"name": "元旦", "off": ["2026-02-30"]}]}, "第 1 组 的 off"),
        ({"announced": ["2026"]}, "announced"),
        ({"statutory": [{"name": "春节", "days": [1]}]}, "days"),
    ],
)
def test_a_faulty_calendar_file_is_refused_with_the_place(document: dict[str, object], place: str):
    with pytest.raises(CalendarFileError, match=place):
        calendar_from(document)
