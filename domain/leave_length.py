"""How long a leave is: the working of every day, in integer minutes, and how lengths and spans are said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.calendar import DayKind, WorkCalendar
from domain.ids import Minutes
from domain.leave_types import Counting, LeaveType
from domain.shift import MINUTE, Half, Segment, Shift, Shifts, duty_on

HOUR = 60
FULL_DAY = 480
DAY = timedelta(days=1)
WEEKDAYS = "一二三四五六日"
STANDARD = Shift()


@dataclass(frozen=True, slots=True)
class DayCount:
    """What one day of a leave counts, and why so much. `reason` is Chinese, shown beside the day."""

    day: date
    minutes: Minutes
    reason: str


@dataclass(frozen=True, slots=True)
class Length:
    """The whole and its working; `rule` says in Chinese how this type is counted."""

    minutes: Minutes
    days: tuple[DayCount, ...]
    rule: str


def length(start: datetime, end: datetime, shift: Shifts, calendar: WorkCalendar, leave_type: LeaveType) -> Length:
    """`start` is in campus time; its zone decides what a day is. Time outside the shift (noon, evening) does not count.

    Raises:
        ValueError: `end` lies before `start`.
    """
    end = end.astimezone(start.tzinfo)
    if end < start:
        raise ValueError(f"leave ends {end} before it starts {start}")
    days = tuple(_count_days(start, end, shift, calendar, leave_type.counting))
    return Length(Minutes(sum(count.minutes for count in days)), days, _rule(leave_type))


def worked_minutes(start: datetime, end: datetime, shift: Shifts) -> Minutes:
    """Minutes of the shift between two instants, as if every day were worked."""
    return Minutes(sum(_overlap(day, start, end, shift) for day in _days(start, end)))


def _count_days(
    start: datetime, end: datetime, shift: Shifts, calendar: WorkCalendar, counting: Counting
) -> Iterator[DayCount]:
    for day in _days(start, end):
        within = _overlap(day, start, end, shift) if counting is not Counting.AWAY else _away(day, start, end, shift)
        if day < start.date() and not within:
            continue  # the day before counts only through a night shift that reaches into the leave
        kind = calendar.kind_of(day)
        counts = within if kind.works or counting.is_every_day else 0
        yield DayCount(day, Minutes(counts), _why(kind, counts, within, shift.of(day)))


def _days(start: datetime, end: datetime) -> Iterator[date]:
    day = start.date() - DAY if start.date() > date.min else start.date()
    while day <= end.date():
        yield day
        day += DAY


def _overlap(day: date, start: datetime, end: datetime, shift: Shifts) -> int:
    return sum(_shared(segment.on(day, start.tzinfo), start, end) for segment in shift.of(day).segments)


def _away(day: date, start: datetime, end: datetime, shift: Shifts) -> int:
    midnight = datetime.combine(day, time(), start.tzinfo)
    return min(_shared((midnight, midnight + DAY), start, end), duty_on(shift, day).minutes)


def _shared(stretch: tuple[datetime, datetime], start: datetime, end: datetime) -> int:
    return max(0, (min(stretch[1], end) - max(stretch[0], start)) // MINUTE)


def _why(kind: DayKind, counts: int, within: int, shift: Shift) -> str:
    if not within:
        return "不在上班时间，不计"
    if not counts:
        return f"{kind.reason}，不计"
    if kind.works:
        return f"{kind.reason}，计{describe_length(counts, shift.minutes)}"
    return f"{kind.reason}，按自然日计{describe_length(counts, shift.minutes)}"


def _rule(leave_type: LeaveType) -> str:
    match leave_type.counting:
        case Counting.WORKING_DAYS:
            return f"{leave_type.name}按工作日计：周末和节假日不计，调休补班计入，午休不计"
        case Counting.AWAY:
            return f"{leave_type.name}按离校时间计：周末和节假日计入，一天最多计 1 天"
        case Counting.CALENDAR_DAYS:
            return f"{leave_type.name}按自然日计：周末和节假日计入，午休不计"


def describe_length(minutes: int, full_day: int = FULL_DAY) -> str:
    """半天, 1 天, 2.5 天 where that is exact, else days, hours and minutes."""
    half = full_day // 2
    if minutes == half and half * 2 == full_day:
        return "半天"
    if minutes >= full_day and minutes % full_day == half and half * 2 == full_day:
        return f"{minutes // full_day}.5 天"
    days, rest = divmod(minutes, full_day)
    parts = [f"{days} 天"] if days else []
    if rest or not days:
        parts.append(f"{rest // HOUR} 小时" if rest % HOUR == 0 and rest else f"{rest} 分钟")
    return " ".join(parts)


def describe_span(start: datetime, end: datetime, *, today: date, shift: Shifts = STANDARD) -> str:
    """11月25日(周三)下午 14:00–18:00; the year is said where it is not today's."""
    if start.date() == end.date():
        return f"{describe_day(start.date(), today=today)}{_describe_hours(start, end, duty_on(shift, start.date()))}"
    begun, ended = duty_on(shift, start.date()), duty_on(shift, end.date())
    if end.date() == start.date() + DAY and begun.end <= begun.start and end.time() <= begun.end:
        return f"{describe_day(start.date(), today=today)} {start:%H:%M}–次日 {end:%H:%M}"
    first = f"{describe_day(start.date(), today=today)}{_describe_edge(start, begun, begun.start, Half.AFTERNOON)}"
    said_year = today if start.year == today.year == end.year else date(start.year, 1, 1)
    last = f"{describe_day(end.date(), today=said_year)}{_describe_edge(end, ended, ended.end, Half.MORNING)}"
    return f"{first}至{last}".rstrip()


def describe_day(day: date, *, today: date) -> str:
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日(周{WEEKDAYS[day.weekday()]})"


def _describe_hours(start: datetime, end: datetime, shift: Shift) -> str:
    hours = f"{start:%H:%M}–{end:%H:%M}"
    if (start.time(), end.time()) == (shift.start, shift.end):
        return "全天"
    for half, name in ((Half.MORNING, "上午"), (Half.AFTERNOON, "下午")):
        if _lies_in(start.time(), end.time(), shift.half(half)):
            return f"{name} {hours}"
    return f" {hours}"


def _lies_in(start: time, end: time, half: Segment | None) -> bool:
    return half is not None and half.start <= start < end <= half.end


def _describe_edge(at: datetime, shift: Shift, edge_of_day: time, half: Half) -> str:
    if at.time() == edge_of_day and shift.start < shift.end:
        return ""
    stretch = shift.half(half)
    if stretch and at.time() == (stretch.start if half is Half.AFTERNOON else stretch.end):
        return "下午" if half is Half.AFTERNOON else "上午"
    return f" {at:%H:%M} "
