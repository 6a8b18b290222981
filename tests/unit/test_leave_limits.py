"""What a type forbids is said with its cause and what to do; and the sum that stands on a leave."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain.college_calendar import CollegeCalendar, Term
from domain.forms.away import Hours
from domain.ids import Minutes
from domain.leave import Leave
from domain.leave_length import length
from domain.leave_limits import Taker, why_not_of_type
from domain.leave_sum import counting
from domain.leave_types import MARRIAGE, PERSONAL, Blackout, LeaveType, Limits, Unit
from domain.office import Office
from domain.shift import Segment, Shift

CAMPUS = ZoneInfo("Asia/Shanghai")
TERM = Term("2029–2030学年第二学期", date(2030, 2, 25), date(2030, 7, 7), exam_weeks=(18, 19))
CALENDAR = CollegeCalendar(announced=frozenset({2030}), terms=(TERM,))
OFFICE = Office(name="学院", campus=CAMPUS, calendar=CALENDAR, shift=Shift())
NOW = datetime(2030, 3, 4, 2, tzinfo=UTC)
EXAMS = Limits(blackouts=(Blackout(name="考试周", weeks="exam", positions=("教师",)),))
SUMMER = Limits(blackouts=(Blackout(name="招生期间", first=(12, 20), last=(1, 10)),))


def leave(kind: LeaveType, start: str, end: str, office: Office = OFFICE) -> Leave:
    first, last = (datetime.fromisoformat(each).replace(tzinfo=CAMPUS) for each in (start, end))
    minutes = length(first, last, office.shifts, office.calendar, kind).minutes
    return Leave(kind=kind, start=first, end=last, minutes=minutes)


def hours(office: Office) -> Hours:
    return Hours(campus=CAMPUS, shift=office.shifts, calendar=office.calendar)


def limited(limits: Limits) -> LeaveType:
    return replace(PERSONAL, limits=limits)


TUESDAY = ("2030-03-05T08:00", "2030-03-05T18:00")
TWO_HOURS = ("2030-03-05T08:00", "2030-03-05T10:00")
EXAM_DAY = ("2030-06-25T08:00", "2030-06-25T18:00")
CASES = {
    "事假只有学生能请。": (replace(PERSONAL, who=("student",)), TUESDAY, Taker()),
    "事假按半天请，这次是 2 小时。": (replace(PERSONAL, unit=Unit.HALF_DAY), TWO_HOURS, Taker()),
    "事假按整天请，这次是 2 小时。": (replace(PERSONAL, unit=Unit.DAY), TWO_HOURS, Taker()),
    "事假最小按 3 小时请，这次是 2 小时。": (replace(PERSONAL, smallest=180), TWO_HOURS, Taker()),
    "事假按节请，这一天没有作息时间表。": (replace(PERSONAL, unit=Unit.PERIOD), TWO_HOURS, Taker()),
    "事假不能补请。": (limited(Limits(back_dating_days=0)), ("2030-03-01T08:00", "2030-03-01T18:00"), Taker()),
    "事假最远只能请 3月11日(周一) 及以前开始的。": (limited(Limits(advance_days=7)), EXAM_DAY, Taker()),
    "事假一次最多 半天，这次是 1 天。": (limited(Limits(longest=1)), TUESDAY, Taker()),
    "事假一年最多 3 天，这一年已请 2.5 天，这次要 1 天。": (
        limited(Limits(yearly=6)),
        TUESDAY,
        Taker(taken=Minutes(1200)),
    ),
    "事假一年最多 2 次，这一年已请 2 次。": (limited(Limits(yearly_times=2)), TUESDAY, Taker(times=2)),
    "事假要入职满 12 个月，您到 9月1日(周日) 才满。": (
        limited(Limits(tenure_months=12)),
        TUESDAY,
        Taker(joined_on=date(2029, 9, 1)),
    ),
    "6月25日在考试周，不能请事假。": (limited(EXAMS), EXAM_DAY, Taker(position="教师")),
    "1月3日在招生期间，不能请事假。": (limited(SUMMER), ("2030-01-03T08:00", "2030-01-03T18:00"), Taker()),
}


@pytest.mark.parametrize("sentence", CASES)
def test_what_a_type_forbids_is_said(sentence: str):
    kind, span, taker = CASES[sentence]

    assert why_not_of_type(leave(kind, *span), NOW, taker, OFFICE, hours(OFFICE)).startswith(sentence)


@pytest.mark.parametrize(
    ("kind", "span", "taker"),
    [
        (PERSONAL, TUESDAY, Taker()),
        (replace(PERSONAL, unit=Unit.HALF_DAY), ("2030-03-05T14:00", "2030-03-07T12:00"), Taker()),
        (replace(PERSONAL, unit=Unit.DAY), ("2030-03-08T08:00", "2030-03-11T18:00"), Taker()),
        (limited(EXAMS), EXAM_DAY, Taker(position="科员")),
        (limited(EXAMS), TUESDAY, Taker(position="教师")),
        (limited(Limits(tenure_months=12)), TUESDAY, Taker()),
    ],
)
def test_what_it_does_not_forbid_passes(kind: LeaveType, span: tuple[str, str], taker: Taker):
    assert why_not_of_type(leave(kind, *span), NOW, taker, OFFICE, hours(OFFICE)) == ""


def test_class_periods_are_asked_for_from_the_bell_of_one_to_that_of_another():
    lessons = (Segment(time(8), time(8, 45)), Segment(time(8, 55), time(9, 40)), Segment(time(10), time(10, 45)))
    office = replace(OFFICE, shift=Shift(lessons=lessons))
    kind = replace(PERSONAL, unit=Unit.PERIOD)

    whole = leave(kind, "2030-03-05T08:55", "2030-03-05T10:45", office)
    broken = leave(kind, "2030-03-05T09:00", "2030-03-05T10:45", office)

    assert why_not_of_type(whole, NOW, Taker(), office, hours(office)) == ""
    assert "请改成第几节到第几节" in why_not_of_type(broken, NOW, Taker(), office, hours(office))


def summed(kind: LeaveType, start: str, end: str) -> tuple[str, ...]:
    first, last = (datetime.fromisoformat(each).replace(tzinfo=CAMPUS) for each in (start, end))
    calendar = CollegeCalendar(
        holidays={date(2030, 4, 5): "清明节"}, makeups={date(2030, 4, 7): "清明节"}, announced=frozenset({2030})
    )
    return counting(first, last, Shift(), calendar, kind)[1:]


def test_two_half_days_at_the_ends_are_added_up():
    assert summed(PERSONAL, "2030-03-06T14:00", "2030-03-08T12:00") == (
        "3月6日 半天 + 3月7日 1 天 + 3月8日 半天 = 2 天",
    )


def test_a_made_up_sunday_and_a_holiday_are_named():
    assert summed(PERSONAL, "2030-04-04T08:00", "2030-04-08T18:00") == (
        "4月4日 1 天 + 4月7日（补班） 1 天 + 4月8日 1 天 = 3 天",
        "4月5日清明节放假，不计",
        "4月6日周末，不计",
    )


def test_a_leave_by_the_calendar_is_one_stretch_and_needs_no_sum():
    assert summed(MARRIAGE, "2030-03-28T08:00", "2030-04-08T18:00") == ()


def test_a_long_leave_shows_the_first_stretches_and_counts_the_rest():
    (added, *rest) = summed(PERSONAL, "2030-05-06T08:00", "2030-08-16T18:00")

    assert added.endswith(" + …… = 75 天")
    assert added.count("天") == 9
    assert rest[-1] == "另有 12 天不计"
