"""The route a request would take as things are now: for every step whom it asks and why, or why it is passed over."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.flow.case import Origin
from domain.flow.naming import Choice, Nobody, Skip, choose_among
from domain.flow.plan import Kind
from domain.flow.resolver import Named
from domain.forms.conditions import Filled
from domain.forms.directory import Directory, Member
from domain.forms.expressions import Trouble, truth
from domain.forms.finding import Request
from domain.forms.form import Form
from domain.forms.naming import levels_over, named_by
from domain.forms.steps import Step
from domain.forms.values import is_empty
from domain.forms.who import fields_of
from domain.ids import PersonId
from domain.people import Person

OWN = "审批人就是申请人本人"
LACKING = "没有找到可审批的人"
NOBODY_TOLD = "没有可通知的人"
TAKEN_OVER = {Origin.UP: "由上级办理", Origin.ADMIN: "由管理员办理"}


@dataclass(frozen=True, slots=True)
class Planned:
    """One step of the route. `skipped` says why it is passed over, `stuck` why it could not go on, `raised` why others
    than the step's own people are asked, `awaits` which fields will say who, that a step before has yet to fill in; all
    Chinese and empty where it is not so.
    """

    step: Step
    asked: tuple[Named, ...] = ()
    skipped: str = ""
    stuck: str = ""
    raised: str = ""
    awaits: str = ""


def plan_route(
    form: Form,
    filled: Filled,
    applicant: Member,
    directory: Directory,
    chosen: Mapping[str, tuple[PersonId, ...]] | None = None,
) -> tuple[Planned, ...]:
    """Every step of the form in its order. `chosen` are the people the applicant named, by the step's key."""
    chosen = chosen or {}
    return tuple(
        plan_step(
            form,
            step,
            filled,
            Request(applicant=applicant, values=filled.values, directory=directory, chosen=chosen.get(step.key, ())),
        )
        for step in form.steps
    )


def plan_step(form: Form, step: Step, filled: Filled, request: Request) -> Planned:
    """One of them."""
    if not holds(step, filled):
        return Planned(step, skipped=f"条件不成立：{step.when.source}")
    if open_fields := _open_fields(form, step, filled):
        return Planned(step, awaits="、".join(form.labels[name] for name in open_fields))
    return plan_people(step, request)


def _open_fields(form: Form, step: Step, filled: Filled) -> tuple[str, ...]:
    """The fields that alone say who is asked, where people of a step before have yet to fill them in."""
    named = fields_of(step.who)
    is_open = all(name in form.filled_later and is_empty(filled.values.get(name)) for name in named)
    return named if is_open and len(named) == len(step.who) else ()


def holds(step: Step, filled: Filled) -> bool:
    """Whether the step takes place. A condition that has no value asks: one signature too many harms less."""
    value = truth(step.when, filled.surroundings)
    return isinstance(value, Trouble) or value


def plan_people(step: Step, request: Request) -> Planned:
    """Whom a step asks that takes place: what the engine would answer."""
    named = named_by(step, request)
    if step.kind is Kind.NOTICE:
        return Planned(step, named, skipped="" if named else NOBODY_TOLD)
    choice = Choice(
        applicant=request.applicant.person.id,
        named=named,
        above=lambda: levels_over(step, request),
        admins=admins_of(request.directory),
    )
    match choose_among(choice, step):
        case Skip(reason):
            return Planned(step, skipped=reason)
        case Nobody(reason):
            return Planned(step, stuck=reason)
        case asked:
            return Planned(step, asked, raised=_raised(choice, asked))


def admins_of(directory: Directory) -> tuple[Person, ...]:
    """Who administers, by the configuration's role."""
    return _holders(directory, "admin")


def personnel_of(directory: Directory) -> tuple[Person, ...]:
    """HR, by the configuration's role."""
    return _holders(directory, "hr")


def _holders(directory: Directory, role: str) -> tuple[Person, ...]:
    found = (directory.members.get(each) for each in directory.roles.get(role, ()))
    return tuple(member.person for member in found if member)


def _raised(choice: Choice, asked: tuple[Named, ...]) -> str:
    """Why others are asked than those whom the step names."""
    others = next((n.origin for n in asked if n.origin in TAKEN_OVER), None)
    if others is None:
        return ""
    is_own = any(n.person.id == choice.applicant for n in choice.named)
    return f"{OWN if is_own else LACKING}，{TAKEN_OVER[others]}"
