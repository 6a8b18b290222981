"""The duty of a day in minutes: its parts, and the window in which a punch belongs to it and to no other day.

Minutes are counted from 1970 in UTC: a month of fifty thousand people is derived with them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.attendance.rules import REST, USUAL, Asked, AttendanceRules, Days, Duties, Group, Punching, Rule, ShiftPart
from domain.attendance.stretches import Stretch, remaining
from domain.calendar import WorkCalendar
from domain.shift import Segment, Shift, Shifts

DAY = timedelta(days=1)
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
MINUTE = timedelta(minutes=1)
NO_SHIFT_SAID = "没有排班"
NOT_READ = "没有查到课表，这天不考勤"
ONE_STRETCH = 30  # minutes between two lessons; in a longer break somebody may leave and come again
NOT_JUDGED = "自由打卡，只记录，不评判"


class DutyKind(StrEnum):
    """What a day asks of somebody."""

    WORK = "work"
    REST = "rest"
    FREE = "free"


class Part(NamedTuple):
    """A stretch of duty with the punches it asks for. `pieces` are worked, without the breaks between.

    `start` and `end` are those of the first and the last of them, but for what one comes before a lesson: `comes` says
    of the beginning of a piece when one is to be there. Nothing is left of a part without pieces.
    """

    name: str
    pieces: tuple[Stretch, ...]
    asks_in: bool
    asks_out: bool
    start: int
    end: int
    comes: tuple[Stretch, ...] = ()

    @property
    def owed(self) -> tuple[Stretch, ...]:
        """By which lateness is counted: the pieces, and what one comes before the first of them."""
        first = self.pieces[0][0]
        return ((self.start, first), *self.pieces) if self.start < first else self.pieces

    def left_of(self, covered: Sequence[Stretch]) -> "Part":
        """The part as leave leaves it; nobody has to come before a lesson while on leave."""
        pieces = remaining(self.pieces, covered)
        if not pieces:
            return self._replace(pieces=())
        first = pieces[0][0]
        start = next((there for begins, there in self.comes if begins == first), first)
        start = max([start, *(end for _, end in covered if start < end <= first)])
        return self._replace(pieces=pieces, start=start, end=pieces[-1][1])


class TaughtDay(NamedTuple):
    """The lessons somebody gives on a day, in their order; `reason` says which, or why there are none.

    Where it is not known whether there are any, nobody is judged.
    """

    lessons: tuple[Stretch, ...]
    reason: str
    is_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One person's day. Punches from `opens` to before `closes` are its own. `reason` says why the day is what it is.

    `midnight` is the day's first minute, by which its times are said.
    """

    day: date
    kind: DutyKind
    rule: Rule
    midnight: int
    opens: int
    closes: int
    group: str = ""
    shift: str = ""
    reason: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def start(self) -> int:
        return self.parts[0].start

    @property
    def end(self) -> int:
        return self.parts[-1].end


class Campus(NamedTuple):
    """By what days are told apart: the clock, the calendar, the usual hours with their seasons, the rules."""

    zone: ZoneInfo
    calendar: WorkCalendar
    usual: Shifts
    rules: AttendanceRules


def minutes_of(instant: datetime) -> int:
    """The minute an instant lies in: seconds are not counted, as they are not shown."""
    return (instant - EPOCH) // MINUTE


def instant_of(minutes: int) -> datetime:
    """The other way round."""
    return EPOCH + minutes * MINUTE


def duties_of(
    campus: Campus,
    group: Group,
    first: date,
    last: date,
    assigned: Mapping[date, str] | None = None,
    taught: Mapping[date, TaughtDay] | None = None,
) -> list[Duty]:
    """The duty of every day that has a rule, with windows that no two days share. `assigned` shifts win.

    `taught` are needed where duty is by the timetable, those of the day before and after too.
    """
    given, lessons = assigned or {}, taught or {}
    days = (first + DAY * number for number in range(-1, (last - first).days + 2))
    found = [_duty_of(campus, group, day, given.get(day), lessons.get(day)) for day in days]
    return [duty for duty in _windowed(found) if first <= duty.day <= last]


def _duty_of(campus: Campus, group: Group, day: date, assigned: str | None, taught: TaughtDay | None) -> Duty | None:
    rule = group.rule_on(day)
    if rule is None:
        return None
    midnight = minutes_of(datetime.combine(day, time(), campus.zone))
    next_midnight = minutes_of(datetime.combine(day + DAY, time(), campus.zone))
    empty = Duty(
        day=day,
        kind=DutyKind.REST,
        rule=rule,
        midnight=midnight,
        opens=midnight,
        closes=next_midnight,
        group=group.name,
    )
    if rule.duties is Duties.FREE:
        return replace(empty, kind=DutyKind.FREE, reason=NOT_JUDGED)
    if rule.duties is Duties.TIMETABLE and assigned is None:
        return _taught(campus, empty, taught or TaughtDay((), NOT_READ, is_known=False))
    if assigned is None and rule.duties is Duties.ROSTER:
        return replace(empty, reason=NO_SHIFT_SAID)
    if assigned == REST:
        return replace(empty, reason="排班为休息")
    parts = tuple(_parts(campus, rule, day, assigned))
    reason = campus.calendar.kind_of(day).reason
    return _worked(empty, parts, reason, rule.shift if assigned is None else assigned)


