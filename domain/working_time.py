"""Working time: how much of it lies between two instants, and when so much of it has passed."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from domain.calendar import WorkCalendar
from domain.ids import Minutes
from domain.shift import MINUTE, Shifts

DAY = timedelta(days=1)
FARTHEST = 3 * 366  # days that are looked at; a limit has at most 365 working days

Span = tuple[datetime, datetime]  # it ends before its second instant; several stand in their order


def worked_between(
    since: datetime, until: datetime, shift: Shifts, calendar: WorkCalendar, away: Sequence[Span] = ()
) -> Minutes:
    """Whole minutes, without those `away`. `since` is in campus time; its zone decides what a day is."""
    worked = timedelta()
    for start, end in _worked(since, shift, calendar, away):
        if start >= until:
            break
        worked += max(timedelta(), min(end, until) - max(start, since))
    return Minutes(worked // MINUTE)


def worked_by(
    since: datetime, minutes: int, shift: Shifts, calendar: WorkCalendar, away: Sequence[Span] = ()
) -> datetime | None:
    """The first instant by which so many minutes have been worked; None if that is years away."""
    left = minutes * MINUTE
    for start, end in _worked(since, shift, calendar, away):
        begun = max(start, since)
        if end - begun >= left:
            return begun + left
        left -= max(timedelta(), end - begun)
    return None


def _worked(since: datetime, shift: Shifts, calendar: WorkCalendar, away: Sequence[Span]) -> Iterator[Span]:
    for start, end in _stretches(since, shift, calendar):
        begun = start
        for gone, back in away:
            if begun < back and gone < end:
                if begun < gone:
                    yield begun, gone
                begun = back
        if begun < end:
            yield begun, end


def _stretches(since: datetime, shift: Shifts, calendar: WorkCalendar) -> Iterator[Span]:
    """What is worked from the day before on, for a night shift reaches into the next day."""
    first: date = since.date() - DAY
    for ahead in range(FARTHEST):
        day = first + ahead * DAY
        if calendar.works(day):
            yield from (segment.on(day, since.tzinfo) for segment in shift.of(day).segments)
