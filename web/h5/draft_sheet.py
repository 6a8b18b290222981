"""The form of a draft as a page lays it out: which fields, who may be named in them, and what is still wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.forms.candidates import departments_of, people_of
from domain.forms.chosen import chosen_fields
from domain.forms.completeness import asked_for, shortcomings
from domain.forms.conditions import Filled
from domain.forms.expressions import names_in
from domain.forms.fields import DEPARTMENTAL, PERSONAL, Field, FieldType
from domain.forms.form import Form
from domain.forms.pages import Given
from domain.forms.resolving import chosen_for
from domain.forms.routing import Planned, plan_route
from domain.forms.typed import Moment
from domain.forms.values import Stored, is_empty
from domain.texts.classes import all_lines
from handlers.form_sheet import draft_in
from handlers.matter import Matter
from handlers.turn import Turn
from web.h5.sheet.entries import Contents, Sheet, lay_out
from web.h5.sheet.texts import texts_of

Values = Mapping[str, Stored]

MOST_NAMES = 5  # of one step, before they are only counted


def page_fields(form: Form) -> tuple[Field, ...]:
    """Everything that applicants fill in or that is worked out from it, in the form's order; then whom they name.

    Hidden fields are among them: what is written may show them.
    """
    asked = {field.name for field in asked_for(form)}
    own = (field for field in form.fields if field.name in asked or _is_worked_out(form, field))
    return (*own, *chosen_fields(form))


def _is_worked_out(form: Form, field: Field) -> bool:
    """A computed field that has its value before anybody else has filled in anything."""
    return field.value is not None and not names_in(field.value) & form.filled_later


def moment_of(turn: Turn, matter: Matter, fields: Iterable[Field]) -> Moment:
    """What reading depends on; people and departments only where they may be named."""
    types = {each.type for field in fields for each in (field, *field.columns)}
    directory = matter.resolver.directory
    return Moment(
        now=turn.tx.now.astimezone(turn.office.campus),
        shift=matter.own.shift,
        people=people_of(directory) if types & PERSONAL else (),
        departments=departments_of(directory) if types & DEPARTMENTAL else (),
    )


def lay_out_draft(
    turn: Turn,
    matter: Matter,
    given: Given | None = None,
    errors: Mapping[str, str] | None = None,
    more_rows: Mapping[str, int] | None = None,
) -> Sheet:
    """The page of the draft. What was sent is shown as it was sent, wherever it could not be kept."""
    fields, values = page_fields(matter.form), draft_in(matter).values
    contents = Contents(
        given=texts_of(fields, values, turn.office.campus) if given is None else given,
        filled=worked_out(matter, values),
        moment=moment_of(turn, matter, fields),
        errors=errors or {},
        more_rows=more_rows or {},
    )
    return lay_out(matter.form, fields, contents)


def worked_out(matter: Matter, values: Values) -> Filled:
    """The values worked out; hidden are also the names asked for steps that do not take place."""
    filled = matter.resolver.filled(values)
    asked = {field.name for field in chosen_fields(matter.form, filled)}
    needless = {field.name for field in chosen_fields(matter.form)} - asked
    return replace(filled, hidden=filled.hidden | filled.derived | needless)


def wrong_in(matter: Matter) -> dict[str, str]:
    """What has to be done before it can be submitted, by the name of the field."""
    values = draft_in(matter).values
    filled = worked_out(matter, values)
    found: dict[str, str] = {}
    for each in shortcomings(matter.form, filled):
        found.setdefault(each.field, each.sentence)
    for field in chosen_fields(matter.form, filled):
        if is_empty(values.get(field.name)):
            found[field.name] = f"请选择“{field.label}”由谁处理。"
    return found


def route_of(matter: Matter) -> tuple[str, ...]:
    """Who will be asked, step by step, as things are filled in now."""
    values = draft_in(matter).values
    chosen = {step.key: chosen_for(step.key, values) for step in matter.form.steps}
    resolver = matter.resolver
    route = plan_route(matter.form, resolver.filled(values), resolver.applicant, resolver.directory, chosen)
    return tuple(f"{each.step.label}：{_asked(each)}" for each in route if each.asked or each.awaits)


def classes_of(matter: Matter) -> tuple[str, ...]:
    """Every lesson that the leave takes away from, with what is arranged for it."""
    teaching = matter.resolver.teaching
    return all_lines(matter.resolver.hits(draft_in(matter).values), teaching.arranged()) if teaching else ()


def _asked(planned: Planned) -> str:
    if planned.awaits:
        return f"由“{planned.awaits}”决定"
    names = list(dict.fromkeys(each.person.name for each in planned.asked))
    others = f" 等 {len(names)} 人" if len(names) > MOST_NAMES else ""
    return f"{'、'.join(names[:MOST_NAMES])}{others}"


def is_file(field: Field) -> bool:
    """Whether files are put into it."""
    return field.type in {FieldType.ATTACHMENT, FieldType.PICTURE}
