"""The card that asks for the date of a duty, and shows how the answer was read."""

from dataclasses import dataclass

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.texts import duty_questions as words

UNKNOWN, NOT_THIS_YEAR = 0, 1  # places of the buttons of the question


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """`body` is the question, or what was understood; `is_read` then."""

    version: int
    title: str
    place: str
    body: str
    is_read: bool


def question_card(face: Face) -> Card:
    """With the likely answers, or what was understood to be confirmed."""
    return Card(title=words.TITLE, rows=_rows(face), body=face.body, buttons=_buttons(face))


def answered_card(face: Face, closing: str, ending: str) -> Card:
    """Nothing more is asked."""
    return Card(title=words.TITLE, rows=_rows(face), closing=closing, ending=ending, is_final=True)


def _rows(face: Face) -> tuple[Row, ...]:
    return (Row("职责", face.title), Row("岗位", face.place))


def _buttons(face: Face) -> tuple[Button, ...]:
    if face.is_read:
        return (
            Button(str(Action(Verb.CONFIRM, face.version)), words.CONFIRM, ButtonStyle.PRIMARY),
            Button(str(Action(Verb.EDIT, face.version)), words.AGAIN),
        )
    return (
        Button(str(Action(Verb.CHOOSE, face.version, UNKNOWN)), words.UNKNOWN),
        Button(str(Action(Verb.CHOOSE, face.version, NOT_THIS_YEAR)), words.NOT_THIS_YEAR),
    )
