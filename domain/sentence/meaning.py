"""What a time may mean: one span, several to choose from, or none that can be granted."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from domain.calendar import WorkCalendar
from domain.leave_length import describe_span, length
from domain.leave_types import PERSONAL, Counting, LeaveType
from domain.shift import Half, Shift, Shifts, duty_on


@dataclass(frozen=True, slots=True)
class Setting:
    """What a time is read against. `now` is aware and on campus; `back`: the sentence is about the past."""

    now: datetime
    shift: Shifts
    calendar: WorkCalendar
    leave_type: LeaveType | None = None
    back: bool = False

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def usual(self) -> Shift:
        """Today's working day, by which a length without a day is said and read."""
        return self.shift_on(self.today)

    def shift_on(self, day: date) -> Shift:
        """The working day of that day, or the hours that one would have."""
        return duty_on(self.shift, day)

    @property
    def counts_every_day(self) -> bool:
        return self.leave_type is not None and self.leave_type.counting.is_every_day

    @property
    def counts_every_hour(self) -> bool:
        return self.leave_type is not None and self.leave_type.counting is Counting.AWAY

    def at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.now.tzinfo)

    def counts(self, day: date) -> bool:
        return self.counts_every_day or self.calendar.works(day)

    def counted(self, span: "Span") -> int:
        return length(span.start, span.end, self.shift, self.calendar, self.leave_type or PERSONAL).minutes

    def describe(self, span: "Span") -> str:
        return describe_span(span.start, span.end, today=self.today, shift=self.shift)

    def whole_day(self, day: date) -> "Span":
        return Span(self.at(day, self.shift_on(day).start), self.at_end(day))

    def at_end(self, day: date) -> datetime:
        return self.shift_on(day).segments[-1].on(day, self.now.tzinfo)[1]

    def half_day(self, day: date, half: Half) -> "Span | None":
        stretch = self.shift_on(day).half(half)
        return Span(*stretch.on(day, self.now.tzinfo)) if stretch else None

    def halves(self, day: date) -> "tuple[Span, ...]":
        both = (self.half_day(day, half) for half in Half)
        return tuple(span for span in both if span is not None)


@dataclass(frozen=True, slots=True)
class Span:
    """From an instant to a later one, both aware, on campus."""

    start: datetime
    end: datetime

    @property
    def is_one_day(self) -> bool:
        return self.start.date() == self.end.date()


@dataclass(frozen=True, slots=True)
class Refusal:
    """What cannot be granted, with its cause and what to do now; Chinese, shown as it stands."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """One span and no doubt, or a doubt with the spans to choose from (none where nothing can be offered)."""

    spans: tuple[Span, ...]
    doubt: str = ""
    rules: tuple[str, ...] = ()
    open_ended: bool = False  # what is asked is its end

    @property
    def is_certain(self) -> bool:
        return not self.doubt and len(self.spans) == 1

    def noting(self, *rules: str) -> "Meaning":
        """The rules that read it, for the restatement; each once."""
        return replace(self, rules=tuple(dict.fromkeys((*(rule for rule in rules if rule), *self.rules))))


@dataclass(frozen=True, slots=True)
class DayChoice:
    """The day that was meant, or the ones that may have been."""

    days: tuple[date, ...]
    doubt: str = ""
    rules: tuple[str, ...] = field(default=())


Outcome = Meaning | Refusal
DayOutcome = DayChoice | Refusal


def doubtful(doubt: str, spans: Iterable[Span | None]) -> Meaning:
    """A doubt with every different span that could be built; a span that is none is not offered."""
    built = (span for span in spans if span is not None and span.start < span.end)
    return Meaning(tuple(dict.fromkeys(built)), doubt)


def days_after(day: date, days: int) -> date | None:
    """None beyond what a calendar can hold."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
