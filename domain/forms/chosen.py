"""Whom an applicant names for a step that leaves it to them: asked for like a field, kept beside the fields."""

from domain.forms.conditions import Filled
from domain.forms.expressions import TRUE
from domain.forms.fields import Field, FieldType
from domain.forms.form import Form
from domain.forms.resolving import CHOSEN
from domain.forms.routing import holds
from domain.forms.steps import Step
from domain.forms.who import Chosen


def chosen_fields(form: Form, filled: Filled | None = None) -> tuple[Field, ...]:
    """One field of people for each step that asks whom the applicant names; only of steps that would take place."""
    steps = (step for step in form.steps if Chosen() in step.who)
    return tuple(_field(step) for step in steps if filled is None or holds(step, filled))


def _field(step: Step) -> Field:
    return Field(name=f"{CHOSEN}{step.key}", label=step.label, type=FieldType.PEOPLE, required=TRUE)
