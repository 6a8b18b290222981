"""Which stretch of days a bulletin is about, and which ones are due on a day."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.calendar import WorkCalendar
from domain.college_calendar import CollegeCalendar

DAY = timedelta(days=1)
WEEK = 7 * DAY


class SpanKind(StrEnum):
    """How long it is."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """`key` is made of facts: "2026-W47", "2026-11", "2026"."""

    kind: SpanKind
    key: str
    first: date
    last: date


def week_of(day: date) -> Span:
    """The week, Monday to Sunday, in which the day lies."""
    first = day - day.weekday() * DAY
    year, number, _ = first.isocalendar()
    return Span(kind=SpanKind.WEEK, key=f"{year}-W{number:02}", first=first, last=first + WEEK - DAY)


def month_of(day: date) -> Span:
    """The month in which the day lies."""
    first = day.replace(day=1)
    last = (first + 31 * DAY).replace(day=1) - DAY
    return Span(kind=SpanKind.MONTH, key=f"{first:%Y-%m}", first=first, last=last)


def year_of(year: int) -> Span:
    """A year of the calendar."""
    return Span(kind=SpanKind.YEAR, key=f"{year}", first=date(year, 1, 1), last=date(year, 12, 31))


def due_spans(today: date, calendar: WorkCalendar) -> tuple[Span, ...]:
    """What is to be drafted on this day, unless it was: the week and the month before, on working days.

    Monday is the first of them for the week, the first working day of a month for the month; a run that was missed is
    made up for on the next.
    """
    if not calendar.works(today):
        return ()
    return week_of(today - WEEK), month_of(today.replace(day=1) - DAY)


def span_words(span: Span, calendar: CollegeCalendar) -> str:
    """2026年11月; 11月16日至22日（第12周）."""
    match span.kind:
        case SpanKind.YEAR:
            return f"{span.first.year}年"
        case SpanKind.MONTH:
            return f"{span.first.year}年{span.first.month}月"
        case SpanKind.WEEK:
            until = "" if span.last.month == span.first.month else f"{span.last.month}月"
            term = calendar.week_of(span.first)
            week = f"（第{term[1]}周）" if term else ""
            return f"{span.first.month}月{span.first.day}日至{until}{span.last.day}日{week}"
