"""A leave is counted anew after a change of the calendar: what it costs more or less, and by which days."""

from collections.abc import Sequence
from datetime import datetime

from domain.calendar_changes import DayChange
from domain.college_calendar import CollegeCalendar
from domain.leave_length import length
from domain.leave_types import LeaveType
from domain.shift import Shifts

NAMED = 4  # days; more are counted


def minutes_more(
    start: datetime, end: datetime, kind: LeaveType, shifts: Shifts, calendars: tuple[CollegeCalendar, CollegeCalendar]
) -> int:
    """The difference that the change alone makes; negative where it costs less. `start` is in campus time."""
    before, after = (length(start, end, shifts, each, kind).minutes for each in calendars)
    return after - before


def why(changes: Sequence[DayChange], start: datetime, end: datetime) -> str:
    """3月8日改为上班: those of the changed days that the leave lies over."""
    first, last = start.date(), end.date()
    meant = [each for each in changes if each.counts_otherwise and first <= each.day <= last]
    named = "、".join(f"{each.day.month}月{each.day.day}日{_became(each)}" for each in meant[:NAMED])
    return f"{named}等 {len(meant)} 天" if len(meant) > NAMED else named


def _became(change: DayChange) -> str:
    return "改为上班" if change.after.works else f"改为不上班（{change.after.reason.removesuffix('，不上班')}）"
