"""The sum that stands on a leave before it is submitted: stretch by stretch what counts and what does not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar import WorkCalendar
from domain.leave_length import DayCount, describe_length, length
from domain.leave_types import Counting, LeaveType
from domain.shift import Shifts

STRETCHES_SHOWN = 8  # what fits on a card; more are left out and said to be
DAY = timedelta(days=1)
MADE_UP = "补班"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row that count alike; `why` is said where it is not plain."""

    first: date
    last: date
    minutes: int  # of each day
    full_day: int  # of each day
    why: str = ""

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        """11月28–29日."""
        first = f"{self.first.month}月{self.first.day}日"
        if self.first == self.last:
            return first
        if (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return f"{self.first.month}月{self.first.day}–{self.last.day}日"
        year = f"{self.last.year}年" if self.first.year != self.last.year else ""
        return f"{first}–{year}{self.last.month}月{self.last.day}日"


def counting(
    start: datetime, end: datetime, shift: Shifts, calendar: WorkCalendar, leave_type: LeaveType
) -> tuple[str, ...]:
    """How it was counted, in Chinese: the rule, the sum where it has several terms, and what did not count."""
    counted = length(start, end, shift, calendar, leave_type)
    found = list(stretches(counted.days, shift, leave_type.counting))
    counts, empty = ([each for each in found if bool(each.minutes) is is_counted] for is_counted in (True, False))
    added = f"{' + '.join(map(_term, counts[:STRETCHES_SHOWN]))}{_more(counts)} = {_total(counts)}"
    uncounted = (f"{each}{each.why}" for each in empty[:STRETCHES_SHOWN])
    rest = (f"另有 {sum(each.days for each in empty[STRETCHES_SHOWN:])} 天不计",) if _more(empty) else ()
    return (counted.rule, *((added,) if len(counts) > 1 else ()), *uncounted, *rest)


def stretches(days: Sequence[DayCount], shift: Shifts, counts: Counting) -> Iterator[Stretch]:
    """Days in their order, joined where they are neighbours and count alike."""
    here: Stretch | None = None
    for each in days:
        one = Stretch(each.day, each.day, each.minutes, shift.of(each.day).minutes, _why(each, counts))
        if here is not None and here.last + DAY == one.first and _alike(here, one):
            here = Stretch(here.first, one.last, one.minutes, one.full_day, one.why)
        else:
            if here is not None:
                yield here
            here = one
    if here is not None:
        yield here


def _alike(one: Stretch, other: Stretch) -> bool:
    return (one.minutes, one.full_day, one.why) == (other.minutes, other.full_day, other.why)


def _why(count: DayCount, counts: Counting) -> str:
    if not count.minutes:
        return count.reason
    return MADE_UP if counts is Counting.WORKING_DAYS and MADE_UP in count.reason else ""


def _term(stretch: Stretch) -> str:
    why = f"（{stretch.why}）" if stretch.why else ""
    return f"{stretch}{why} {describe_length(stretch.minutes * stretch.days, stretch.full_day)}"


def _total(counts: Sequence[Stretch]) -> str:
    """In days of work, whatever the length of each day is; in hours where days differ and do not come out even."""
    lengths = {each.full_day for each in counts}
    minutes = sum(each.minutes * each.days for each in counts)
    return describe_length(minutes, lengths.pop() if len(lengths) == 1 else max(lengths))


def _more(found: Sequence[Stretch]) -> str:
    return " + ……" if len(found) > STRETCHES_SHOWN else ""
