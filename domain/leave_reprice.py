"""A leave is counted anew after a change of the calendar or of a plan of shifts: what it costs, and by which days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar_changes import DayChange, changed_days, changed_hours
from domain.college_calendar import CollegeCalendar
from domain.forms.away import Hours
from domain.leave_length import length
from domain.leave_types import Counting, LeaveType
from domain.shift import Shift

NAMED = 4  # days; more are counted


@dataclass(frozen=True, slots=True)
class Change:
    """What has changed: days that are others now, with other hours of work, planned otherwise for somebody."""

    days: Sequence[DayChange] = ()
    hours: Sequence[date] = ()
    planned: Sequence[date] = ()

    @property
    def all_days(self) -> list[date]:
        """In their order, each once."""
        return sorted({*(each.day for each in self.days), *self.hours, *self.planned})


def change_of(usual: Shift, before: CollegeCalendar, after: CollegeCalendar, today: date) -> Change:
    """What of it can make a leave longer or shorter."""
    days = tuple(each for each in changed_days(before, after) if each.counts_otherwise)
    return Change(days, changed_hours(usual, before, after, today))


def replanned(start: datetime, end: datetime, before: Hours, after: Hours) -> Change:
    """The days of a leave on which its person works otherwise by their plan of shifts. `start` is in campus time."""
    span = (end.astimezone(start.tzinfo).date() - start.date()).days
    days = (start.date() + timedelta(days=number) for number in range(-1, span + 1))  # a night begins the day before
    return Change(planned=tuple(day for day in days if _work(before, day) != _work(after, day)))


def _work(hours: Hours, day: date) -> tuple[object, ...]:
    return hours.shift.of(day).segments, hours.calendar.kind_of(day).works


def minutes_more(start: datetime, end: datetime, kind: LeaveType, before: Hours, after: Hours) -> int:
    """The difference that the change alone makes; negative where it costs less. `start` is in campus time."""
    if kind.counting is Counting.AWAY:
        return 0
    was, becomes = (length(start, end, each.shift, each.calendar, kind).minutes for each in (before, after))
    return becomes - was


def why(change: Change, start: datetime, end: datetime) -> str:
    """3月8日改为上班: those of the changed days that the leave lies over."""
    first, last = start.date(), end.date()
    hours = [day for day in change.hours if first <= day <= last]
    said = (_days_said(change.days, first, last), _said(hours, "作息时间"), _said(change.planned, "排班"))
    return "；".join(filter(None, said))


def _said(days: Sequence[date], what: str) -> str:
    if not days:
        return ""
    since = f"{days[0].month}月{days[0].day}日"
    return f"{since}{f'等 {len(days)} 天' if len(days) > 1 else ''}的{what}有变"


def _days_said(changes: Sequence[DayChange], first: date, last: date) -> str:
    meant = [each for each in changes if each.counts_otherwise and first <= each.day <= last]
    named = "、".join(f"{each.day.month}月{each.day.day}日{_became(each)}" for each in meant[:NAMED])
    return f"{named}等 {len(meant)} 天" if len(meant) > NAMED else named


def _became(change: DayChange) -> str:
    return "改为上班" if change.after.works else f"改为不上班（{change.after.reason.removesuffix('，不上班')}）"
