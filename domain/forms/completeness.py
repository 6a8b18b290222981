"""What is still missing or against a rule in a filled-in form, as sentences for whoever fills it in."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.forms.conditions import Filled
from domain.forms.expressions import Trouble, truth
from domain.forms.fields import Field, FieldType
from domain.forms.form import Form
from domain.forms.steps import Step
from domain.forms.values import is_empty


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """One thing to do before it can go on; `field` is the name of the field it is about."""

    field: str
    sentence: str


def shortcomings(form: Form, filled: Filled, step: Step | None = None) -> tuple[Shortcoming, ...]:
    """What the applicant has to do before submitting, or the people of a step before it passes."""
    return tuple(each for field in asked_for(form, step) for each in _of_field(field, filled))


def asked_for(form: Form, step: Step | None = None) -> tuple[Field, ...]:
    """The fields that are filled in by the applicant, or in this step."""
    if step is not None:
        return tuple(form.by_name[name] for name in step.fills)
    return tuple(
        field for field in form.fields if field.type is not FieldType.COMPUTED and field.name not in form.filled_later
    )


def _of_field(field: Field, filled: Filled) -> Iterator[Shortcoming]:
    if field.name in filled.hidden:
        return
    if not is_empty(filled.values.get(field.name)):
        yield from _broken(field, filled)
        return
    # A condition without a value asks for nothing: nobody may be held up by a mistake of the form.
    if truth(field.required, filled.surroundings) is True:
        yield Shortcoming(field.name, f"请填写“{field.label}”。")


def _broken(field: Field, filled: Filled) -> Iterator[Shortcoming]:
    for check in field.checks:
        holds = truth(check.rule, filled.surroundings)
        if holds is False:
            yield Shortcoming(field.name, f"“{field.label}”：{check.say.rstrip('。')}。")
        elif isinstance(holds, Trouble) and not holds.nulls:
            yield Shortcoming(field.name, f"“{field.label}”无法检查，请联系管理员。")
