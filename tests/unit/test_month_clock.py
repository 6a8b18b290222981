"""When a month is confirmed and signed, and which month somebody means."""

from datetime import date

import pytest

from domain.attendance.duty import Duty, DutyKind
from domain.attendance.month_clock import deadline, past_month, workdays_so_far
from domain.attendance.rules import Rule
from domain.attendance.written import clock, minute_of
from domain.calendar import WorkCalendar

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("said", "month"),
    [
        ("10月", date(2026, 10, 1)),
        ("十月份", date(2026, 10, 1)),
        ("12月", date(2025, 12, 1)),
        ("2026-09", date(2026, 9, 1)),
        ("2026年9月", date(2026, 9, 1)),
        ("上个月", date(2026, 10, 1)),
        ("本月", date(2026, 11, 1)),
        ("13月", None),
        ("2027-01", None),
        ("0000-01", None),
        ("昨天", None),
    ],
)
def test_a_month_is_the_newest_of_that_name_that_has_begun(said: str, month: date | None):
    assert past_month(said, TODAY) == month


def test_a_month_that_begins_with_a_holiday_is_signed_later():
    october = {date(2026, 10, day): "国庆" for day in range(1, 9)}
    calendar = WorkCalendar(holidays=october)

    assert workdays_so_far(calendar, date(2026, 10, 8)) == 0
    assert workdays_so_far(calendar, date(2026, 10, 9)) == 1
    assert deadline(calendar, date(2026, 10, 9)) == date(2026, 10, 12)
    assert deadline(calendar, date(2026, 11, 20)) == date(2026, 11, 3)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2024, 2, 28), date(2026, 12, 31)])
def test_a_time_that_was_written_is_read_back(day: date):
    duty = Duty(day=day, kind=DutyKind.WORK, rule=Rule(since=day), midnight=28_000_000, opens=0, closes=0)

    for minutes in (0, 485, 1439, 1440, -10, 2 * 1440 + 60, -3 * 1440 + 5):
        assert minute_of(clock(duty, duty.midnight + minutes), day) == minutes
