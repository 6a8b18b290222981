"""The card that asks about a missing punch."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.punches import Side
from domain.texts import missed_punch as words


def question_card(number: int, day: date, side: Side, due: datetime, campus: ZoneInfo) -> Card:
    """With one tap for each likely answer."""
    return Card(
        title=words.title(side),
        rows=tuple(Row(label, value) for label, value in words.rows(day, due, campus)),
        body=words.BODY,
        buttons=(
            Button(str(Action(Verb.MEND, number)), words.MEND, ButtonStyle.PRIMARY),
            Button(str(Action(Verb.AWAY, number)), words.AWAY),
            Button(str(Action(Verb.IGNORE, number)), words.LEAVE),
        ),
    )


def answered_card(day: date, side: Side, due: datetime, campus: ZoneInfo, answer: str) -> Card:
    """The same when it is answered."""
    shown = tuple(Row(label, value) for label, value in words.rows(day, due, campus)[:2])
    ending = words.ENDINGS[answer]
    return Card(title=words.title(side), rows=shown, closing=ending, ending=ending, is_final=True)
