"""The college's calendar: what can be in it, what follows from it, and what a change of it changes."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Kind
from domain.calendar_changes import changed_days
from domain.calendar_document import CalendarFileError
from domain.college_calendar import (
    Bells,
    CollegeCalendar,
    Event,
    EventKind,
    SeasonalShifts,
    Term,
)
from domain.college_document import CollegeDocument, Notice, compare, lay_over, overlay, take_in
from domain.college_reading import read_college, write_college
from domain.leave_length import length
from domain.leave_types import PERSONAL
from domain.shift import NO_SHIFT, Half, Segment, Shift, duty_on
from domain.working_time import worked_between, worked_by

DAY = timedelta(days=1)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
MONDAYS = DAYS.map(lambda day: day - day.weekday() * DAY)
PERIODS = (Segment(time(8), time(8, 45)), Segment(time(8, 55), time(9, 40)))
SUMMER = Bells("", "夏季", (5, 1), (9, 30), PERIODS, (Segment(time(8), time(12)), Segment(time(14, 30), time(18))))


@st.composite
def events(draw) -> Event:
    first, days = draw(DAYS), draw(st.integers(0, 6))
    kind = draw(st.sampled_from(EventKind))
    name = draw(st.sampled_from(["运动会", "寒假", "例会", "校庆"]))
    return Event(name, first, first + days * DAY, kind, draw(st.sampled_from([None, True, False])))


@st.composite
def calendars(draw) -> CollegeCalendar:
    """Without contradictions: an event that would make one is left out."""
    calendar = CollegeCalendar(announced=frozenset(draw(st.sets(st.integers(2020, 2030)))))
    for each in draw(st.lists(events(), max_size=8)):
        try:
            calendar = replace(calendar, events=(*calendar.events, each))
        except CalendarFileError:
            continue
    return calendar


@given(MONDAYS, st.integers(1, 30), st.integers(0, 6), st.integers(-40, 250))
def test_each_day_of_a_term_lies_in_the_week_that_begins_on_its_monday(monday, weeks, short, ahead):
    term = Term("学期", monday, monday + (7 * weeks - 1 - short) * DAY)
    day = monday + ahead * DAY

    week = term.week_of(day)

    assert term.weeks() == weeks
    assert (week is None) == (not term.first <= day <= term.last)
    if week is not None:
        begins = term.monday_of(week)
        assert begins
        assert begins <= day < begins + 7 * DAY
        assert CollegeCalendar(terms=(term,)).week_of(day) == (term, week)
    assert term.monday_of(0) is term.monday_of(weeks + 1) is None


@given(calendars(), DAYS)
def test_the_next_and_the_previous_workday_are_worked_with_none_between(calendar, day):
    following, before = calendar.next_workday(day), calendar.previous_workday(day)

    assert calendar.works(following)
    assert calendar.works(before)
    assert before <= day <= following
    assert not any(calendar.works(day + ahead * DAY) for ahead in range((following - day).days))
    assert not any(calendar.works(day - back * DAY) for back in range((day - before).days))


@given(calendars(), calendars(), DAYS)
def test_every_day_that_has_become_another_is_among_the_changed_ones(before, after, day):
    changes = {each.day: each for each in changed_days(before, after)}
    looked_at = {day, *before.own_days(), *after.own_days(), *(date(year, 10, 1) for year in range(2019, 2032))}

    for each in looked_at:
        was, becomes = before.kind_of(each), after.kind_of(each)
        assert (each in changes) == (was.kind is not becomes.kind)
        if each in changes:
            assert changes[each].counts_otherwise == (was.works is not becomes.works)
    assert list(changes) == sorted(changes)


@given(st.lists(events(), max_size=8))
def test_what_is_written_is_read_back_equal(listed):
    document = CollegeDocument(
        announced=(2027,),
        notices=(Notice(2027, "元旦", (date(2026, 12, 31), date(2027, 1, 1)), (date(2027, 1, 3),)),),
        terms=(Term("学期", date(2026, 8, 31), date(2027, 1, 17), (19, 20)),),
        events=tuple(listed),
        seasons=(SUMMER, Bells("东区", "跨年", (10, 1), (2, 29), PERIODS)),
    )

    assert read_college(json.loads(json.dumps(write_college(document)))) == document


@given(st.lists(events(), max_size=6), st.lists(events(), min_size=1, max_size=6))
def test_a_file_taken_in_twice_changes_nothing_more(held, file):
    once = take_in(CollegeDocument(events=tuple(held)), CollegeDocument(events=tuple(file)))

    assert tuple(compare(once, take_in(once, CollegeDocument(events=tuple(file))))) == ()
    assert set(file) <= set(once.events)


def test_the_days_of_a_calendar_are_as_special_as_what_is_said_of_them():
    calendar = CollegeCalendar(
        holidays={date(2026, 2, 17): "春节"},
        makeups={date(2026, 2, 14): "春节"},
        announced=frozenset({2026}),
        events=(
            Event("寒假", date(2026, 1, 19), date(2026, 3, 1), EventKind.VACATION, works=False),
            Event("返校", date(2026, 2, 26), date(2026, 2, 28), EventKind.OPENING, works=True),
        ),
    )

    assert calendar.kind_of(date(2026, 2, 17)).name == "春节"
    assert calendar.kind_of(date(2026, 2, 14)).kind is Kind.VACATION
    assert calendar.kind_of(date(2026, 2, 26)).kind is Kind.WORKDAY
    assert calendar.kind_of(date(2026, 2, 28)).kind is Kind.MAKEUP
    assert calendar.is_vacation(date(2026, 2, 26))
    assert not calendar.is_vacation(date(2026, 3, 2))


@pytest.mark.parametrize(
    ("make", "cause"),
    [
        (lambda: Term("x", date(2026, 9, 1), date(2027, 1, 1)), "不是周一"),
        (lambda: Term("x", date(2026, 8, 31), date(2026, 8, 1)), "早于开始"),
        (lambda: Term("x", date(2026, 8, 31), date(2027, 8, 31)), "最多 30 周"),
        (lambda: Term("x", date(2026, 8, 31), date(2027, 1, 17), (21,)), "第 21 周"),
        (lambda: Term("", date(2026, 8, 31), date(2027, 1, 17)), "缺少名称"),
        (lambda: Event("x", date(2026, 8, 31), date(2026, 8, 1)), "早于开始"),
        (lambda: Event("x", date(2026, 1, 1), date(2026, 12, 31)), "最多 150 天"),
        (lambda: Event("x", date(2026, 1, 1), date(2026, 1, 31), works=True), "最多 7 天"),
        (lambda: Bells("", "x", (2, 30), (9, 30), PERIODS), "没有 2 月 30 日"),
        (lambda: Bells("", "x", (5, 1), (9, 30)), "既没有节次也没有上班时间"),
        (lambda: Bells("", "x", (5, 1), (9, 30), PERIODS[::-1]), "早于上一节结束"),
        (lambda: Bells("", "x", (5, 1), (9, 30), (), PERIODS[::-1]), "班次"),
        (
            lambda: CollegeCalendar(
                terms=(
                    Term("一", date(2026, 8, 31), date(2027, 1, 17)),
                    Term("二", date(2027, 1, 11), date(2027, 6, 6)),
                )
            ),
            "学期不能重叠",
        ),
        (lambda: CollegeCalendar(seasons=(SUMMER, replace(SUMMER, since=(9, 30), until=(2, 1)))), "不能重叠"),
        (
            lambda: CollegeCalendar(
                events=(
                    Event("甲", date(2026, 5, 5), date(2026, 5, 6), works=True),
                    Event("乙", date(2026, 5, 6), date(2026, 5, 6), works=False),
                )
            ),
            "2026-05-06 既上班又放假",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_cause(make, cause):
    with pytest.raises(CalendarFileError, match=cause):
        make()


def test_a_season_may_go_over_the_new_year_and_has_29_february():
    winter = Bells("", "冬季", (10, 1), (4, 30), PERIODS)
    calendar = CollegeCalendar(seasons=(SUMMER, winter))

    for day in (date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29), date(2027, 4, 30)):
        assert calendar.bells(day) == winter
    assert calendar.bells(date(2026, 5, 1)) == calendar.bells(date(2026, 9, 30)) == SUMMER


def test_a_campus_has_its_own_bells_and_else_those_of_all_and_an_only_campus_is_everybodys():
    east = replace(SUMMER, campus="东区")
    both = CollegeCalendar(seasons=(SUMMER, east))
    alone = CollegeCalendar(seasons=(east,))
    two = CollegeCalendar(seasons=(east, replace(SUMMER, campus="西区")))

    july = date(2026, 7, 1)
    assert both.bells(july, "东区") == east
    assert both.bells(july, "西区") == both.bells(july) == SUMMER
    assert alone.bells(july) == east
    assert two.bells(july) is None
    assert two.bells(date(2026, 1, 1), "东区") is None


def test_leave_and_limits_are_counted_by_the_hours_of_the_season():
    calendar = CollegeCalendar(announced=frozenset({2026}), seasons=(SUMMER,))
    shifts = SeasonalShifts(Shift(), calendar)

    def at(day: int, hour: int, minute: int = 0) -> datetime:
        return datetime(2026, 9, day, hour, minute, tzinfo=UTC)

    summer = length(at(29, 14, 30), at(29, 18), shifts, calendar, PERSONAL)
    october = datetime(2026, 10, 9, 14, tzinfo=UTC)
    winter = length(october, october + timedelta(hours=4), shifts, calendar, PERSONAL)
    over = length(at(30, 8), datetime(2026, 10, 9, 18, tzinfo=UTC), shifts, calendar, PERSONAL)

    assert (summer.minutes, winter.minutes) == (210, 240)
    assert [count.minutes for count in over.days if count.minutes] == [450, *[480] * 7]
    assert worked_between(at(30, 8), datetime(2026, 10, 1, tzinfo=UTC), shifts, calendar) == 450
    assert worked_by(at(30, 17, 59), 1, shifts, calendar) == at(30, 18)


def test_a_day_without_duty_counts_nothing_and_names_usual_hours():
    class Roster:
        def of(self, day: date) -> Shift:
            return NO_SHIFT if day.day == 2 else Shift()

    calendar = CollegeCalendar(announced=frozenset({2026}))
    counted = length(
        datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 3, 18, tzinfo=UTC), Roster(), calendar, PERSONAL
    )

    assert [(count.minutes, count.reason) for count in counted.days] == [
        (0, "不在上班时间，不计"),
        (480, "工作日，计1 天"),
    ]
    assert NO_SHIFT.minutes == 0
    assert [NO_SHIFT.half_minutes(half) for half in Half] == [0, 0]
    assert [NO_SHIFT.half(half) for half in Half] == [None, None]
    assert duty_on(Roster(), date(2026, 3, 2)) == Shift()


def test_a_later_document_replaces_what_it_says_anew_and_keeps_the_rest():
    term = Term("一", date(2026, 8, 31), date(2027, 1, 17))
    sports = Event("运动会", date(2026, 11, 25), date(2026, 11, 26))
    below = CollegeDocument(
        announced=(2026,),
        notices=(Notice(2026, "元旦", (date(2026, 1, 1),)),),
        terms=(term,),
        events=(sports, Event("校庆", date(2026, 11, 20), date(2026, 11, 20))),
        seasons=(SUMMER, replace(SUMMER, campus="东区")),
    )
    longer = replace(term, last=date(2027, 1, 24))
    moved = replace(sports, first=date(2026, 11, 26), last=date(2026, 11, 27))

    both = lay_over(below, CollegeDocument(terms=(longer,), events=(moved,), seasons=(replace(SUMMER, name="新"),)))

    assert both.terms == (longer,)
    assert [(each.name, each.first) for each in both.events] == [
        ("校庆", date(2026, 11, 20)),
        ("运动会", date(2026, 11, 26)),
    ]
    assert [each.title for each in both.seasons] == ["东区夏季作息", "全校新作息"]
    assert overlay(CollegeCalendar(), both).terms == (longer,)


def test_a_year_that_is_announced_anew_leaves_nothing_of_what_was_said_before_of_it():
    files = CollegeCalendar(
        holidays={
            date(2026, 12, 31): "元旦",
            date(2027, 1, 1): "元旦",
            date(2027, 2, 5): "春节",
            date(2027, 12, 31): "元旦",
        },
        makeups={date(2027, 2, 20): "春节", date(2026, 10, 10): "国庆节"},
        announced=frozenset({2026, 2027}),
    )
    anew = CollegeDocument(announced=(2027,), notices=(Notice(2027, "春节", (date(2027, 2, 6),)),))

    calendar = overlay(files, anew)

    assert set(calendar.holidays) == {date(2027, 2, 6), date(2027, 12, 31)}
    assert set(calendar.makeups) == {date(2026, 10, 10)}
