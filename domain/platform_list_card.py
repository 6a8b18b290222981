"""The card of what is to be done in a platform's directory: compared, decided, written, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from zoneinfo import ZoneInfo

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.platform_list import ListState, OrderState, PlatformList
from domain.texts import platform_lists as words

MOST_ROWS = 6  # what every platform's card has room for


class ListFace(Enum):
    """Which buttons the card shows."""

    MAIN = auto()
    CONFIRM = auto()  # too much at once: asked a second time


@dataclass(frozen=True, slots=True)
class Around:
    """What the card goes by: the instant, where people are, and whether the account may be written to."""

    now: datetime
    campus: ZoneInfo
    may_write: bool


def list_card(listed: PlatformList, around: Around, face: ListFace = ListFace.MAIN) -> Card:
    """As the list stands."""
    title = words.title_of(listed)
    match listed.state:
        case ListState.READING:
            # A card without a button gives WeCom no right to be redrawn.
            stop = _button(Verb.CANCEL, listed, "停止")
            return Card(title=title, subtitle=words.under_way(listed), buttons=(stop,))
        case ListState.WRITING:
            return Card(title=title, subtitle=words.under_way(listed), rows=_rows(listed))
        case ListState.READY if listed.is_valid(around.now):
            return _ready(listed, title, around, face)
        case ListState.HALTED:
            again = _button(Verb.APPLY, listed, "继续写入", ButtonStyle.PRIMARY)
            return _stopped(listed, title, words.HALTED, listed.trouble, again)
        case ListState.WRITTEN if listed.count(OrderState.REFUSED, OrderState.UNCERTAIN, OrderState.BY_HAND):
            return _stopped(listed, title, words.finished(listed, around.campus), words.failures(listed))
        case _:
            closing, ending = words.ended(listed, around.campus)
            return Card(title=title, rows=_rows(listed), closing=closing, ending=ending, is_final=True)


def _ready(listed: PlatformList, title: str, around: Around, face: ListFace) -> Card:
    subtitle, rows = words.valid_until(listed, around.campus), _rows(listed)
    if face is ListFace.CONFIRM:
        asked = (_button(Verb.CONFIRM, listed, "确认写入", ButtonStyle.DANGER), _button(Verb.BACK, listed, "返回"))
        return Card(title=title, subtitle=subtitle, rows=rows, body=words.confirm(listed), buttons=asked)
    reason = "" if around.may_write else words.MAY_NOT_WRITE.get(listed.source.platform, "")
    take: tuple[Button, ...] = ()
    if around.may_write and listed.ours:
        text, style = ("仍要写入", ButtonStyle.DANGER) if listed.excesses else ("写入平台", ButtonStyle.PRIMARY)
        take = (_button(Verb.APPLY, listed, text, style),)
    buttons = (*take, _button(Verb.IGNORE, listed, "忽略"), _button(Verb.DETAIL, listed, "明细"))
    return Card(title=title, subtitle=subtitle, rows=rows, body=words.difference(listed, reason), buttons=buttons)


def _stopped(listed: PlatformList, title: str, subtitle: str, body: str, *buttons: Button) -> Card:
    """What came to nothing can still be looked through."""
    offered = (*buttons, _button(Verb.DETAIL, listed, "明细"))
    return Card(title=title, subtitle=subtitle, rows=_told(listed), body=body, buttons=offered)


def _rows(listed: PlatformList) -> tuple[Row, ...]:
    """The kinds with their counts; what does not fit is one line."""
    rows = [Row(kind, f"{count}") for kind, count in listed.counts.items()]
    if len(rows) <= MOST_ROWS:
        return tuple(rows)
    rest = "，".join(f"{row.label} {row.value}" for row in rows[MOST_ROWS - 1 :])
    return (*rows[: MOST_ROWS - 1], Row("另有", rest))


def _told(listed: PlatformList) -> tuple[Row, ...]:
    """What became of them."""
    labels = (
        (OrderState.DONE, "已写入"),
        (OrderState.OPEN, "还没有写"),
        (OrderState.REFUSED, "没有办成"),
        (OrderState.UNCERTAIN, "没有回答"),
        (OrderState.BY_HAND, "要手工办"),
    )
    return tuple(Row(label, f"{listed.count(state)}") for state, label in labels if listed.count(state))


def _button(verb: Verb, listed: PlatformList, text: str, style: ButtonStyle = ButtonStyle.PLAIN) -> Button:
    return Button(str(Action(verb, listed.id)), text, style)
