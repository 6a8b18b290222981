"""Who approves a leave: direct leader, the department's leader, for long ones the level above. See docs/adr/0007."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from domain.ids import Minutes, PersonId
from domain.office import LeavePolicy
from domain.people import Person
from domain.request import Approver, Step, StepState

DIRECT = "直属领导"
DEPARTMENT = "部门负责人"
ABOVE = "上级部门负责人"


@dataclass(frozen=True, slots=True)
class Chart:
    """Who stands above one person: direct leaders, and each department's leaders from the main one up to the root."""

    direct: tuple[Person, ...] = ()
    levels: tuple[tuple[Person, ...], ...] = ()

    def without_inactive(self) -> Self:
        """The same without those who have left."""
        return type(self)(_active(self.direct), tuple(_active(level) for level in self.levels))


def successors(steps: Sequence[Step], planned: Sequence[Step]) -> tuple[Approver, ...]:
    """Who takes the open step of a running request over, by the route as it would be planned now.

    The step with the same label; else the first that does not only ask people who have decided before; else nobody.
    """
    open_step = next((step for step in steps if step.state is StepState.PENDING), None)
    decided = {step.decision.actor for step in steps if step.decision}
    new = [step for step in planned if not decided.issuperset(a.person for a in step.approvers)]
    same = [step for step in new if open_step and step.label == open_step.label]
    return next((step.approvers for step in (*same, *new)), ())


@dataclass(frozen=True, slots=True)
class _Level:
    label: str
    leaders: tuple[Person, ...]


def plan_route(applicant: PersonId, chart: Chart, minutes: Minutes, policy: LeavePolicy) -> tuple[Step, ...]:
    """The steps of a leave of this length, in order; empty when there is nobody to ask.

    A step whose people were all asked before is left out; the applicant and people who left are in none.
    """
    chart = chart.without_inactive()
    asked: set[PersonId] = set()
    steps: list[Step] = []
    for level in _levels(applicant, chart, minutes, policy):
        approvers = _approvers(applicant, level)
        if approvers and not asked.issuperset(a.person for a in approvers):
            steps.append(Step(ordinal=len(steps) + 1, label=level.label, approvers=approvers))
            asked.update(a.person for a in approvers)
    return tuple(steps)


def _levels(applicant: PersonId, chart: Chart, minutes: Minutes, policy: LeavePolicy) -> Iterable[_Level]:
    direct = _Level(DIRECT, chart.direct)
    above = _departments(applicant, chart)
    yield direct
    if minutes > policy.department_over or not _approvers(applicant, direct):
        yield from above[:1]
    if minutes > policy.next_level_over:
        yield from above[1:2]


def _departments(applicant: PersonId, chart: Chart) -> list[_Level]:
    """The levels that have somebody to ask, nearest first, beginning above the highest department the applicant leads.

    So nobody is approved by a leader under their own command. Who leads the top with others is approved by those.
    """
    led = [index for index, leaders in enumerate(chart.levels) if any(p.id == applicant for p in leaders)]
    first = led[-1] + 1 if led else 0
    above = [
        _Level(ABOVE if index else DEPARTMENT, leaders)
        for index, leaders in enumerate(chart.levels)
        if index >= first and leaders
    ]
    if above or not led:
        return above
    return [_Level(ABOVE if led[-1] else DEPARTMENT, chart.levels[led[-1]])]


def _approvers(applicant: PersonId, level: _Level) -> tuple[Approver, ...]:
    return tuple(Approver(p.id, p.name, level.label) for p in level.leaders if p.id != applicant)


def _active(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(person for person in people if person.is_active)
