"""Working time: a limit of eight hours is a day's work, whatever night, noon, weekend or holiday lies between."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import WorkCalendar
from domain.shift import Segment, Shift
from domain.working_time import worked_between, worked_by

CAMPUS = ZoneInfo("Asia/Shanghai")
HOLIDAY = date(2026, 11, 25)
CALENDAR = WorkCalendar(
    holidays={HOLIDAY: "校庆"}, makeups={date(2026, 11, 28): "校庆"}, announced=frozenset({2026, 2027})
)
DAY, NIGHT = Shift(), Shift((Segment(time(22), time(6)),))


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=CAMPUS)


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        (at(23, 8), at(23, 18), 480),
        (at(23, 11), at(23, 15), 120),  # noon is free
        (at(23, 17), at(24, 9), 120),  # the night too
        (at(24, 17), at(26, 9), 120),  # the holiday is free
        (at(27, 17), at(28, 9), 120),  # a Saturday that is worked in exchange
        (at(28, 17), at(30, 9), 120),  # a Sunday is not
        (at(23, 12), at(23, 13), 0),
        (at(24, 9), at(23, 9), 0),
    ],
)
def test_only_what_is_worked_counts(since, until, minutes):
    assert worked_between(since, until, DAY, CALENDAR) == minutes


def test_a_night_shift_reaches_into_the_next_day():
    assert worked_between(at(23, 23), at(24, 5), NIGHT, CALENDAR) == 360
    assert worked_by(at(24, 1), 300, NIGHT, CALENDAR) == at(24, 6)


@pytest.mark.parametrize(
    ("away", "minutes"),
    [
        ([(at(24, 8), at(24, 18))], 480),
        ([(at(23, 0), at(24, 12))], 240),
        ([(at(23, 11), at(23, 15)), (at(24, 17), at(26, 9))], 960 - 120 - 60),
        ([(at(23, 8), at(23, 9)), (at(23, 9), at(23, 10))], 960 - 120),
        ([(at(20, 8), at(30, 8))], 0),
        ([(at(18, 8), at(20, 8))], 960),  # over before
    ],
)
def test_leave_is_no_working_time(away, minutes):
    assert worked_between(at(23, 8), at(24, 18), DAY, CALENDAR, away) == minutes


def test_with_leave_in_between_it_takes_until_later():
    half = [(at(23, 14), at(23, 18))]
    days = [(at(24, 0), at(28, 0))]

    assert worked_by(at(23, 8), 480, DAY, CALENDAR, half) == at(24, 12)
    assert worked_by(at(23, 17), 480, DAY, CALENDAR, days) == at(28, 17)


@pytest.mark.parametrize(
    ("since", "minutes", "until"),
    [
        (at(23, 8), 480, at(23, 18)),
        (at(23, 17), 480, at(24, 17)),
        (at(24, 17), 480, at(26, 17)),
        (at(22, 3), 30, at(23, 8, 30)),  # asked on a Sunday
    ],
)
def test_the_instant_by_which_it_has_been_worked(since, minutes, until):
    assert worked_by(since, minutes, DAY, CALENDAR) == until


@given(st.integers(0, 60 * 24 * 20), st.integers(1, 5000))
def test_by_that_instant_it_is_exactly_so_much(offset, minutes):
    since = at(1, 0) + timedelta(minutes=offset)

    until = worked_by(since, minutes, DAY, CALENDAR)

    assert until is not None
    assert worked_between(since, until, DAY, CALENDAR) == minutes
    assert worked_between(since, until - timedelta(minutes=1), DAY, CALENDAR) == minutes - 1
