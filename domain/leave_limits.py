"""What the type of a leave forbids: to whom, in which pieces, how early, how long, how often and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from domain.accrual import minutes_of, months_after
from domain.college_calendar import CollegeCalendar
from domain.forms.away import Hours
from domain.forms.who import in_words, read_who
from domain.ids import Minutes
from domain.leave import Leave
from domain.leave_length import DayCount, describe_day, describe_length, length
from domain.leave_types import STAFF, Blackout, LeaveType, Unit
from domain.office import Office
from domain.shift import Half, Shift

EXAM, FIRST = "exam", "first"
NOTHING = Minutes(0)
KINDS = {STAFF: "教职工", "student": "学生"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Who asks. `taken` and `times` are of the type in the leave's year, waiting requests included.

    `allowed` are days of closed weeks for which there is an exception, both ends included; `titles` are those of posts.
    """

    kind: str = STAFF
    position: str = ""
    joined_on: date | None = None
    taken: Minutes = NOTHING
    times: int = 0
    allowed: tuple[tuple[date, date], ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict[str, str])

    def may(self, day: date) -> bool:
        """Whether that day is allowed to them although it is closed."""
        return any(first <= day <= last for first, last in self.allowed)


def why_not_of_type(leave: Leave, now: datetime, taker: Taker, office: Office, hours: Hours) -> str:
    """The first thing that stands against it; empty when nothing does. The leave is not empty; `hours` count it."""
    found = (
        _wrong_person(leave.kind, taker),
        _wrong_pieces(leave, office, hours),
        _wrong_distance(leave, now, office),
        _too_long(leave, office),
        _too_much(leave, taker, office),
        _too_soon(leave, taker, office),
        _closed(leave, taker, office, hours),
    )
    return next((each for each in found if each), "")


def _wrong_person(kind: LeaveType, taker: Taker) -> str:
    if kind.is_for(taker.kind):
        return ""
    return f"{kind.name}只有{'、'.join(KINDS.get(each, each) for each in kind.who)}能请。请改类别。"


def _days(leave: Leave, hours: Hours) -> Iterator[DayCount]:
    start, end = leave.on(hours.campus)
    counted = length(start, end, hours.shift, hours.calendar, leave.kind)
    return (day for day in counted.days if day.minutes)


def _wrong_pieces(leave: Leave, office: Office, hours: Hours) -> str:
    kind, said = leave.kind, describe_length(leave.minutes, office.shift.minutes)
    match kind.unit:
        case Unit.HOUR:
            if leave.minutes % kind.smallest:
                return f"{kind.name}最小按 {describe_length(kind.smallest)}请，这次是 {said}。请改时间。"
        case Unit.HALF_DAY:
            if any(day.minutes not in _halves(hours.shift.of(day.day)) for day in _days(leave, hours)):
                return f"{kind.name}按半天请，这次是 {said}。请改成上午、下午或全天。"
        case Unit.DAY:
            if any(day.minutes != hours.shift.of(day.day).minutes for day in _days(leave, hours)):
                return f"{kind.name}按整天请，这次是 {said}。请改成全天。"
        case Unit.PERIOD:
            return _wrong_periods(leave, office, hours)
    return ""


def _halves(shift: Shift) -> frozenset[int]:
    return frozenset({shift.minutes, *(shift.half_minutes(half) for half in Half)})


def _wrong_periods(leave: Leave, office: Office, hours: Hours) -> str:
    start, end = leave.on(hours.campus)
    first, last = hours.shift.of(start.date()).lessons, hours.shift.of(end.date()).lessons
    if not first or not last:
        return f"{leave.kind.name}按节请，这一天没有作息时间表。请联系{office.contact}。"
    if start.time() in {each.start for each in first} and end.time() in {each.end for each in last}:
        return ""
    return f"{leave.kind.name}按节请。请改成第几节到第几节，例如 明天第3到4节。"


def _wrong_distance(leave: Leave, now: datetime, office: Office) -> str:
    limits, name = leave.kind.limits, leave.kind.name
    today, first = now.astimezone(office.campus).date(), leave.start.astimezone(office.campus).date()
    back, ahead = limits.back_dating_days, limits.advance_days
    if back is not None and first < today - timedelta(days=back):
        return f"{name}只能补 {back} 天以内的。更早的请联系{office.contact}。" if back else f"{name}不能补请。"
    if ahead is not None and first > today + timedelta(days=ahead):
        last = describe_day(today + timedelta(days=ahead), today=today)
        return f"{name}最远只能请 {last} 及以前开始的。请改时间。"
    return ""


def _too_long(leave: Leave, office: Office) -> str:
    limit, day = leave.kind.limits.longest, office.shift.minutes
    if limit is None or leave.minutes <= minutes_of(limit, day):
        return ""
    most, wanted = describe_length(minutes_of(limit, day), day), describe_length(leave.minutes, day)
    return f"{leave.kind.name}一次最多 {most}，这次是 {wanted}。请改短；确需更长请联系{office.contact}。"


def _too_much(leave: Leave, taker: Taker, office: Office) -> str:
    limits, name, day = leave.kind.limits, leave.kind.name, office.shift.minutes
    if limits.yearly is not None and taker.taken + leave.minutes > minutes_of(limits.yearly, day):
        most, taken = (describe_length(each, day) for each in (minutes_of(limits.yearly, day), taker.taken))
        return f"{name}一年最多 {most}，这一年已请 {taken}，这次要 {describe_length(leave.minutes, day)}。请改短。"
    if limits.yearly_times is not None and taker.times >= limits.yearly_times:
        return f"{name}一年最多 {limits.yearly_times} 次，这一年已请 {taker.times} 次。请联系{office.contact}。"
    return ""


def _too_soon(leave: Leave, taker: Taker, office: Office) -> str:
    """Whose first day nobody knows is not refused for it: whoever approves sees to that."""
    months, first = leave.kind.limits.tenure_months, leave.start.astimezone(office.campus).date()
    if not months or taker.joined_on is None or first >= (since := months_after(taker.joined_on, months)):
        return ""
    return f"{leave.kind.name}要入职满 {months} 个月，您到 {describe_day(since, today=first)} 才满。请改时间。"


def _closed(leave: Leave, taker: Taker, office: Office, hours: Hours) -> str:
    for blackout in leave.kind.limits.blackouts:
        if not blackout.positions or taker.position in blackout.positions:
            days = (each.day for each in _days(leave, hours) if not taker.may(each.day))
            shut = next((day for day in days if _is_shut(blackout, day, office.calendar)), None)
            if shut is not None:
                day = f"{shut.month}月{shut.day}日"
                return f"{day}在{blackout.name}，不能请{leave.kind.name}。请改时间；{_way_out(blackout, taker, office)}"
    return ""


def _way_out(blackout: Blackout, taker: Taker, office: Office) -> str:
    if not blackout.allowed_by:
        return f"确有急事请联系{office.contact}。"
    names = "或".join(in_words(read_who(each), taker.titles) for each in blackout.allowed_by)
    return f"确有急事请{names}发 例外 加您的姓名、日期和事由。"


def _is_shut(blackout: Blackout, day: date, calendar: CollegeCalendar) -> bool:
    if blackout.first and blackout.last:
        first, last, here = blackout.first, blackout.last, (day.month, day.day)
        return first <= here <= last if first <= last else here >= first or here <= last
    found = calendar.week_of(day)
    if found is None:
        return False
    term, week = found
    return week in term.exam_weeks if blackout.weeks == EXAM else blackout.weeks == FIRST and week == 1
