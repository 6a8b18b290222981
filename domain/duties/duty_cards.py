"""The cards by which duties are checked, handed on, and given to whose they are."""

from dataclasses import replace

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row

ONCE = 1  # the only version of such a card: it is answered once


def check_card(name: str, what: str, evidence: str, measure: str) -> Card:
    """For the checker: somebody says that it is done."""
    rows = [Row("谁办的", name), Row("事项", what)]
    rows += [Row("佐证", evidence)] if evidence else []
    rows += [Row("标准", measure)] if measure else []
    return Card(
        title="请核查是否完成",
        rows=tuple(rows),
        buttons=(_button(Verb.CONFIRM, "属实", ButtonStyle.PRIMARY), _button(Verb.REJECT, "退回", ButtonStyle.DANGER)),
    )


def offer_card(name: str, what: str, due: str) -> Card:
    """For whom it is handed to."""
    return Card(
        title=f"{name}请您接办",
        rows=(Row("事项", what), Row("期限", due)),
        buttons=(_button(Verb.CONFIRM, "接办", ButtonStyle.PRIMARY), _button(Verb.IGNORE, "不接")),
    )


def whose_card(name: str, what: str, due: str, page: str) -> Card:
    """For who says whose it is."""
    return Card(
        title=f"{name}说这项职责不归本人",
        rows=(Row("事项", what), Row("期限", due)),
        body=f"归别人的，请在页面上写明是谁：{page}" if page else "",
        buttons=(
            _button(Verb.CONFIRM, "归本人", ButtonStyle.PRIMARY),
            _button(Verb.REJECT, "不归本人", ButtonStyle.DANGER),
        ),
    )


def ended_card(card: Card, said: str, ending: str) -> Card:
    """The same with what became of it."""
    return replace(card, body="", buttons=(), closing=said, ending=ending, is_final=True)


def _button(verb: Verb, text: str, style: ButtonStyle = ButtonStyle.PLAIN) -> Button:
    return Button(str(Action(verb, ONCE)), text, style)
