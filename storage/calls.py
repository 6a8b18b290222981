"""What exactly goes out: a call as a value, made from the newest state or from what an earlier caller has fixed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from domain.cards import Card
from domain.ids import CardId
from storage.drafts import Kind
from storage.leases import Leased


@dataclass(frozen=True, slots=True)
class TextCall:
    """A text to be sent."""

    text: str


@dataclass(frozen=True, slots=True)
class RecallCall:
    """Something to be taken back."""

    platform_message_id: str


@dataclass(frozen=True, slots=True)
class SendCall:
    """A card to be shown for the first time."""

    card_id: CardId
    content: Card
    version: int


@dataclass(frozen=True, slots=True)
class RedrawCall:
    """A card to be redrawn. `handle` is None on platforms that need none, and where none was ever given.

    `shown_id` is the platform's id of what the member sees.
    """

    card_id: CardId
    content: Card
    version: int
    handle: str | None
    shown_id: str | None
    handle_id: int | None = None


Call = TextCall | RecallCall | SendCall | RedrawCall


@dataclass(frozen=True, slots=True)
class Unneeded:
    """Nothing is to be called: the member sees this version already, or will see a later one."""

    note: str


@dataclass(frozen=True, slots=True)
class Unrefreshable:
    """The card cannot be redrawn any more."""

    card_id: CardId
    content: Card
    version: int


@dataclass(frozen=True, slots=True)
class Replaceable:
    """There is no right to show these buttons, or only the one kept for the card's end: a new card shows them.

    This one is closed, where it `can_close`.
    """

    card_id: CardId
    can_close: bool


Uncalled = Unneeded | Unrefreshable | Replaceable
SHOWN_ALREADY = Unneeded("已是最新")
NOT_REDRAWN = "平台不能刷新这张卡片"


@dataclass(frozen=True, slots=True)
class Repeating:
    """What the platform itself does about the same request again.

    An equal send is dropped for `window`; where it `knows_cards`, a card of the same id is the same card for ever.
    """

    window: timedelta
    knows_cards: bool


def can_repair(leased: Leased, repeating: Repeating) -> bool:
    """Whether a call that was marked and never made can be made after all, for making it twice would do no harm."""
    is_known = leased.kind is Kind.CARD and repeating.knows_cards
    return leased.kind is Kind.RECALL or is_known or repeating.window > timedelta()


def may_repeat(leased: Leased, call: Call | None, repeating: Repeating) -> bool:
    """Whether doing it again is the same as doing it once. Without a `call`: what the first caller fixed."""
    if leased.kind is Kind.RECALL or (leased.called_for or timedelta()) < repeating.window:
        return True
    return leased.kind is Kind.CARD and (repeating.knows_cards or _handle(leased, call) is not None)


def _handle(leased: Leased, call: Call | None) -> object:
    """A one-use right makes a redrawing unrepeatable by itself."""
    return call.handle if isinstance(call, RedrawCall) else leased.payload.get("handle")


def wanted_call(card: Row[Any], handles: Sequence[Row[Any]]) -> Call | Uncalled:
    """From the newest state of a locked card; `handles` are its rights, the soonest to expire first."""
    content, card_id = Card.from_json(card.content), CardId(card.id)
    if card.shown_at is None:
        return SendCall(card_id, content, card.version)
    if card.shown_version == card.version:
        return SHOWN_ALREADY
    return _redraw(card_id, content, card, handles)


def _redraw(card_id: CardId, content: Card, card: Row[Any], handles: Sequence[Row[Any]]) -> Call | Uncalled:
    """With the next handle. The last one is kept for whatever takes the buttons off, which must not be missed."""
    usable = [handle for handle in handles if handle.is_usable]
    if not handles:
        return RedrawCall(card_id, content, card.version, None, card.platform_message_id)
    if not usable and content.is_final:
        return Unrefreshable(card_id, content, card.version)
    if content.buttons and len(usable) <= 1:
        return Replaceable(card_id, can_close=bool(usable))
    if not usable:
        return Unneeded(NOT_REDRAWN)
    return RedrawCall(card_id, content, card.version, usable[0].handle, card.platform_message_id, usable[0].id)


def payload_of(call: Call) -> dict[str, object]:
    """What is fixed of a call, for `fixed_call` to read."""
    match call:
        case TextCall(text=text_of_it):
            return {"text": text_of_it}
        case RecallCall(platform_message_id=platform_message_id):
            return {"platform_message_id": platform_message_id}
        case SendCall():
            return {"card": call.content.to_json(), "version": call.version}
        case RedrawCall():
            shown = {"handle": call.handle, "shown_id": call.shown_id}
            return {"card": call.content.to_json(), "version": call.version, **shown}


def fixed_call(leased: Leased) -> Call:
    """What an earlier caller fixed, or what needs no card."""
    payload: dict[str, Any] = leased.payload
    match leased.kind:
        case Kind.TEXT:
            return TextCall(payload["text"])
        case Kind.RECALL:
            return RecallCall(payload["platform_message_id"])
        case Kind.CARD:
            card_id, content = CardId(str(leased.card_id)), Card.from_json(payload["card"])
            if "handle" in payload:
                return RedrawCall(card_id, content, payload["version"], payload["handle"], payload.get("shown_id"))
            return SendCall(card_id, content, payload["version"])
