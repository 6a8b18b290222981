"""Whom a step asks when its turn has come: its people, without the applicant, or who takes their place."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.flow.case import Origin
from domain.flow.plan import Empty, Mode, Own, Step
from domain.flow.resolver import Named
from domain.flow.turn import Turn

NOBODY = "没有找到可审批的人"
NOBODY_ABOVE = "没有找到可审批的人，上级也没有"
NO_ADMIN = "没有找到可审批的人，也没有可接手的管理员"
OWN_SKIPPED = "审批人就是申请人本人，按规定跳过"


@dataclass(frozen=True, slots=True)
class Skip:
    """The step is left out, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Nobody:
    """The step cannot go on, and why."""

    reason: str


def choose(turn: Turn, step: Step) -> tuple[Named, ...] | Skip | Nobody:
    """The people of the step at this moment; never the applicant unless the step allows it."""
    named = _unique(turn.resolver.resolve(step, turn.case.fields))
    others = tuple(n for n in named if not turn.is_own(step, n.person))
    if len(others) == len(named):
        return named or _nobody(turn, step)
    match step.own:
        case Own.ALLOW:
            return named
        case Own.SKIP:
            return others or Skip(OWN_SKIPPED)
        case Own.UP:
            enough = others and step.mode is Mode.ANY
            found = others if enough else (*others, *_above(turn, step, others))
            return found or _nobody(turn, step)


def _nobody(turn: Turn, step: Step) -> tuple[Named, ...] | Skip | Nobody:
    match step.empty:
        case Empty.SKIP:
            return Skip(NOBODY)
        case Empty.STOP:
            return Nobody(NOBODY)
        case Empty.UP:
            return _above(turn, step, ()) or Nobody(NOBODY_ABOVE)
        case Empty.ADMIN:
            admins = (a for a in turn.policy.admins if a.is_active and a.id != turn.case.applicant.id)
            found = tuple(Named(admin, "管理员", origin=Origin.ADMIN) for admin in admins)
            return found or Nobody(NO_ADMIN)


def _above(turn: Turn, step: Step, present: tuple[Named, ...]) -> tuple[Named, ...]:
    """The nearest level above that has somebody who is neither the applicant nor asked here already."""
    there = {turn.case.applicant.id, *(n.person.id for n in present)}
    for level in turn.resolver.above(step, turn.case.fields):
        found = tuple(replace(n, origin=Origin.UP) for n in _unique(level) if n.person.id not in there)
        if found:
            return found
    return ()


def _unique(named: Iterable[Named]) -> tuple[Named, ...]:
    """Each active person once, at their first place."""
    by_id: dict[int, Named] = {}
    for one in named:
        if one.person.is_active and one.weight > 0:
            by_id.setdefault(one.person.id, one)
    return tuple(by_id.values())
