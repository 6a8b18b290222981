"""The step that waits for somebody on the page of a case, with what it asks for."""

from dataclasses import dataclass
from typing import cast

from domain.case_look import Look
from domain.flow.case import Assignment, Part
from domain.flow.plan import Kind, Step
from domain.flow.why import what_refusal_does
from domain.forms.completeness import asked_for, shortcomings
from domain.forms.fields import Field
from domain.forms.pages import Given
from domain.forms.values import Stored
from domain.record_digest import fields_hash
from domain.texts.case_words import shown_there
from web.h5.draft_sheet import moment_of
from web.h5.sheet.entries import Contents, Sheet, lay_out
from web.h5.sheet.texts import texts_of
from web.h5.visits import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The step that waits for them. `content` is what a signature is bound to; `no` is empty where none may be said."""

    key: str
    label: str
    yes: str
    no: str
    hint: str
    refusal: str
    signs: bool
    content: str


def turn_of(look: Look) -> Turn | None:
    """The first place that waits for the viewer."""
    if not look.places:
        return None
    run, place = look.places[0]
    step = look.case.plan.step(run.key)
    is_advice = place.part is Part.ADVICE
    is_done = step.kind is Kind.HANDLE and not is_advice
    return Turn(
        key=step.key,
        label=step.label,
        yes="赞成" if is_advice else "办好了" if is_done else "同意",
        no="不赞成" if is_advice else "驳回" if step.kind is Kind.APPROVE else "",
        hint=_hint(look, step, place),
        refusal="" if is_advice or len(run.assignments) == 1 else what_refusal_does(step),
        signs=step.signature and not is_advice,
        content=fields_hash(look.form, look.case.fields),
    )


def _hint(look: Look, step: Step, place: Assignment) -> str:
    if place.part is Part.ADVICE:
        return f"{place.added_by.name if place.added_by else '审批人'}想听您的意见，由其决定。"
    on_behalf = f"您代{place.person.name}办理。" if place.person.id != look.viewer.id else ""
    is_seen = look.shown and step.kind is Kind.HANDLE
    return on_behalf + shown_there(look.shown) if is_seen else on_behalf


def fields_of_turn(look: Look, turn: Turn) -> tuple[Field, ...]:
    """What the step is there to fill in."""
    return asked_for(look.form, look.form.step_by_key[turn.key])


def sheet_of_turn(visit: Visit, turn: Turn, given: Given | None, errors: dict[str, str]) -> Sheet:
    """The inputs for them."""
    matter, look = visit.matter, visit.matter.look(visit.turn.person, visit.turn.tx)
    fields = fields_of_turn(look, turn)
    values = cast("dict[str, Stored]", dict(matter.case.fields))
    contents = Contents(
        given=texts_of(fields, values, visit.turn.office.campus) if given is None else given,
        filled=matter.resolver.filled(values),
        moment=moment_of(visit.turn, matter, fields),
        errors=errors,
    )
    return lay_out(matter.form, fields, contents)


def lacking(visit: Visit, turn: Turn, values: dict[str, Stored]) -> dict[str, str]:
    """What the step must have before it can be agreed to."""
    filled = visit.matter.resolver.filled(values)
    step = visit.matter.form.step_by_key[turn.key]
    found = {each.field: each.sentence for each in reversed(shortcomings(visit.matter.form, filled, step))}
    return dict(reversed(found.items()))
