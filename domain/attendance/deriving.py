"""A person's days from everything that is known of them, in one go."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.attendance.allowance import month_of, with_allowance
from domain.attendance.day_record import Absence, DayRecord, Mark
from domain.attendance.duty import Campus, Duty, duties_of
from domain.attendance.judging import derive
from domain.attendance.rules import Group
from domain.attendance.taught import Teacher, taught_days

AROUND = timedelta(days=1)  # the duty of a neighbouring day says where a day's window ends


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person for some days: in any order, and the same thing twice counts once."""

    marks: Sequence[Mark] = ()
    absences: Sequence[Absence] = ()
    assigned: dict[date, str] = field(default_factory=dict[date, str])
    teacher: Teacher | None = None

    @property
    def has_own_duty(self) -> bool:
        """Whether what is due of them may differ from what is due of the others in their group."""
        return bool(self.assigned) or self.teacher is not None


def own_duties(campus: Campus, group: Group, first: date, last: date, facts: Facts) -> list[Duty]:
    """What is due of them, by their own shifts and lessons."""
    taught = taught_days(facts.teacher, first - AROUND, last + AROUND, facts.absences) if facts.teacher else None
    return duties_of(campus, group, first, last, facts.assigned, taught)


def in_order(marks: Iterable[Mark]) -> list[Mark]:
    """By their minute; of those that say the same of one minute the one that came first."""
    marks = list(marks)
    times = [mark.at for mark in marks]
    if len(set(times)) == len(times) and times == sorted(times):
        return marks
    found: dict[tuple[int, str], Mark] = {}
    for mark in sorted(marks, key=lambda mark: (mark.at, mark.side or "", mark.id)):
        found.setdefault((mark.at, mark.side or ""), mark)
    return list(found.values())


def judge_days(duties: Sequence[Duty], marks: Sequence[Mark], absences: Sequence[Absence]) -> list[DayRecord]:
    """A record for every duty. `marks` are in order; each belongs to the one duty in whose window it lies."""
    times = [mark.at for mark in marks]
    records = [
        derive(duty, marks[bisect_left(times, duty.opens) : bisect_left(times, duty.closes)], absences)
        for duty in duties
    ]
    if any(duty.rule.tolerance.small_lates for duty in duties):
        return with_allowance(records)
    return records


def derive_days(campus: Campus, group: Group, first: date, last: date, facts: Facts) -> list[DayRecord]:
    """The record of every day that has a rule; where a month has an allowance, by the days before in it too."""
    since = whole_month(group, first)
    duties = own_duties(campus, group, since, last, facts)
    records = judge_days(duties, in_order(facts.marks), facts.absences)
    return [record for record in records if record.day >= first]


def whole_month(group: Group, day: date) -> date:
    """From when on days must be known to judge that one: its month's first where lates are let pass by the month."""
    return day.replace(day=1) if has_allowance(group, day) else day


def has_allowance(group: Group, day: date) -> bool:
    """Whether a late on that day decides about the days after it."""
    rule = group.rule_on(day)
    return rule is not None and rule.tolerance.small_lates > 0


def last_of_month(day: date) -> date:
    """The last day of the month."""
    year, month = month_of(day)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
