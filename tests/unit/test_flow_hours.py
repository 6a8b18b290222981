"""A limit runs in the working time of whoever can decide: not during their leave, unless somebody acts for them."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import WorkCalendar
from domain.flow.case import Assignment
from domain.flow.hours import Hours
from domain.shift import Shift
from tests.unit.flow_college import WANG, ZHAO

CAMPUS = ZoneInfo("Asia/Shanghai")


def at(day, hour=8):
    """A Monday is the 2nd."""
    return datetime(2026, 11, day, hour, tzinfo=CAMPUS)


ALONE = Assignment(no=1, person=WANG, reason="", asked_at=at(2))
STOOD_IN_FOR = replace(ALONE, stand_in=ZHAO)
FROM_TUESDAY_ON = {(WANG.id, ZHAO.id): at(3)}
WEEK = (at(2), at(7))


def hours(away=(), others=(), begun=None):
    shift, calendar = Shift(), WorkCalendar(announced=frozenset({2026}))
    away = {WANG.id: away, ZHAO.id: others}
    return Hours(campus=CAMPUS, shift=shift, calendar=calendar, away=away, begun=begun or {})


@pytest.mark.parametrize(
    ("place", "facts", "days"),
    [
        (ALONE, hours(), 5),
        (ALONE, hours([WEEK]), 0),
        (ALONE, hours([(at(2, 14), at(3, 12))]), 4),
        (ALONE, hours((), [WEEK]), 5),  # somebody else's
        (STOOD_IN_FOR, hours([WEEK], begun=FROM_TUESDAY_ON), 4),  # what was before is not theirs
        (STOOD_IN_FOR, hours([WEEK], [(at(3), at(5)), (at(6), at(9))], begun=FROM_TUESDAY_ON), 1),
        (STOOD_IN_FOR, hours([], [WEEK], begun=FROM_TUESDAY_ON), 5),  # the one who was asked is there
        (STOOD_IN_FOR, hours([WEEK]), 0),  # their time is over, though the place does not know yet
        (replace(ALONE, asked_at=None), hours(), 0),
    ],
)
def test_only_time_in_which_somebody_could_decide_counts(place, facts, days):
    assert facts.worked(place, at(7)) == days * 480


def test_when_it_is_due_says_the_same_function():
    facts = hours([(at(3), at(5))])

    assert facts.by(ALONE, 2 * 480) == at(5, 18)
    assert facts.worked(ALONE, at(5, 18)) == 2 * 480
    assert facts.by(replace(ALONE, asked_at=None), 1) is None
