"""Times one can only ask about, and the likely days to offer: 月底, 过两天, 下周, 周末, 国庆."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.college_calendar import CollegeCalendar
from domain.sentence.meaning import Setting, Span
from domain.sentence.numbers import read_whole
from domain.sentence.patterns_of_dates import TEACHING_WEEK
from domain.sentence.tokens import Vague

DAY = timedelta(days=1)
WEEK = 7
FRIDAY = 4


def vague_spans(vague: Vague, setting: Setting) -> tuple[Span, ...]:
    """Two or so spans for the buttons; none where no day is likelier than another."""
    said = vague.said
    if week := TEACHING_WEEK.fullmatch(said):
        return tuple(_week_of_term(read_whole(week["week"]), setting))
    if "末" in said and "周" in said:
        return ()
    if "月底" in said or "月末" in said or "月初" in said:
        return _days(_around_month(said, setting), setting)
    if said.startswith(("下周", "下星期", "下礼拜", "下个周", "下个星期", "下个礼拜")):
        return tuple(_week(setting.today + timedelta(days=WEEK - setting.today.weekday()), setting))
    if said.startswith(("过两天", "过几天", "这两天", "这几天", "近")):
        return _days(_coming(setting.today + DAY, setting), setting)
    return ()


def _days(days: Iterator[date], setting: Setting) -> tuple[Span, ...]:
    return tuple(setting.whole_day(day) for day in days)


def _coming(day: date, setting: Setting) -> Iterator[date]:
    """The next three days worked."""
    for _ in range(3):
        day = setting.calendar.next_workday(day)
        yield day
        day += DAY


def _around_month(said: str, setting: Setting) -> Iterator[date]:
    """The last or the first two days worked of the month that is meant."""
    first = setting.today.replace(day=1)
    is_beginning = "初" in said
    for _ in range(said.count("下") + (1 if is_beginning and "下" not in said else 0)):
        first = (first + timedelta(days=31)).replace(day=1)
    if is_beginning:
        day = setting.calendar.next_workday(first)
        yield from (day, setting.calendar.next_workday(day + DAY))
        return
    last = setting.calendar.previous_workday((first + timedelta(days=31)).replace(day=1) - DAY)
    yield from (setting.calendar.previous_workday(last - DAY), last)


def _week_of_term(week: int | None, setting: Setting) -> Iterator[Span]:
    calendar = setting.calendar
    term = calendar.term_meant(setting.today) if isinstance(calendar, CollegeCalendar) else None
    monday = term.monday_of(week) if term and week else None
    return _week(monday, setting) if monday else iter(())


def _week(monday: date, setting: Setting) -> Iterator[Span]:
    first = setting.calendar.next_workday(monday)
    last = setting.calendar.previous_workday(monday + timedelta(days=FRIDAY))
    if first <= last:
        yield Span(setting.at(first, setting.shift_on(first).start), setting.at_end(last))
    yield setting.whole_day(first)
