"""A working day: the stretches of it that are worked, and its two halves."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Protocol

NOON = time(12)
MINUTE = timedelta(minutes=1)
_ANY_DAY = date(2000, 1, 3)


class Half(StrEnum):
    """上午 and 下午 of a shift, wherever its break lies."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch without a break; one that ends at or before its start ends on the next day."""

    start: time
    end: time

    @property
    def minutes(self) -> int:
        start, end = self.on(_ANY_DAY, None)
        return (end - start) // MINUTE

    def on(self, day: date, zone: tzinfo | None) -> tuple[datetime, datetime]:
        start, end = datetime.combine(day, self.start, zone), datetime.combine(day, self.end, zone)
        return start, end if end > start else end + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """The worked segments of a day in their order; `lessons` are class periods by number, empty without a timetable.

    Without segments it is a day without duty (`NO_SHIFT`), which has neither start nor end.

    Raises:
        ValueError: segments that overlap.
    """

    segments: tuple[Segment, ...] = (Segment(time(8), time(12)), Segment(time(14), time(18)))
    lessons: tuple[Segment, ...] = ()

    def __post_init__(self) -> None:
        for earlier, later in zip(self.segments, self.segments[1:], strict=False):
            if later.start < earlier.end or earlier.end <= earlier.start:
                raise ValueError(f"班次的时间段要按先后排列且不重叠：{earlier.end:%H:%M}、{later.start:%H:%M}")

    def of(self, day: date) -> "Shift":  # noqa: ARG002 - the same on every day; so a shift is `Shifts`, too
        return self

    @property
    def minutes(self) -> int:
        return sum(segment.minutes for segment in self.segments)

    @property
    def start(self) -> time:
        return self.segments[0].start

    @property
    def end(self) -> time:
        return self.segments[-1].end

    def half(self, half: Half) -> Segment | None:
        """From the first to the last minute of that half; None where the shift does not have it."""
        morning, afternoon = self._halves()
        segments = morning if half is Half.MORNING else afternoon
        return Segment(segments[0].start, segments[-1].end) if segments else None

    def half_minutes(self, half: Half) -> int:
        morning, afternoon = self._halves()
        return sum(segment.minutes for segment in (morning if half is Half.MORNING else afternoon))

    def _halves(self) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
        """A single stretch over noon is cut in its middle, so that two halves make a day."""
        if not self.segments:
            return (), ()
        if len(self.segments) == 1:
            return _cut(self.segments[0])
        morning = tuple(segment for segment in self.segments if segment.start < NOON)
        return morning, self.segments[len(morning) :]


class Shifts(Protocol):
    """Whose working day may differ from day to day: by season, by roster. `NO_SHIFT` is a day without duty."""

    def of(self, day: date) -> Shift:
        """The working day of that day, as if it were worked; whether it is, the calendar says."""
        ...


NO_SHIFT = Shift(())
_USUAL = Shift()


def duty_on(shifts: Shifts, day: date) -> Shift:
    """The working day of that day; a usual one where there is no duty, for whoever must name hours of it."""
    shift = shifts.of(day)
    return shift if shift.segments else _USUAL


def _cut(segment: Segment) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    start, end = segment.on(_ANY_DAY, None)
    if not start.time() < NOON < end.time():
        return ((segment,), ()) if segment.start < NOON else ((), (segment,))
    middle = (start + (end - start) / 2).replace(second=0, microsecond=0).time()
    return (Segment(segment.start, middle),), (Segment(middle, segment.end),)
