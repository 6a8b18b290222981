"""The route a request would take as things are now: for every step whom it asks and why, or why it is passed over."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.flow.plan import Empty, Kind, Mode, Own
from domain.forms.conditions import Filled
from domain.forms.directory import Directory, Member
from domain.forms.expressions import Trouble, truth
from domain.forms.finding import Asked, Request, above, find
from domain.forms.form import Form
from domain.forms.steps import Step
from domain.ids import PersonId

OWN = "审批人就是申请人本人"


@dataclass(frozen=True, slots=True)
class Planned:
    """One step of the route. `skipped` says why it is passed over, `stuck` why it could not go on, `raised` why others
    than the step's own people are asked; all Chinese and empty where it is not so.
    """

    step: Step
    asked: tuple[Asked, ...] = ()
    skipped: str = ""
    stuck: str = ""
    raised: str = ""


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
            step,
            filled,
            Request(applicant=applicant, values=filled.values, directory=directory, chosen=chosen.get(step.key, ())),
        )
        for step in form.steps
    )


def plan_step(step: Step, filled: Filled, request: Request) -> Planned:
    """One of them."""
    if not holds(step, filled):
        return Planned(step, skipped=f"条件不成立：{step.when.source}")
    return plan_people(step, request)


def holds(step: Step, filled: Filled) -> bool:
    """Whether the step takes place. A condition that has no value asks: one signature too many harms less."""
    value = truth(step.when, filled.surroundings)
    return isinstance(value, Trouble) or value


def plan_people(step: Step, request: Request) -> Planned:
    """Whom a step asks that takes place."""
    found = find(step.who, request)
    if not found:
        return _nobody(step, request)
    own = request.applicant.person.id
    others = tuple(each for each in found if each.member.person.id != own)
    if len(others) == len(found) or step.own is Own.ALLOW or step.kind is Kind.NOTICE:
        return Planned(step, found)
    if step.own is Own.SKIP:
        return Planned(step, others, skipped="" if others else f"{OWN}，按规定跳过")
    if others and step.mode is Mode.ANY:
        return Planned(step, others)
    higher = _above(request, {own, *(each.member.person.id for each in others)})
    if not higher and not others:
        return Planned(step, stuck=f"{OWN}，上面没有别的负责人")
    return Planned(step, (*others, *higher), raised=f"{OWN}，由上级办理")


def _nobody(step: Step, request: Request) -> Planned:
    if step.kind is Kind.NOTICE:
        return Planned(step, skipped="没有可告知的人")
    match step.empty:
        case Empty.SKIP:
            return Planned(step, skipped="没有找到办理人，按规定跳过")
        case Empty.STOP:
            return Planned(step, stuck="没有找到办理人")
        case Empty.ADMIN:
            admins = request.directory.roles.get("admin", ())
            asked = tuple(Asked(m, "管理员") for a in admins if (m := request.directory.members.get(a)))
            return Planned(
                step,
                asked,
                stuck="" if asked else "没有找到办理人，也没有管理员",
                raised="没有找到办理人，由管理员办理",
            )
        case Empty.UP:
            higher = _above(request, {request.applicant.person.id})
            return Planned(
                step, higher, stuck="" if higher else "没有找到办理人，上级也没有", raised="没有找到办理人，由上级办理"
            )


def _above(request: Request, there: set[PersonId]) -> tuple[Asked, ...]:
    """The nearest level over the applicant with somebody who is not there already."""
    for level in above(request.applicant, request.directory):
        if found := tuple(each for each in level if each.member.person.id not in there):
            return found
    return ()
