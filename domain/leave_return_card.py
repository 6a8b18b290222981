"""The cards of 销假: which leave is meant, and what confirming does."""

from collections.abc import Sequence
from datetime import datetime

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.forms.away import Hours
from domain.leave_return import Absence, Return
from domain.texts import leave_returns as words

TITLE = "销假"
MOST = 5  # leaves to choose from; with a sixth button WeCom draws no more


def which_card(offered: Sequence[tuple[int, Absence]], hours: Hours, now: datetime) -> Card:
    """One button for each; the numbers are those of what was asked for."""
    rows = tuple(Row(each.name, words.span(each, hours, now)) for _, each in offered)
    buttons = (
        Button(str(Action(Verb.CHOOSE, number, 0)), f"{_day(each, hours)}{each.name}") for number, each in offered
    )
    return Card(title=TITLE, rows=rows, body=words.WHICH, buttons=tuple(buttons))


def _day(absence: Absence, hours: Hours) -> str:
    start = absence.start.astimezone(hours.campus)
    return f"{start.month}月{start.day}日"


def proposal_card(number: int, absence: Absence, returned: Return, hours: Hours, now: datetime) -> Card:
    """What was approved, when they are back, what is given back."""
    return Card(
        title=TITLE,
        rows=_rows(absence, returned, hours, now),
        buttons=(
            Button(str(Action(Verb.CONFIRM, number)), "确认", ButtonStyle.PRIMARY),
            Button(str(Action(Verb.CANCEL, number)), "取消"),
        ),
    )


def ended_card(absence: Absence, returned: Return, hours: Hours, now: datetime, ending: str) -> Card:
    """The same when nothing can be done with it any more."""
    rows = _rows(absence, returned, hours, now)
    return Card(title=TITLE, rows=rows, closing=ending, ending=ending, is_final=True)


def _rows(absence: Absence, returned: Return, hours: Hours, now: datetime) -> tuple[Row, ...]:
    rows = (
        Row("请假", f"{absence.name}，{words.span(absence, hours, now)}"),
        Row("返回", words.at(returned.back, hours.campus)),
        Row("结果", words.gives_back(absence, returned)),
    )
    shortened = returned.until.astimezone(hours.campus)
    is_later = returned.back < shortened < absence.end
    return (*rows, Row("假期改到", words.at(shortened, hours.campus))) if is_later else rows
