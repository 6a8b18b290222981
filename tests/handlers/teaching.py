"""The small college in its term, with bells and a timetable: 李雷 and 韩梅 teach, 赵组长 too."""

from dataclasses import replace
from datetime import date, time

from domain.college_calendar import Bells, CollegeCalendar, Term
from domain.lessons import Lesson
from domain.shift import Segment
from storage.timetable import lock_timetable, replace_terms
from tests.handlers.college import College

TERM = Term("2029–2030学年第二学期", date(2030, 2, 18), date(2030, 7, 7))
HOURS = (8, 9, 10, 11, 14, 15, 16, 17)
BELLS = Bells("", "全年", (1, 1), (12, 31), tuple(Segment(time(hour), time(hour, 45)) for hour in HOURS))
ALL = frozenset(range(1, 19))


def in_term(college: College) -> College:
    """The same, whose calendar has the term."""
    calendar = CollegeCalendar(announced=frozenset({2029, 2030, 2031}), terms=(TERM,), seasons=(BELLS,))
    college.office = replace(college.office, calendar=calendar)
    return college


def lesson(college: College, name: str, weekday: int, first: int, last: int, **changed: object) -> Lesson:
    usual: dict = {"course": "高等数学", "classes": ("软件2301",), "weeks": ALL, "room": f"教2-30{weekday}"}
    return Lesson(
        term=TERM.name, teacher=college.ids[name], weekday=weekday, first=first, last=last, **{**usual, **changed}
    )


async def with_timetable(college: College, *lessons: Lesson) -> College:
    """The college with these lessons and no others."""
    async with college.database.begin(college.now) as tx:
        await lock_timetable(tx)
        await replace_terms(tx, [TERM.name], lessons)
    return in_term(college)
