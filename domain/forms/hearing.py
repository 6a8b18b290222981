"""Whether a typed text belongs to the form that is being filled in, or means something of its own."""

from collections.abc import Sequence
from enum import StrEnum

from domain.forms.drafting import Question
from domain.forms.fields import Field, FieldType
from domain.forms.labelled import field_named, take_apart
from domain.text_fold import fold_text
from domain.words import Command, LeaveSentence, Nothing, Understood, Word

ALWAYS = frozenset({Word.CANCEL, Word.BACK, Word.SKIP, Word.HELP})  # obeyed inside any form
_WORDY = frozenset({FieldType.TEXT, FieldType.LONG_TEXT})


class Meant(StrEnum):
    """What a text is for the form."""

    ANSWER = "answer"
    FIELD = "field"  # the name of a field alone: it is to be asked for
    OTHER = "other"


def meant(
    said: str,
    heard: Understood,
    fields: Sequence[Field],
    question: Question | None,
    *,
    is_asking: bool,
    is_fresh: bool,
    reads_leave: bool = False,
) -> Meant:
    """`question` is the open one, `is_asking` whether an answer is awaited, `is_fresh` whether it was asked lately.

    `reads_leave`: the form is filled in by sentences about leave. A whole sentence after a long while is a new one.
    """
    if isinstance(heard, Command) and heard.word in ALWAYS and not heard.is_loose:
        return Meant.OTHER
    if question and fold_text(said) in {fold_text(option) for option in question.options}:
        return Meant.ANSWER
    if isinstance(heard, Command) and not heard.is_loose:
        return Meant.OTHER
    if any(piece.field for piece in take_apart(fields, said)):
        return Meant.ANSWER
    if field_named(fields, said):
        return Meant.FIELD
    if reads_leave and isinstance(heard, LeaveSentence):
        return Meant.ANSWER if is_asking and is_fresh else Meant.OTHER
    return Meant.ANSWER if is_asking and _answers(heard, question, is_fresh=is_fresh) else Meant.OTHER


def _answers(heard: Understood, question: Question | None, *, is_fresh: bool) -> bool:
    """Whoever was asked for words may say what elsewhere would be a sentence about leave."""
    if isinstance(heard, Command | Nothing):
        return True
    return is_fresh and question is not None and not question.text and question.field.type in _WORDY
