"""The card by which somebody decides on a bulletin that was drafted."""

from domain.actions import Action, Verb
from domain.bulletins.facts import Facts
from domain.bulletins.words import NONE_LATE, behind, rows_of
from domain.cards import Button, ButtonStyle, Card, Row


def bulletin_card(title: str, facts: Facts, version: int, consequence: str, note: str = "") -> Card:
    """What it says in a few lines; the whole of it is a page."""
    said = consequence if behind(facts) else NONE_LATE
    return Card(
        title=title,
        subtitle="草稿，请审定",
        rows=tuple(Row(label, value) for label, value in rows_of(facts)),
        body="\n".join(filter(None, (note, said))),
        buttons=(
            Button(str(Action(Verb.APPLY, version)), "发布", ButtonStyle.PRIMARY),
            Button(str(Action(Verb.DETAIL, version)), "看全文"),
            Button(str(Action(Verb.IGNORE, version)), "不发"),
        ),
    )


def decided_card(title: str, facts: Facts, closing: str, ending: str) -> Card:
    """The same with what became of it."""
    rows = tuple(Row(label, value) for label, value in rows_of(facts))
    return Card(title=title, rows=rows, closing=closing, ending=ending, is_final=True)
