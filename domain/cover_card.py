"""The card that asks a colleague to teach, and the one that leads to the request for it."""

from collections.abc import Sequence

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card
from domain.lessons import Session
from domain.texts import covers as words

FIRST = 1  # the only version of such a card: it is answered once


def asking_card(name: str, sessions: Sequence[Session]) -> Card:
    """`name` is whose lessons they are."""
    return Card(
        title=words.TITLE.format(name=name),
        body=words.BODY.format(lessons=words.lessons(sessions), name=name),
        buttons=(_button(Verb.CONFIRM, "愿意", ButtonStyle.PRIMARY), _button(Verb.IGNORE, "不行")),
    )


def answered_card(card: Card, ending: str) -> Card:
    """The same with what became of it."""
    return Card(title=card.title, body=card.body.rpartition("\n")[0], closing=ending, ending=ending, is_final=True)


def change_card(title: str, body: str) -> Card:
    """To whoever is on leave: one press begins the request that the college has to agree to."""
    return Card(
        title=title,
        body=f"{body}\n{words.CHANGE_BODY}",
        buttons=(_button(Verb.APPLY, "办调停课", ButtonStyle.PRIMARY),),
    )


def _button(verb: Verb, text: str, style: ButtonStyle = ButtonStyle.PLAIN) -> Button:
    return Button(str(Action(verb, FIRST)), text, style)
