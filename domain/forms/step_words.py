"""What the people of a step type for the fields that the step is there to fill in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.forms.completeness import asked_for
from domain.forms.conditions import Filled
from domain.forms.expressions import truth
from domain.forms.fields import Field, FieldType
from domain.forms.form import Form
from domain.forms.labelled import take_apart
from domain.forms.typed import Moment, read_typed
from domain.forms.values import BadValue, Stored, is_empty

ON_PAGE = frozenset({FieldType.ATTACHMENT, FieldType.PICTURE, FieldType.TABLE})  # what a line of a chat cannot hold


@dataclass(frozen=True, slots=True)
class Said:
    """The values that were understood, and a sentence for each that was not."""

    values: Mapping[str, Stored] = field(default_factory=dict[str, Stored])
    wrong: tuple[str, ...] = ()


def fields_of_step(form: Form, key: str, filled: Filled) -> tuple[Field, ...]:
    """What may be filled in there, as things are."""
    return tuple(each for each in asked_for(form, form.step_by_key[key]) if each.name not in filled.hidden)


def empty_of_step(form: Form, key: str, filled: Filled) -> tuple[str, ...]:
    """The labels of those that are empty."""
    return tuple(each.label for each in fields_of_step(form, key, filled) if is_empty(filled.values.get(each.name)))


def lacking(form: Form, key: str, filled: Filled) -> tuple[Field, ...]:
    """Those that must be filled in and are empty."""
    return tuple(
        each
        for each in fields_of_step(form, key, filled)
        if is_empty(filled.values.get(each.name)) and truth(each.required, filled.surroundings) is True
    )


def read_step_words(form: Form, key: str, filled: Filled, text: str, moment: Moment) -> Said:
    """By labels; what has none is meant for the first field that is empty, the required ones first.

    A field that is hidden until now may be shown by what stands before it in the same text.
    """
    fields = tuple(each for each in fields_of_step(form, key, filled) if each.type not in ON_PAGE)
    labelled = tuple(each for each in asked_for(form, form.step_by_key[key]) if each.type not in ON_PAGE)
    empty = (*lacking(form, key, filled), *(each for each in fields if is_empty(filled.values.get(each.name))))
    first = next((each for each in (*empty, *fields) if each.type not in ON_PAGE), None)
    values: dict[str, Stored] = {}
    wrong: list[str] = []
    for piece in take_apart(labelled, text):
        asked = piece.field or first
        if asked is not None:
            _read(asked, piece.text, moment, values, wrong)
    return Said(values, tuple(wrong))


def _read(asked: Field, text: str, moment: Moment, values: dict[str, Stored], wrong: list[str]) -> None:
    try:
        values[asked.name] = read_typed(asked, text, moment)
    except BadValue as bad:
        wrong.append(str(bad))
