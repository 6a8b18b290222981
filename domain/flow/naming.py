"""Whom a step asks when its turn has come: its people, without the applicant, or who takes their place."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from domain.flow.case import Origin
from domain.flow.plan import Empty, Mode, Own, Step
from domain.flow.resolver import Named
from domain.flow.turn import Turn
from domain.ids import PersonId
from domain.people import Person

NOBODY = "没有找到可审批的人"
NOBODY_ABOVE = "没有找到可审批的人，上级也没有"
NO_ADMIN = "没有找到可审批的人，也没有可接手的管理员"
OWN_SKIPPED = "审批人就是申请人本人，按规定跳过"

Levels = tuple[tuple[Named, ...], ...]


@dataclass(frozen=True, slots=True)
class Skip:
    """The step is left out, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Nobody:
    """The step cannot go on, and why."""

    reason: str


class Rules(Protocol):
    """What of a step decides whom it asks."""

    @property
    def own(self) -> Own: ...
    @property
    def empty(self) -> Empty: ...
    @property
    def mode(self) -> Mode: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Among whom is chosen. `above` is asked only where somebody is lacking."""

    applicant: PersonId
    named: tuple[Named, ...]
    above: Callable[[], Levels]
    admins: tuple[Person, ...]


def choose(turn: Turn, step: Step) -> tuple[Named, ...] | Skip | Nobody:
    """The people of the step at this moment; never the applicant unless the step allows it."""
    resolver, fields = turn.resolver, turn.case.fields
    choice = Choice(
        applicant=turn.case.applicant.id,
        named=resolver.resolve(step, fields),
        above=lambda: resolver.above(step, fields),
        admins=turn.policy.admins,
    )
    return choose_among(choice, step)


def choose_among(choice: Choice, rules: Rules) -> tuple[Named, ...] | Skip | Nobody:
    """The same for whoever has no case: the simulation of a form asks here too, so that it tells what will happen."""
    named = _unique(choice.named)
    others = tuple(n for n in named if n.person.id != choice.applicant)
    if rules.own is Own.ALLOW or len(others) == len(named):
        return named or _nobody(choice, rules)
    if rules.own is Own.SKIP:
        return others or Skip(OWN_SKIPPED)
    enough = others and rules.mode is Mode.ANY
    return (others if enough else (*others, *_above(choice, others))) or _nobody(choice, rules)


def _nobody(choice: Choice, rules: Rules) -> tuple[Named, ...] | Skip | Nobody:
    match rules.empty:
        case Empty.SKIP:
            return Skip(NOBODY)
        case Empty.STOP:
            return Nobody(NOBODY)
        case Empty.UP:
            return _above(choice, ()) or Nobody(NOBODY_ABOVE)
        case Empty.ADMIN:
            admins = (a for a in choice.admins if a.is_active and a.id != choice.applicant)
            found = tuple(Named(admin, "管理员", origin=Origin.ADMIN) for admin in admins)
            return found or Nobody(NO_ADMIN)


def _above(choice: Choice, present: tuple[Named, ...]) -> tuple[Named, ...]:
    """The nearest level above that has somebody who is neither the applicant nor asked here already."""
    there = {choice.applicant, *(n.person.id for n in present)}
    for level in choice.above():
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
