"""What somebody who asks for the calendar is shown: a day, what is near it, a week, a month."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.calendar import Kind
from domain.college_calendar import CollegeCalendar, Event, EventKind

DAY = timedelta(days=1)
WEEK = 7
AHEAD = 60  # days in which holidays and make-up workdays are near: the notice for a long one comes so early
EVENTS_AHEAD = 28  # days in which events are near
NOVEMBER = 11  # the State Council announces a year between October and December of the year before it
VACATION_AHEAD = 150  # days; every term is shorter


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of one kind that follow each other; `words` is Chinese."""

    first: date
    last: date
    words: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day: `reason` is why it is worked or not, `events` what takes place."""

    day: date
    kind: Kind
    reason: str
    events: tuple[Event, ...] = ()


def day_in(calendar: CollegeCalendar, day: date) -> CalendarDay:
    """The day with everything that is known of it."""
    kind = calendar.kind_of(day)
    return CalendarDay(day, kind.kind, kind.reason, calendar.events_near(day, 0))


def days_in(calendar: CollegeCalendar, first: date, last: date) -> tuple[CalendarDay, ...]:
    return tuple(day_in(calendar, day) for day in _days(first, last))


def weeks_of_month(calendar: CollegeCalendar, year: int, month: int) -> tuple[tuple[CalendarDay, ...], ...]:
    """Whole weeks from Monday on that cover the month."""
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    first -= first.weekday() * DAY
    last += (WEEK - 1 - last.weekday()) * DAY
    days = days_in(calendar, first, last)
    return tuple(days[place : place + WEEK] for place in range(0, len(days), WEEK))


def near(calendar: CollegeCalendar, today: date) -> tuple[Stretch, ...]:
    """What comes after today, the earliest first: holidays, make-up workdays, exam weeks, events."""
    first = today + DAY
    found = [
        *unusual(calendar, first, today + AHEAD * DAY),
        *_exam_weeks(calendar, first, today + AHEAD * DAY),
        *_of_events(calendar.events_near(first, EVENTS_AHEAD - 1), today),
    ]
    return tuple(sorted(found, key=lambda each: (each.first, each.last)))


def unusual(calendar: CollegeCalendar, first: date, last: date) -> Iterator[Stretch]:
    """Holidays and make-up workdays; a day off that an event gives is told with the event."""
    own = {event.name for event in calendar.events}
    run: Stretch | None = None
    for day in _days(first, last):
        kind = calendar.kind_of(day)
        shown = kind.kind in {Kind.HOLIDAY, Kind.MAKEUP} and kind.name not in own
        if run and shown and run.words == kind.reason:
            run = Stretch(run.first, day, run.words)
            continue
        if run:
            yield run
        run = Stretch(day, day, kind.reason) if shown else None
    if run:
        yield run


def _exam_weeks(calendar: CollegeCalendar, first: date, last: date) -> Iterator[Stretch]:
    for term in calendar.terms:
        for week in term.exam_weeks:
            monday = term.monday_of(week)
            if monday and monday <= last and monday + (WEEK - 1) * DAY >= first:
                yield Stretch(monday, min(monday + (WEEK - 1) * DAY, term.last), f"第{week}周，考试周")


def _of_events(events: Iterable[Event], today: date) -> Iterator[Stretch]:
    """A vacation that is still far is counted in days, see `vacation_after`; one that has begun is today's."""
    for event in events:
        if event.first > today and event.kind is not EventKind.VACATION:
            works = "" if event.works is None else "，上班" if event.works else "，放假"
            yield Stretch(event.first, event.last, f"{event.name}{works}")


def vacation_after(calendar: CollegeCalendar, today: date) -> Event | None:
    """The next vacation that is to begin."""
    coming = (
        event
        for event in calendar.events
        if event.kind is EventKind.VACATION and today < event.first <= today + VACATION_AHEAD * DAY
    )
    return min(coming, key=lambda event: event.first, default=None)


def workdays_in(days: Iterable[CalendarDay]) -> int:
    """How many of them are worked."""
    return sum(day.kind in {Kind.WORKDAY, Kind.MAKEUP} for day in days)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + ahead * DAY for ahead in range((last - first).days + 1))


def missing_years(today: date, calendar: CollegeCalendar) -> Iterator[int]:
    """The year that is now, and from November on the next, where there is no arrangement of their days off."""
    if calendar.is_provisional(today.year):
        yield today.year
    if today.month >= NOVEMBER and calendar.is_provisional(today.year + 1):
        yield today.year + 1
