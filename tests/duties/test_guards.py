"""Rules that remind nobody: what they forbid, how long they hold something, when somebody must be there."""

from datetime import date, datetime, time

import pytest

from domain.college_calendar import Event
from domain.duties.guards import is_forbidden, is_kept_for_good, is_staffed, lasts_until
from domain.duties.happening import Happening
from domain.duties.rules import DayType, Lapse, MinDuration, NotDuring, OnlyDuring, Retention, ServiceHours, Unit
from tests.duties.worlds import CALENDAR, CAMPUS, world

EXAMS = Happening(
    id=1, code="exam_week", at=datetime(2026, 6, 29, tzinfo=CAMPUS), until=datetime(2026, 7, 11, tzinfo=CAMPUS)
)
VISIT = Happening(id=2, code="visit", at=datetime(2026, 6, 29, 14, tzinfo=CAMPUS))
WORLD = world(happenings={"exam_week": [EXAMS], "visit": [VISIT]})


def on(day, hour=10):
    return datetime(2026, *day, hour, tzinfo=CAMPUS)


@pytest.mark.parametrize(
    ("at", "is_in"), [(on((6, 28)), False), (on((6, 29), 0), True), (on((7, 10), 23), True), (on((7, 11), 0), False)]
)
def test_what_may_not_be_done_during_something_may_be_done_before_and_after_it(at, is_in):
    assert is_forbidden(NotDuring(event="exam_week", what="系统更新"), at, WORLD) is is_in
    assert is_forbidden(OnlyDuring(event="exam_week", what="放行"), at, WORLD) is not is_in


def test_something_without_an_end_lasts_until_its_day_ends():
    rule = NotDuring(event="visit", what="施工")

    assert [is_forbidden(rule, on((6, 29), hour), WORLD) for hour in (13, 14, 23)] == [False, True, True]
    assert not is_forbidden(rule, on((6, 30), 0), WORLD)


@pytest.mark.parametrize(
    ("lapse", "begun", "until"),
    [
        (Lapse(Unit.DAYS, 3), on((5, 8)), datetime(2026, 5, 12, tzinfo=CAMPUS)),
        (Lapse(Unit.WORKING_DAYS, 5), on((4, 30)), datetime(2026, 5, 12, tzinfo=CAMPUS)),  # 5/9 is worked
        (Lapse(Unit.MINUTES, 10), on((5, 8)), datetime(2026, 5, 8, 10, 10, tzinfo=CAMPUS)),
        (Lapse(Unit.CLASS_HOURS, 4), on((5, 8)), datetime(2026, 5, 8, 13, tzinfo=CAMPUS)),
        (Lapse(Unit.DAYS, None), on((5, 8)), None),
    ],
)
def test_something_lasts_so_long_before_the_next_step(lapse, begun, until):
    rule = MinDuration(what="public_notice", event="list_ready", lapse=lapse, day_type=DayType.CALENDAR)

    assert lasts_until(rule, begun, WORLD) == until


def test_somebody_must_be_there_in_the_hours_of_days_that_are_worked():
    rule = ServiceHours(days="workdays", since=time(8), until=time(17))

    assert [is_staffed(rule, on((5, 8), hour), WORLD) for hour in (7, 8, 16, 17)] == [False, True, True, False]
    assert is_staffed(rule, on((5, 9)), WORLD)  # a Saturday that is worked
    assert is_staffed(rule, on((5, 10)), WORLD) is False


def test_a_season_that_the_calendar_does_not_have_is_not_known():
    rule = ServiceHours(days="admission_season", since=time(8), until=time(21))
    season = Event("招生宣传季", date(2026, 5, 6), date(2026, 6, 30))
    known = world(calendar=type(CALENDAR)(events=(season,)))

    assert is_staffed(rule, on((5, 10)), WORLD) is None
    assert is_staffed(rule, on((5, 10)), known) is True
    assert is_staffed(ServiceHours(days="campus_network_open_hours"), on((5, 10)), known) is None


def test_both_permanent_and_long_term_records_are_never_dropped():
    assert is_kept_for_good(Retention(what="leave_record", period="permanent"))
    assert is_kept_for_good(Retention(what="version_update_file", period="long_term"))
    assert not is_kept_for_good(Retention(what="log", period="180d"))
