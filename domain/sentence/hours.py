"""Which time of day is meant by 3点: the afternoon, where only that makes sense."""

from collections.abc import Sequence
from datetime import time

from domain.sentence.meaning import Refusal
from domain.sentence.tokens import Clock, Part
from domain.shift import Shift

HALF_DAY = 12
LAST_HOUR = 23
DAY = 24
HOUR = 60
END_OF_DAY = time(23, 59)


def resolve_clock(clock: Clock, part: Part | None, shift: Shift, after: time | None = None) -> time | Refusal:
    """`after` is the beginning where this is the end of the same day."""
    if clock.hour > DAY or clock.minute >= HOUR or (clock.hour == DAY and clock.minute):
        return Refusal(
            f"没有{clock.hour}点{clock.minute or ''}{'分' if clock.minute else ''},没有填。请说 0 到 24 点之间的时间。"
        )
    if clock.hour == DAY:
        return END_OF_DAY
    return time(_hour(clock, part, shift, after), clock.minute)


def is_taken_for_afternoon(clock: Clock, at: time) -> bool:
    return at.hour == clock.hour + HALF_DAY


def _hour(clock: Clock, part: Part | None, shift: Shift, after: time | None) -> int:
    later = clock.hour + HALF_DAY
    if clock.hour >= HALF_DAY:
        return clock.hour
    match part:
        case Part.MORNING:
            return clock.hour
        case Part.AFTERNOON | Part.EVENING:
            return later
        case Part.NOON:
            return later if clock.hour <= HALF_DAY // 2 else clock.hour
        case Part.WHOLE | None:
            return _likely(clock, shift, after)


def _likely(clock: Clock, shift: Shift, after: time | None) -> int:
    """The hour within the shift and after the beginning; before noon where both would do."""
    early, late = time(clock.hour, clock.minute), time(clock.hour + HALF_DAY, clock.minute)
    sensible: Sequence[time] = [at for at in (early, late) if _is_worked(at, shift) and (after is None or at > after)]
    if sensible:
        return sensible[0].hour
    is_evening = after is not None and after.hour >= HALF_DAY and late > after
    return late.hour if is_evening else early.hour


def _is_worked(at: time, shift: Shift) -> bool:
    if shift.end <= shift.start:
        return at >= shift.start or at <= shift.end
    return shift.start <= at <= shift.end
