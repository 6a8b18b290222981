"""Somebody's own time: their shift on every day, and which days they work, by the plan of shifts and their group."""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from domain.attendance.rules import REST, Days, Duties
from domain.attendance.shifts import PersonalShifts
from domain.calendar import DayKind, Kind, WorkCalendar
from domain.forms.away import Hours
from domain.shift import Shift, Shifts

ON_PLAN, OFF_PLAN = "排班", "按排班休息"


def own_hours(campus: ZoneInfo, usual: Shifts, calendar: WorkCalendar, personal: PersonalShifts | None) -> Hours:
    """By what the leave of one person is read, counted and said; the college's own hours for whom no group takes."""
    if personal is None:
        return Hours(campus=campus, shift=usual, calendar=calendar)
    own = replace(personal, campus=personal.campus._replace(usual=usual, calendar=calendar))
    return Hours(campus=campus, shift=OwnShifts(own, usual), calendar=OwnCalendar(college=calendar, own=own))


@dataclass(frozen=True, slots=True)
class OwnShifts:
    """Also on a day off the hours that one would have: a leave that goes by the calendar counts that day too."""

    personal: PersonalShifts
    usual: Shifts
    _worked: list[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        worked = sorted(day for day, shift in self.personal.assigned.items() if shift != REST)
        object.__setattr__(self, "_worked", worked)

    def of(self, day: date) -> Shift:
        """By the plan; off it that of the last day before; where no plan is made yet the usual one."""
        here = self.personal.of(day) if is_planned(self.personal, day) else self.usual.of(day)
        if here.segments:
            return here
        before = self._worked[: bisect_right(self._worked, day)][-1:]
        return self.personal.of(before[0]) if before else self.usual.of(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCalendar(WorkCalendar):
    """The college's calendar with the person's plan over it. A plan that is not made yet says nothing."""

    college: WorkCalendar
    own: PersonalShifts

    def kind_of(self, day: date) -> DayKind:
        """A shift of the plan is worked on a holiday too, and a day off of the plan is none."""
        usual = self.college.kind_of(day)
        works = works_on(self.own, day)
        if works is None or works is usual.works:
            return usual
        return DayKind(Kind.WORKDAY, ON_PLAN) if works else DayKind(Kind.VACATION, OFF_PLAN)


def works_on(own: PersonalShifts, day: date) -> bool | None:
    """Whether the plan or the group has the person at work on that day; None: the calendar decides."""
    given, rule = own.assigned.get(day), own.group.rule_on(day)
    if given is not None:
        return given != REST
    if rule is None:
        return None
    if rule.duties is Duties.ROSTER:
        return False if is_planned(own, day) else None
    is_daily = rule.days is Days.DAILY and rule.duties is not Duties.TIMETABLE
    return True if is_daily and not _is_an_occasion(own, rule.shift, day) else None


def _is_an_occasion(own: PersonalShifts, name: str, day: date) -> bool:
    """早操 every day makes no working day."""
    named = own.campus.rules.shifts.get(name)
    return named is not None and own.of(day).segments != tuple(part.segment for part in named.parts)


def is_planned(own: PersonalShifts, day: date) -> bool:
    """Whether the plan of somebody who works by one reaches that far."""
    rule = own.group.rule_on(day)
    is_by_plan = rule is not None and rule.duties is Duties.ROSTER
    return not is_by_plan or day <= max(own.assigned, default=date.min)
