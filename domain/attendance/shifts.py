"""Somebody's own working day: by the plan of shifts, else by the rule of their group."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.attendance.duty import Campus
from domain.attendance.rules import REST, USUAL, Asked, Duties, Group, ShiftPart
from domain.shift import NO_SHIFT, Shift


@dataclass(frozen=True, slots=True)
class PersonalShifts:
    """Of one person. Which of the days are worked by the calendar is not said here, but who asks knows it."""

    campus: Campus
    group: Group
    assigned: Mapping[date, str]

    def of(self, day: date) -> Shift:
        """The usual one where the rules name none; none on a day off of the plan."""
        rule = self.group.rule_on(day)
        usual = self.campus.usual.of(day)
        given = self.assigned.get(day)
        if given == REST or (given is None and rule is not None and rule.duties is Duties.ROSTER):
            return NO_SHIFT
        name = given if given is not None else rule.shift if rule is not None else USUAL
        named = self.campus.rules.shifts.get(name)
        if named is None or any(_is_an_occasion(part) for part in named.parts):
            return usual
        return Shift(tuple(part.segment for part in named.parts), usual.lessons)


def _is_an_occasion(part: ShiftPart) -> bool:
    """早操 and 晚自习 are hours to be there, not a working day by which a leave is counted."""
    return part.asked is not Asked.BOTH or part.days is not None or bool(part.weekdays)
