"""The working time of a stretch of days, looked up: how much lies between two instants, and when a share of it is over.

Thousands of deadlines are asked about at once, so the days are walked through once and not for each of them.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.calendar import WorkCalendar
from domain.shift import Shifts

DAY = timedelta(days=1)
PERCENT = 100


class WorkClock:
    """Of the days from `first` to `last`; outside them nothing is worked."""

    def __init__(self, first: date, last: date, campus: ZoneInfo, calendar: WorkCalendar, shifts: Shifts) -> None:
        spans = sorted(_spans(first, last, campus, calendar, shifts))
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]
        self._before: list[timedelta] = [timedelta()]
        for start, end in spans:
            self._before.append(self._before[-1] + (end - start))

    def between(self, since: datetime, until: datetime) -> timedelta:
        """How much is worked from the one to the other."""
        return max(timedelta(), self._worked_by(until) - self._worked_by(since))

    def left_at(self, since: datetime, until: datetime, percent: int) -> datetime:
        """The first instant at which no more than so much of the working time between the two is left.

        Where none is worked in between, it is the end.
        """
        whole = self.between(since, until)
        if not whole:
            return until
        wanted = self._worked_by(since) + whole * (PERCENT - percent) / PERCENT
        place = bisect_right(self._before, wanted) - 1
        if self._before[place] == wanted and place > 0:
            return min(until, self._ends[place - 1])
        return min(until, self._starts[place] + (wanted - self._before[place]))

    def _worked_by(self, instant: datetime) -> timedelta:
        place = bisect_right(self._starts, instant)
        if place == 0:
            return timedelta()
        return self._before[place - 1] + (min(instant, self._ends[place - 1]) - self._starts[place - 1])


def is_working(instant: datetime, campus: ZoneInfo, calendar: WorkCalendar, shifts: Shifts) -> bool:
    """Whether people are at work at this instant."""
    day = instant.astimezone(campus).date()
    return any(start <= instant < end for start, end in _spans(day - DAY, day, campus, calendar, shifts))


def work_ends(day: date, campus: ZoneInfo, calendar: WorkCalendar, shifts: Shifts) -> datetime:
    """When the working day is over; the end of the day where it has none."""
    ends = [end for _, end in _spans(day, day, campus, calendar, shifts)]
    return max(ends, default=datetime.combine(day + DAY, time(), campus))


def _spans(
    first: date, last: date, campus: ZoneInfo, calendar: WorkCalendar, shifts: Shifts
) -> Iterator[tuple[datetime, datetime]]:
    for ahead in range((last - first).days + 1):
        day = first + ahead * DAY
        if calendar.works(day):
            for segment in shifts.of(day).segments:
                start, end = segment.on(day, campus)
                yield start.astimezone(UTC), end.astimezone(UTC)  # so that lengths are real ones where clocks change
