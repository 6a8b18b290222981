"""Filling in a form by words: what is asked next, and what a typed text says of which field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, cast

from domain.forms.chosen import chosen_fields
from domain.forms.completeness import asked_for, shortcomings
from domain.forms.conditions import Filled
from domain.forms.expressions import truth
from domain.forms.fields import Field, FieldType
from domain.forms.form import Form
from domain.forms.labelled import Piece, take_apart
from domain.forms.typed import Moment, Named, read_typed
from domain.forms.values import BadValue, Stored, empty_of, is_empty
from domain.text_fold import fold_text

Values = Mapping[str, Stored]
Work = Callable[[Values], Filled]
YES_NO = ("是", "否")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is filled in. `asked` is the field that was opened by name, `offered` whom a name typed for it may mean.

    `said` is what a sentence has left open, for whoever reads sentences.
    """

    values: Values = field(default_factory=dict[str, Stored])
    asked: str = ""
    offered: tuple[Named, ...] = ()
    said: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked now. `cause` says what is wrong with what is there already.

    What a sentence has left open is asked in its own words, `text`, and may offer its own `choices`.
    """

    field: Field
    is_required: bool
    cause: str = ""
    offered: tuple[Named, ...] = ()
    text: str = ""
    choices: tuple[str, ...] = ()

    @property
    def options(self) -> tuple[str, ...]:
        """What may be answered by choosing one."""
        if self.text:
            return self.choices
        if self.offered:
            return tuple(f"{each.names[0]}（{each.note}）" if each.note else each.names[0] for each in self.offered)
        match self.field.type:
            case FieldType.CHOICE:
                return self.field.options
            case FieldType.YES_NO:
                return YES_NO
            case _:
                return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The draft after a text. `wrong` says what could not be taken, `named` which fields it was about, if any."""

    draft: Draft
    wrong: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()


class Reader(Protocol):
    """Reads sentences for a form that is filled in by them."""

    def question(self, draft: Draft) -> Question | None:
        """What they have left open."""
        ...

    def is_about(self, field: Field) -> bool:
        """Whether they say anything of this field."""
        ...

    def take(self, draft: Draft, field: Field | None, text: str, *, changes: bool) -> Taken | None:
        """What a text says, for a field or without one; None: nothing of its own."""
        ...

    def choose(self, draft: Draft, place: int) -> Taken | None:
        """A pressed option; None where there is no such."""
        ...


def fields_of(form: Form, filled: Filled) -> tuple[Field, ...]:
    """Everything the applicant fills in as things are: hidden fields are nobody's, and what is known is not asked."""
    shown = (each for each in asked_for(form) if each.name not in filled.hidden | filled.derived)
    return (*shown, *chosen_fields(form, filled))


def question_of(form: Form, draft: Draft, filled: Filled, reader: Reader | None = None) -> Question | None:
    """The field that was opened by name, else what a sentence left open, else what is missing or against a rule.

    None: it is complete.
    """
    fields = {each.name: each for each in fields_of(form, filled)}
    if draft.asked in fields:
        asked = fields[draft.asked]
        return Question(field=asked, is_required=is_required(asked, filled), offered=draft.offered)
    if reader is not None and (open_one := reader.question(draft)):
        return open_one
    for each in shortcomings(form, filled):
        cause = "" if is_empty(filled.values.get(each.field)) else each.sentence
        return Question(field=fields[each.field], is_required=True, cause=cause)
    missing = (each for each in chosen_fields(form, filled) if is_empty(draft.values.get(each.name)))
    return next((Question(field=each, is_required=True) for each in missing), None)


def missing_of(form: Form, draft: Draft, filled: Filled) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """What is empty: the required fields, and the others."""
    empty = [each for each in fields_of(form, filled) if is_empty(draft.values.get(each.name))]
    required = tuple(each for each in empty if is_required(each, filled))
    return required, tuple(each for each in empty if each not in required)


def is_required(field: Field, filled: Filled) -> bool:
    """Whether it must be filled in as things are. A condition without a value asks for nothing."""
    return truth(field.required, filled.surroundings) is True