def _worked(empty: Duty, parts: tuple[Part, ...], reason: str, shift: str = "") -> Duty:
    if not parts:
        return replace(empty, reason=reason)
    return replace(
        empty,
        kind=DutyKind.WORK,
        opens=parts[0].start - empty.rule.earliest,
        closes=parts[-1].end + empty.rule.latest,
        shift=shift,
        reason=reason,
        parts=parts,
    )


def _taught(campus: Campus, empty: Duty, taught: TaughtDay) -> Duty:
    """Without lessons a workday is free: whoever comes then is not working overtime."""
    if taught.lessons:
        return _worked(empty, tuple(_lesson_parts(empty.rule, taught.lessons)), taught.reason)
    if taught.is_known and not campus.calendar.works(empty.day):
        return replace(empty, reason=campus.calendar.kind_of(empty.day).reason)
    return replace(empty, kind=DutyKind.FREE, reason=taught.reason)


def _lesson_parts(rule: Rule, lessons: Sequence[Stretch]) -> Iterator[Part]:
    """All of the day in one, or each run of lessons in one; to each one comes so many minutes before."""
    runs: list[list[Stretch]] = []
    for lesson in lessons:
        if runs and (rule.punching is Punching.ENDS or lesson[0] - runs[-1][-1][1] <= ONE_STRETCH):
            runs[-1].append(lesson)
        else:
            runs.append([lesson])
    asks_in, asks_out = rule.asked is not Asked.OUT, rule.asked is not Asked.IN
    until = lessons[0][0] - rule.before
    for run in runs:
        comes: list[Stretch] = []
        for start, end in run:
            comes.append((start, max(until, start - rule.before)))
            until = end
        yield Part("", tuple(run), asks_in, asks_out, comes[0][1], until, tuple(comes))


def _parts(campus: Campus, rule: Rule, day: date, assigned: str | None) -> Iterator[Part]:
    name = rule.shift if assigned is None else assigned
    said = _shift_parts(campus, name, day)
    due = [part for part in said if assigned is not None or _is_due(campus.calendar, part.days or rule.days, part, day)]
    if not due:
        return
    pieces = [_on(part.segment, day, campus.zone) for part in due]
    if rule.punching is Punching.EACH and rule.duties is not Duties.FLEXIBLE:
        for part, piece in zip(due, pieces, strict=True):
            yield Part(part.name, (piece,), part.asked is not Asked.OUT, part.asked is not Asked.IN, *piece)
    else:
        asks_in, asks_out = due[0].asked is not Asked.OUT, due[-1].asked is not Asked.IN
        name = due[0].name if len(due) == 1 else ""
        yield Part(name, tuple(pieces), asks_in, asks_out, pieces[0][0], pieces[-1][1])


def _shift_parts(campus: Campus, name: str, day: date) -> tuple[ShiftPart, ...]:
    if name != USUAL and name in campus.rules.shifts:
        return campus.rules.shifts[name].parts
    usual: Shift = campus.usual.of(day)
    return tuple(ShiftPart(segment) for segment in usual.segments)


def _is_due(calendar: WorkCalendar, days: Days, part: ShiftPart, day: date) -> bool:
    if part.weekdays and day.isoweekday() not in part.weekdays:
        return False
    match days:
        case Days.DAILY:
            return True
        case Days.WORKDAYS:
            return calendar.works(day)
        case Days.EVES:
            return calendar.works(day + DAY)


def _on(segment: Segment, day: date, zone: ZoneInfo) -> Stretch:
    start, end = segment.on(day, zone)
    return minutes_of(start), minutes_of(end)


def _windowed(found: Sequence[Duty | None]) -> Iterator[Duty]:
    """Cut where two windows meet: in the middle between two duties, at the duty's window on a day off."""
    for place, duty in enumerate(found):
        if duty is None:
            continue
        before = found[place - 1] if place else None
        after = found[place + 1] if place + 1 < len(found) else None
        opens, closes = duty.opens, duty.closes
        if before is not None and before.kind is DutyKind.WORK:
            opens = max(opens, _border(before, duty))
        if after is not None and after.kind is DutyKind.WORK:
            closes = min(closes, _border(duty, after))
        yield duty if (opens, closes) == (duty.opens, duty.closes) else replace(duty, opens=opens, closes=closes)


def _border(earlier: Duty, later: Duty) -> int:
    if earlier.kind is DutyKind.WORK and later.kind is DutyKind.WORK:
        middle = (earlier.end + later.start) // 2
        return middle if earlier.closes > later.opens else later.opens
    return earlier.closes if earlier.kind is DutyKind.WORK else later.opens
