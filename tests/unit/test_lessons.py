"""When lessons really take place: weeks, holidays, exchanged days, vacations, summer and winter bells."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.college_calendar import Bells, CollegeCalendar, Event, EventKind, Term
from domain.ids import PersonId
from domain.lessons import Lesson, expand
from domain.shift import Segment

CAMPUS = ZoneInfo("Asia/Shanghai")
TERM = Term("2029–2030学年第二学期", date(2030, 2, 18), date(2030, 7, 7))
NEXT = Term("2030–2031学年第一学期", date(2030, 9, 2), date(2031, 1, 19))


def bells(name: str, since: tuple[int, int], until: tuple[int, int], hour: int, campus: str = "") -> Bells:
    """Eight periods, on the hour in the morning and in the afternoon."""
    hours = (*range(8, 12), *range(hour, hour + 4))
    periods = tuple(Segment(time(each), time(each, 45)) for each in hours)
    return Bells(campus, name, since, until, periods)


def calendar(*events: Event) -> CollegeCalendar:
    return CollegeCalendar(
        holidays={date(2030, 4, 5): "清明节"},
        makeups={date(2030, 4, 7): "清明节"},
        announced=frozenset({2029, 2030, 2031}),
        terms=(TERM, NEXT),
        events=events,
        seasons=(bells("冬季", (10, 1), (4, 30), 14), bells("夏季", (5, 1), (9, 30), 15)),
    )


def lesson(**changed: object) -> Lesson:
    usual: dict = {
        "term": TERM.name,
        "teacher": PersonId(1),
        "course": "高等数学",
        "classes": ("软件2301",),
        "weekday": 3,
        "first": 3,
        "last": 4,
        "weeks": frozenset(range(1, 19)),
    }
    return Lesson(**{**usual, **changed})


def at(day: date, hour: int = 0) -> datetime:
    return datetime.combine(day, time(hour), CAMPUS)


def days(lessons, first: date, last: date, *events: Event):
    found = expand(lessons, calendar(*events), at(first), at(last + timedelta(days=1)), CAMPUS)
    return [each.day for each in found.found], list(found.undecided)


def test_a_lesson_is_on_its_weekday_in_its_weeks_only():
    odd = lesson(weeks=frozenset({1, 3, 5}))

    assert days([odd], date(2030, 2, 18), date(2030, 3, 31)) == (
        [date(2030, 2, 20), date(2030, 3, 6), date(2030, 3, 20)],
        [],
    )


def test_only_what_shares_time_with_the_span_counts():
    wednesday = date(2030, 3, 6)
    for hours, count in (((8, 10), 0), ((8, 11), 1), ((11, 12), 1), ((12, 18), 0), ((0, 24), 1)):
        start, end = (at(wednesday) + timedelta(hours=hour) for hour in hours)
        assert len(expand([lesson()], calendar(), start, end, CAMPUS).found) == count


def test_a_holiday_drops_lessons_and_an_exchanged_day_is_undecided_until_somebody_says():
    friday = lesson(weekday=5)
    said = Event("清明调休：4月7日补周五的课", date(2030, 4, 7), date(2030, 4, 7))

    assert days([friday], date(2030, 4, 1), date(2030, 4, 7)) == ([], [date(2030, 4, 7)])
    assert days([friday], date(2030, 4, 1), date(2030, 4, 7), said) == ([date(2030, 4, 7)], [])


@pytest.mark.parametrize("name", ["补第6周周三的课", "上第6周星期三的课", "按第6周周三课表上课"])
def test_an_exchanged_day_may_have_the_lessons_of_another_week(name):
    even = lesson(weeks=frozenset({6}))
    said = Event(name, date(2030, 4, 7), date(2030, 4, 7))

    assert days([even], date(2030, 4, 7), date(2030, 4, 7), said)[0] == [date(2030, 4, 7)]
    assert days([lesson(weeks=frozenset({7}))], date(2030, 4, 7), date(2030, 4, 7), said)[0] == []


def test_days_off_of_the_college_and_vacations_have_no_lessons():
    sports = Event("运动会", date(2030, 3, 13), date(2030, 3, 14), EventKind.OTHER, works=False)
    practice = Event("实习周", date(2030, 3, 20), date(2030, 3, 20), EventKind.VACATION)

    found, _ = days([lesson()], date(2030, 3, 11), date(2030, 3, 31), sports, practice)

    assert found == [date(2030, 3, 27)]


def test_a_weekend_has_the_lessons_that_the_timetable_puts_there():
    assert days([lesson(weekday=6)], date(2030, 3, 4), date(2030, 3, 10)) == ([date(2030, 3, 9)], [])


def test_outside_its_term_there_is_no_lesson():
    assert days([lesson(weeks=frozenset(range(1, 31)))], date(2030, 7, 8), date(2030, 9, 30)) == ([], [])


def test_summer_and_winter_have_their_own_bells():
    late = lesson(first=5, last=6)
    winter = expand([late], calendar(), at(date(2030, 4, 24)), at(date(2030, 4, 25)), CAMPUS).found[0]
    summer = expand([late], calendar(), at(date(2030, 5, 8)), at(date(2030, 5, 9)), CAMPUS).found[0]

    assert (winter.start.hour, summer.start.hour) == (14, 15)
    assert (winter.end.time(), summer.end.time()) == (time(15, 45), time(16, 45))


def test_periods_that_the_bells_do_not_have_take_all_day():
    late = lesson(first=9, last=10)

    assert len(expand([late], calendar(), at(date(2030, 3, 6), 8), at(date(2030, 3, 6), 9), CAMPUS).found) == 1


@given(
    weeks=st.sets(st.integers(1, 18), min_size=1),
    weekday=st.integers(1, 5),
    cut=st.integers(1, 139),
)
def test_a_span_cut_in_two_at_midnight_hits_the_same_lessons(weeks, weekday, cut):
    plan, whole = [lesson(weeks=frozenset(weeks), weekday=weekday)], calendar()
    first, last = at(TERM.first), at(TERM.last + timedelta(days=1))
    middle = first + timedelta(days=cut)

    parts = [expand(plan, whole, *span, CAMPUS) for span in ((first, middle), (middle, last))]
    together = expand(plan, whole, first, last, CAMPUS)

    assert [*parts[0].found, *parts[1].found] == list(together.found)
    assert [*parts[0].undecided, *parts[1].undecided] == list(together.undecided)
    assert {each.week for each in together.found} <= weeks
    assert len(together.found) >= len(weeks) - 1  # one may fall on 清明
