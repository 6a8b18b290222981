"""Working time: how much of it lies between two instants, and when so much of it has passed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.calendar import WorkCalendar
from domain.ids import Minutes
from domain.shift import MINUTE, Shift

DAY = timedelta(days=1)
FARTHEST = 3 * 366  # days that are looked at; a limit has at most 365 working days


def worked_between(since: datetime, until: datetime, shift: Shift, calendar: WorkCalendar) -> Minutes:
    """Whole minutes. `since` is in campus time; its zone decides what a day is."""
    worked = timedelta()
    for start, end in _stretches(since, shift, calendar):
        if start >= until:
            break
        worked += max(timedelta(), min(end, until) - max(start, since))
    return Minutes(worked // MINUTE)


def worked_by(since: datetime, minutes: int, shift: Shift, calendar: WorkCalendar) -> datetime | None:
    """The first instant by which so many minutes have been worked; None if that is years away."""
    left = minutes * MINUTE
    for start, end in _stretches(since, shift, calendar):
        begun = max(start, since)
        if end - begun >= left:
            return begun + left
        left -= max(timedelta(), end - begun)
    return None


def _stretches(since: datetime, shift: Shift, calendar: WorkCalendar) -> Iterator[tuple[datetime, datetime]]:
    """What is worked from the day before on, for a night shift reaches into the next day."""
    first: date = since.date() - DAY
    for ahead in range(FARTHEST):
        day = first + ahead * DAY
        if calendar.works(day):
            yield from (segment.on(day, since.tzinfo) for segment in shift.segments)
