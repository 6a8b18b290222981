"""Lessons of the timetable, and when they really take place: by terms, weeks, holidays, exchanged days and bells."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from domain.calendar import Kind
from domain.college_calendar import CollegeCalendar, Term
from domain.ids import PersonId

DAY = timedelta(days=1)
LONGEST_LOOK = 400  # days of an expansion; no leave is longer
WEEKDAYS = "一二三四五六日"
_SAID = re.compile(r"[补上按](?:第(?P<week>\d{1,2})周)?的?(?:周|星期)(?P<day>[一二三四五六日天])的?课")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One line of the timetable. `weekday` 1 is Monday; periods count from 1; a campus may be unnamed."""

    term: str
    teacher: PersonId
    course: str
    classes: tuple[str, ...]
    weekday: int
    first: int
    last: int
    weeks: frozenset[int]
    room: str = ""
    campus: str = ""

    @property
    def periods(self) -> frozenset[int]:
        return frozenset(range(self.first, self.last + 1))

    @property
    def kind(self) -> str:
        """高等数学（软件2301、软件2302）."""
        return f"{self.course}（{'、'.join(self.classes)}）" if self.classes else self.course


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A lesson on a day. Without bells for the day its hours are unknown, and it is taken to be all day long."""

    lesson: Lesson
    day: date
    week: int
    start: datetime
    end: datetime

    @property
    def key(self) -> tuple[PersonId, date, int]:
        """What it is known by when the timetable has been replaced."""
        return self.lesson.teacher, self.day, self.lesson.first


@dataclass(frozen=True, slots=True)
class Sessions:
    """What takes place; `undecided` are days worked in exchange of which nobody has said whose lessons they have."""

    found: tuple[Session, ...] = ()
    undecided: tuple[date, ...] = ()


def periods_in_words(first: int, last: int) -> str:
    return f"{first}–{last}节" if first != last else f"{first}节"


def expand(
    lessons: Sequence[Lesson], calendar: CollegeCalendar, start: datetime, end: datetime, zone: tzinfo
) -> Sessions:
    """Every session that shares time with the span, the earliest first."""
    found: list[Session] = []
    undecided: list[date] = []
    if end <= start or not lessons:
        return Sessions()
    by_place = _by_place(lessons)
    for day in _days(start, end, zone):
        term = calendar.term_of(day)
        if term is None or term.name not in by_place or _is_free(calendar, day):
            continue
        taken = taught_as(calendar, term, day)
        if taken is None:
            undecided.append(day)
            continue
        week, weekday = taken
        there = by_place[term.name].get(weekday, ())
        sessions = (session_of(each, calendar, day, week, zone) for each in there if week in each.weeks)
        found.extend(each for each in sessions if each.start < end and start < each.end)
    return Sessions(tuple(sorted(found, key=lambda each: (each.start, each.lesson.first))), tuple(undecided))


def taught_as(calendar: CollegeCalendar, term: Term, day: date) -> tuple[int, int] | None:
    """Of which week and weekday the lessons of that day are; None for an exchanged day of which nobody has said it.

    The college's calendar says it in the name of an entry: 补周四的课, 按第5周周五课表, 上星期一的课.
    """
    own = term.week_of(day)
    if own is None:
        return None
    for event in calendar.events_near(day, 0):
        if match := _SAID.search(event.name):
            weekday = WEEKDAYS.index(match["day"].replace("天", "日")) + 1
            return int(match["week"] or own), weekday
    return None if calendar.kind_of(day).kind is Kind.MAKEUP else (own, day.isoweekday())


def session_of(lesson: Lesson, calendar: CollegeCalendar, day: date, week: int, zone: tzinfo) -> Session:
    """The lesson on that day by the bells of its campus in that season."""
    start, end = hours_of(calendar, day, lesson.campus, (lesson.first, lesson.last), zone)
    return Session(lesson=lesson, day=day, week=week, start=start, end=end)


def hours_of(
    calendar: CollegeCalendar, day: date, campus: str, periods: tuple[int, int], zone: tzinfo
) -> tuple[datetime, datetime]:
    """From when to when these class periods are; the whole day where the bells do not have them."""
    bells = calendar.bells(day, campus)
    first, last = periods
    if bells is None or last > len(bells.periods):
        midnight = datetime.combine(day, time(), zone)
        return midnight, midnight + DAY
    return bells.periods[first - 1].on(day, zone)[0], bells.periods[last - 1].on(day, zone)[1]


def _is_free(calendar: CollegeCalendar, day: date) -> bool:
    """Holidays and vacations have no lessons; a weekend has those that the timetable puts there."""
    return calendar.is_vacation(day) or calendar.kind_of(day).kind in {Kind.HOLIDAY, Kind.VACATION}


def _by_place(lessons: Iterable[Lesson]) -> Mapping[str, Mapping[int, Sequence[Lesson]]]:
    """By term and weekday."""
    places: dict[str, dict[int, list[Lesson]]] = {}
    for each in lessons:
        places.setdefault(each.term, {}).setdefault(each.weekday, []).append(each)
    return places


def _days(start: datetime, end: datetime, zone: tzinfo) -> Iterator[date]:
    first, last = start.astimezone(zone).date(), (end - timedelta(microseconds=1)).astimezone(zone).date()
    return (first + ahead * DAY for ahead in range(min((last - first).days + 1, LONGEST_LOOK)))
