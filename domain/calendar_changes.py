"""Which days have become something else: what whoever has counted days must look at after a calendar change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.calendar import FIXED_DAYS, DayKind
from domain.college_calendar import CollegeCalendar


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


def _said(calendar: CollegeCalendar) -> Iterator[date]:
    for days in (calendar.holidays, calendar.makeups, calendar.statutory, calendar.own_days()):
        yield from days


def _of_years(years: frozenset[int]) -> Iterator[date]:
    """Days with a fixed date are off in a year without a notice, and named by the notice in every other."""
    return (date(year, month, day) for year in years for month, day in FIXED_DAYS)
