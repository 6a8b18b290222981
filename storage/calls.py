"""The instant before a call: what exactly goes out is fixed and marked as called, in one commit.

After that commit nobody can know whether the platform was reached. A repeat is therefore the same to the byte: it is
made from what was fixed here, whatever has changed since.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select, text
from sqlalchemy.dialects.postgresql import JSONB

from domain.cards import Card
from domain.ids import CardId
from storage.database import Tx
from storage.leases import LEASE, Leased, LeaseLost
from storage.outbox import Kind
from storage.tables import cards

# `called_at` stays the first call's: the platform's duplicate check counts from there.
MARK = text("""
    update outbox
    set called_at = coalesce(called_at, now()), attempts = attempts + 1, payload = :payload,
        lease_until = now() + cast(:lease as interval)
    where id = :id and lease_token = :token and state = 'pending' and (deadline is null or deadline > now())
""").bindparams(bindparam("payload", type_=JSONB))
# The soonest to expire goes first.
HANDLES = text("""
    select id, handle, used_at is null and expires_at > now() as is_usable
    from card_handles where card_id = :card_id order by expires_at, id
""")
USE = text("update card_handles set used_at = now() where id = :id")


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
    """A card to be redrawn. `handle` is None on platforms that need none, and where none was ever given."""

    card_id: CardId
    content: Card
    version: int
    handle: str | None


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
    """Only the right kept for the card's end is left: a new card shows what is wanted, and this one is closed."""

    card_id: CardId


Uncalled = Unneeded | Unrefreshable | Replaceable
SHOWN_ALREADY = Unneeded("已是最新")


def is_idempotent(leased: Leased, call: Call | None = None) -> bool:
    """Whether doing it twice is the same as doing it once: redrawing and taking back, but not sending."""
    return isinstance(call, (RedrawCall, RecallCall)) or leased.kind is Kind.RECALL or "handle" in leased.payload


async def begin_call(tx: Tx, leased: Leased) -> Call | Uncalled:
    """Fix and mark what is to be called now; commit before calling.

    Raises:
        LeaseLost: the lease has passed to somebody else, or the deadline has come.
    """
    call = await _wanted(tx, leased) if leased.called_for is None else _fixed(leased)
    if not isinstance(call, Uncalled):
        values = {"id": leased.id, "token": leased.token, "lease": LEASE, "payload": _payload(call)}
        if (await tx.conn.execute(MARK, values)).rowcount != 1:
            raise LeaseLost
    return call


async def _wanted(tx: Tx, leased: Leased) -> Call | Uncalled:
    """From the newest state. The card stays locked until the mark is committed, so that no newer one is overlooked."""
    if leased.card_id is None:
        return _fixed(leased)
    card = (await tx.conn.execute(select(cards).where(cards.c.id == leased.card_id).with_for_update())).one()
    if card.shown_at is None:
        return SendCall(leased.card_id, Card.from_json(card.content), card.version)
    if card.shown_version == card.version:
        return SHOWN_ALREADY
    return await _redraw(tx, leased.card_id, card)


async def _redraw(tx: Tx, card_id: CardId, card: Row[Any]) -> Call | Uncalled:
    """With the next handle. The last one is kept for the card's end, which must not be missed."""
    content = Card.from_json(card.content)
    handles = (await tx.conn.execute(HANDLES, {"card_id": card_id})).all()
    usable = [handle for handle in handles if handle.is_usable]
    if not handles:
        return RedrawCall(card_id, content, card.version, None)
    if not usable and content.is_final:
        return Unrefreshable(card_id, content, card.version)
    if len(usable) <= 1 and not content.is_final:
        return Replaceable(card_id)
    await tx.conn.execute(USE, {"id": usable[0].id})
    return RedrawCall(card_id, content, card.version, usable[0].handle)


def _payload(call: Call) -> dict[str, object]:
    match call:
        case TextCall(text=text_of_it):
            return {"text": text_of_it}
        case RecallCall(platform_message_id=platform_message_id):
            return {"platform_message_id": platform_message_id}
        case SendCall():
            return {"card": call.content.to_json(), "version": call.version}
        case RedrawCall():
            return {"card": call.content.to_json(), "version": call.version, "handle": call.handle}


def _fixed(leased: Leased) -> Call:
    payload: dict[str, Any] = leased.payload
    match leased.kind:
        case Kind.TEXT:
            return TextCall(payload["text"])
        case Kind.RECALL:
            return RecallCall(payload["platform_message_id"])
        case Kind.CARD:
            card_id, content = CardId(str(leased.card_id)), Card.from_json(payload["card"])
            if "handle" in payload:
                return RedrawCall(card_id, content, payload["version"], payload["handle"])
            return SendCall(card_id, content, payload["version"])