def take(
    form: Form,
    draft: Draft,
    text: str,
    moment: Moment,
    work: Work,
    reader: Reader | None = None,
    *,
    changes: bool = False,
) -> Taken:
    """What was typed, by labels; what has none answers the open question. `changes`: no answer was awaited."""
    filled = work(draft.values)
    question = question_of(form, draft, filled, reader)
    pieces = take_apart((*asked_for(form), *chosen_fields(form)), text)
    taken = Taken(draft=draft)
    for piece in pieces:
        asked = piece.field or (question.field if question else None)
        said = _take_said(taken, piece, question, reader, changes=changes)
        if said is not None:
            taken = said
        elif asked is not None:
            taken = _take_piece(taken, asked, piece, question, moment)
    after = work(taken.draft.values)
    hidden = (after.hidden | after.derived) & taken.named
    wrong = (f"“{form.by_name[name].label}”现在不用填。" for name in sorted(hidden))
    return replace(taken, wrong=(*taken.wrong, *wrong))


def choose(form: Form, draft: Draft, filled: Filled, place: int, reader: Reader | None = None) -> Taken | None:
    """The draft after an option of the open question was pressed; None where there is no such option."""
    question = question_of(form, draft, filled, reader)
    if question is None or place >= len(question.options):
        return None
    if question.text and reader is not None:
        return reader.choose(draft, place)
    value = _offered_value(question.offered[place]) if question.offered else _option_value(question.field, place)
    return Taken(draft=put(draft, question.field, value))


def put(draft: Draft, field: Field, value: Stored) -> Draft:
    """The draft with this value; the question is answered."""
    asked = "" if draft.asked == field.name else draft.asked
    return replace(draft, values={**draft.values, field.name: value}, asked=asked, offered=())


def skip(draft: Draft, question: Question) -> Draft:
    """The draft with the open question left empty."""
    return put(draft, question.field, empty_of(question.field))


def _take_said(
    taken: Taken, piece: Piece, question: Question | None, reader: Reader | None, *, changes: bool
) -> Taken | None:
    """What whoever reads sentences makes of it; None where it is the form's to read."""
    if reader is None:
        return None
    opened = question.field if question and question.field.name == taken.draft.asked else None
    field = piece.field or opened
    is_open = question is None or bool(question.text) or reader.is_about(question.field)
    is_theirs = field is None and (is_open or changes)
    if not is_theirs and (field is None or not reader.is_about(field)):
        return None
    said = reader.take(taken.draft, field, piece.text, changes=changes)
    if said is None:
        return None
    return replace(said, wrong=(*taken.wrong, *said.wrong), named=taken.named | said.named)


def _take_piece(taken: Taken, asked: Field, piece: Piece, question: Question | None, moment: Moment) -> Taken:
    named, draft = taken.named | {asked.name}, taken.draft
    offered = question.offered if question and asked.name == question.field.name else ()
    if (place := _place(piece.text, len(offered))) is not None:
        return replace(taken, draft=put(draft, asked, _offered_value(offered[place])), named=named)
    meant = candidates(asked, piece.text, moment)
    if len(meant) > 1:
        return replace(taken, draft=replace(draft, asked=asked.name, offered=meant), named=named)
    try:
        value = read_typed(asked, piece.text, moment)
    except BadValue as bad:
        wrong = draft if taken.wrong else replace(draft, asked=asked.name, offered=())
        return replace(taken, draft=wrong, wrong=(*taken.wrong, str(bad)), named=named)
    return replace(taken, draft=put(draft, asked, value), named=named)


def candidates(field: Field, said: str, moment: Moment) -> tuple[Named, ...]:
    """Everybody, or every department, that goes by this name."""
    match field.type:
        case FieldType.PERSON:
            known: Sequence[Named] = moment.people
        case FieldType.DEPARTMENT:
            known = moment.departments
        case _:
            return ()
    wanted = fold_text(said)
    return tuple(each for each in known if wanted in (fold_text(name) for name in each.names))


def _place(said: str, most: int) -> int | None:
    number = fold_text(said).strip("第个.。 ")
    return int(number) - 1 if number.isascii() and number.isdecimal() and 1 <= int(number[:3]) <= most else None


def _offered_value(named: Named) -> Stored:
    return {"id": named.id, "name": named.names[0]}


def _option_value(field: Field, place: int) -> Stored:
    return place == 0 if field.type is FieldType.YES_NO else cast("Stored", field.options[place])
