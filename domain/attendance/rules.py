"""Who is on duty when, and what is made of coming late: content/attendance.toml as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from domain.fences import PunchDemand
from domain.shift import Segment

REST = "休"  # the shift of a day off, in the plan of shifts
USUAL = ""  # the shift that is the college's own working day, with its summer and winter hours


class Duties(StrEnum):
    """Where the duty of a day comes from, and how it is judged."""

    FIXED = "fixed"
    FLEXIBLE = "flexible"  # coming later, within limits, means leaving as much later
    ROSTER = "roster"  # by person and day; nobody named, nobody due
    TIMETABLE = "timetable"  # due before the first lesson of one's own
    FREE = "free"  # punches are kept and never judged


class Days(StrEnum):
    """On which days a shift is worked."""

    WORKDAYS = "workdays"
    DAILY = "daily"
    EVES = "eves"  # the evenings before a workday: 晚自习


class Punching(StrEnum):
    """How often somebody punches on a day of several segments."""

    ENDS = "ends"
    EACH = "each"


class Asked(StrEnum):
    """Which punches a segment asks for."""

    BOTH = "both"
    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class ShiftPart:
    """One stretch of duty. `days` and `weekdays` (1 is Monday) narrow the days of the rule; None leaves them."""

    segment: Segment
    name: str = ""
    asked: Asked = Asked.BOTH
    days: Days | None = None
    weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class NamedShift:
    """A shift of the file; its parts in their order."""

    name: str
    parts: tuple[ShiftPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What is let pass, in minutes. None and 0 of the limits mean that there is none.

    So many lates a month of at most `small_late` minutes are let pass beyond `grace`.
    """

    grace: int = 0
    early_grace: int = 0
    small_late: int = 0
    small_lates: int = 0
    serious_after: int = 0
    absent_after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What counts for a group from `since` on. A punch counts from `earliest` minutes before to `latest` after duty.

    By the timetable, one comes `before` minutes ahead of a lesson, and punches as `asked`.
    """

    since: date
    duties: Duties = Duties.FIXED
    shift: str = USUAL
    days: Days = Days.WORKDAYS
    punching: Punching = Punching.ENDS
    tolerance: Tolerance = field(default_factory=Tolerance)
    earliest: int = 120
    latest: int = 360
    flex_before: int = 0
    flex_after: int = 0
    before: int = 0
    asked: Asked = Asked.IN


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People under the same rules: those named by number, else those of whom everything that is written holds."""

    name: str
    rules: tuple[Rule, ...]
    kinds: frozenset[str] = frozenset()
    departments: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    staff_no: frozenset[str] = frozenset()
    demand: PunchDemand = field(default_factory=PunchDemand)

    def rule_on(self, day: date) -> Rule | None:
        """The rule that was in force on that day; None before the first of them."""
        return max((rule for rule in self.rules if rule.since <= day), key=lambda rule: rule.since, default=None)

    @property
    def is_by_timetable(self) -> bool:
        """Whether lessons are duty on any day."""
        return any(rule.duties is Duties.TIMETABLE for rule in self.rules)

    @property
    def is_for_all(self) -> bool:
        """Whether it takes whoever comes to it."""
        return not (self.kinds or self.departments or self.positions or self.posts or self.staff_no)


@dataclass(frozen=True)
class AttendanceRules:
    """The whole file. Whoever belongs to no group is not judged."""

    shifts: Mapping[str, NamedShift] = field(default_factory=dict[str, NamedShift])
    groups: tuple[Group, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Group]:
        """The groups by their names."""
        return {group.name: group for group in self.groups}

    def earliest_difference(self, other: "AttendanceRules") -> date | None:
        """From when on days may be judged otherwise than by `other`; None where they cannot be."""
        if self == other:
            return None
        if self.shifts != other.shifts or [g.name for g in self.groups] != [g.name for g in other.groups]:
            return _first(self.groups) or _first(other.groups) or date.min
        starts = [_first_changed(one, two) for one, two in zip(self.groups, other.groups, strict=True)]
        return min((start for start in starts if start is not None), default=None)


def _first(groups: Sequence[Group]) -> date | None:
    return min((rule.since for group in groups for rule in group.rules), default=None)


def _first_changed(one: Group, two: Group) -> date | None:
    if (one.kinds, one.departments, one.positions, one.posts, one.staff_no) != (
        two.kinds,
        two.departments,
        two.positions,
        two.posts,
        two.staff_no,
    ):
        return min(rule.since for rule in (*one.rules, *two.rules))
    changed = set(one.rules) ^ set(two.rules)
    return min((rule.since for rule in changed), default=None)
