"""Which days have become something else: what whoever has counted days must look at after a calendar change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.calendar import FIXED_DAYS, DayKind
from domain.college_calendar import CollegeCalendar, SeasonalShifts
from domain.shift import Shift

HOURS_LOOKED_AT = 400  # days: a leave is asked for at most a year ahead (`LeavePolicy.advance_days`), and may be long


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day whose kind is another now; its name alone makes no change."""

    day: date
    before: DayKind
    after: DayKind

    @property
    def counts_otherwise(self) -> bool:
        """Whether it was worked and is no longer, or the other way round."""
        return self.before.works is not self.after.works


def changed_days(before: CollegeCalendar, after: CollegeCalendar) -> tuple[DayChange, ...]:
    """In their order. Only days that one of the calendars says something about can have changed."""
    looked_at = sorted({*_said(before), *_said(after), *_of_years(before.announced ^ after.announced)})
    changes = (DayChange(day, before.kind_of(day), after.kind_of(day)) for day in looked_at)
    return tuple(each for each in changes if each.before.kind is not each.after.kind)


def changed_hours(usual: Shift, before: CollegeCalendar, after: CollegeCalendar, today: date) -> tuple[date, ...]:
    """Days on which work begins, pauses or ends otherwise by the bells of the whole college, a year around today."""
    if before.seasons == after.seasons:
        return ()
    was, becomes = SeasonalShifts(usual, before), SeasonalShifts(usual, after)
    days = (today + timedelta(days=away) for away in range(-HOURS_LOOKED_AT, HOURS_LOOKED_AT + 1))
    return tuple(day for day in days if was.of(day).segments != becomes.of(day).segments)


def _said(calendar: CollegeCalendar) -> Iterator[date]:
    for days in (calendar.holidays, calendar.makeups, calendar.statutory, calendar.own_days()):
        yield from days


def _of_years(years: frozenset[int]) -> Iterator[date]:
    """Days with a fixed date are off in a year without a notice, and named by the notice in every other."""
    return (date(year, month, day) for year in years for month, day in FIXED_DAYS)
