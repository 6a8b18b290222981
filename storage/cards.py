"""Cards: views of requests, one per account, request and role, with what is wanted and what is shown.

A card may be drawn as often as the facts change; one delivery that still waits shows the newest state of all.
"""

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, select, text, update

from domain.address import Address
from domain.cards import Card
from domain.events import Source
from domain.ids import CardId, RequestNo
from storage import outbox
from storage.database import Tx
from storage.drafts import Draft, Kind
from storage.plain import storable, storable_json
from storage.rows import AnyRow
from storage.tables import cards

SUPERSEDED = "请看下面的新卡片"
QUIET = timedelta(milliseconds=500)  # an answer has two seconds, ours leaves within some milliseconds
HANDLE_LIFE = timedelta(hours=72)  # WeCom: one use within 72 hours, from sending or from a click

# Written out, because every click asks them.
FIND = text("select * from cards where id = :id")
OF_REQUEST = text("select * from cards where request_no = :no order by created_at, id for update")
MAKE = text("""
    insert into cards (
        id, platform, account, recipient, person_id, request_no, step, role, generation, content, state, created_at
    ) values (
        :id, :platform, :account, :recipient, :person_id, :request_no, :step, :role, :generation, :content, :state,
        :created_at
    )
    on conflict do nothing
    returning id
""")
# The newest of each place where it is out: an older one has given way.
OF_ROLE = text("""
    select distinct on (platform, account, recipient) * from cards
    where role = :role and request_no is null
    order by platform, account, recipient, generation desc, created_at desc
""")
LOCK_ROLES = text("""
    select id from cards where request_no is null and role = any(cast(:roles as text[])) order by id for update
""")
HAS_RIGHTS = text("select exists (select from card_handles where card_id = :id)")
# Where no right was ever given, the platform needs none.
IS_OVER = text("""
    select exists (select from card_handles where card_id = :id)
       and not exists (select from card_handles where card_id = :id and used_at is null and expires_at > now())
       and not exists (select from outbox where card_id = :id and state = 'pending' and called_at is null)
""")
LATEST = text("""
    select * from cards
    where request_no = :request_no and role = :role and platform = :platform and account = :account
      and (person_id = cast(:person_id as bigint)
           or (cast(:person_id as bigint) is null and person_id is null and recipient = :recipient))
    order by generation desc limit 1
    for update
""")
# One that another card has taken over from stays as it is; a press takes it off the screen all the same.
CHANGE = text("""
    update cards
    set content = :content, version = version + 1, state = case state when 'expired' then state else :state end,
        step = cast(:step as int)
    where id = :id and (state <> 'expired' or content = :content)
    returning version, quiet_until, exists (
        select from outbox where card_id = :id and state = 'pending' and called_at is null
    ) as is_waiting
""")
# Until the answer to the press has arrived: what is drawn sooner, the platform would draw over with that answer.
AWAIT = text("""
    update cards set shown_version = 0, quiet_until = now() + cast(:quiet as interval)
    where id = :id and shown_at is not null
""")
HOLD_BACK = text("""
    update outbox set available_at = greatest(available_at, now() + cast(:quiet as interval))
    where card_id = :id and state = 'pending' and called_at is null
""")
# A press by whom the card was sent to brings a right to redraw it.
PRESSED = text("""
    with kept as (
        insert into card_handles (card_id, handle, origin, expires_at)
        select id, :handle, 'click', :expires_at from cards
        where id = :id and platform = :platform and account = :account and lower(recipient) = lower(:user)
        on conflict (card_id, handle) do update set handle = excluded.handle
    )
    select * from cards where id = :id
""")


class CardState(StrEnum):
    """Whether a card still offers something."""

    LIVE = "live"
    FINAL = "final"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCard:
    """`version` is wanted, `shown_version` is what the member sees; 0 is nothing."""

    id: CardId
    address: Address
    request_no: RequestNo | None
    step: int | None
    role: str
    content: Card
    version: int
    shown_version: int
    state: CardState


async def draw(
    tx: Tx,
    to: Address,
    card: Card,
    *,
    role: str,
    request_no: RequestNo | None,
    step: int | None = None,
    is_first: bool = False,
) -> CardId:
    """Show the state of a request to a person: on the card he has, or on a new one.

    A card that has ended is not opened again far up in the chat: what follows it is a new card. A card without a
    request is always a new one. `is_first`: no such card was among those that `of_request` has found.
    """
    drawn = None if is_first else await _latest(tx, to, role, request_no)
    made = None
    while made is None:
        if drawn and (card.is_final or drawn.state != CardState.FINAL):
            await _redraw(tx, drawn, card, step)
            return CardId(drawn.id)
        made = await _make(tx, to, card, role, request_no, step, generation=drawn.generation + 1 if drawn else 1)
        if made is None:  # somebody else makes the same card at this instant
            drawn = await _latest(tx, to, role, request_no)
    await _queue(tx, to, made, 1, request_no, None)
    return made


async def redraw_known(tx: Tx, copy: StoredCard, card: Card, step: int | None) -> bool:
    """Show a newer state on a card that `of_request` has locked in this transaction.

    False, and nothing done, if a new card has taken its place meanwhile.
    """
    return await _change(tx, copy.id, copy.address, copy.request_no, card, step)


async def redraw(tx: Tx, card_id: str, card: Card) -> None:
    """Show a newer state on a card."""
    drawn = (await tx.conn.execute(select(cards).where(cards.c.id == card_id).with_for_update())).first()
    if drawn:
        await _redraw(tx, drawn, card, drawn.step)


async def replace(tx: Tx, card_id: CardId) -> None:
    """Show what is wanted on a new card; this one says so, with the last right to redraw it."""
    drawn = await _locked(tx, card_id)
    closed = dataclasses.replace(Card.from_json(drawn.content), buttons=(), closing=SUPERSEDED, is_final=True)
    values = {"content": closed.to_json(), "version": drawn.version + 1, "state": CardState.EXPIRED}
    await tx.conn.execute(update(cards).where(cards.c.id == card_id).values(values))
    await _queue(tx, _recipient(drawn), card_id, drawn.version + 1, drawn.request_no, drawn.quiet_until)
    await _draw_anew(tx, drawn)


async def replace_unclosed(tx: Tx, card_id: CardId) -> None:
    """The same for a card that cannot be redrawn any more: it stays as it looks."""
    drawn = await _locked(tx, card_id)
    await tx.conn.execute(update(cards).where(cards.c.id == card_id).values(state=CardState.EXPIRED))
    await _draw_anew(tx, drawn)


async def _locked(tx: Tx, card_id: CardId) -> AnyRow:
    row: AnyRow = (await tx.conn.execute(select(cards).where(cards.c.id == card_id).with_for_update())).one()
    return row


def _recipient(drawn: AnyRow) -> Address:
    return Address(Source(drawn.platform, drawn.account), drawn.recipient, drawn.person_id)


async def _draw_anew(tx: Tx, drawn: AnyRow) -> None:
    """What the card showed, on the next one of its kind."""
    to, content = _recipient(drawn), Card.from_json(drawn.content)
    made = await _make(tx, to, content, drawn.role, drawn.request_no, drawn.step, generation=drawn.generation + 1)
    if made is not None:
        await _queue(tx, to, made, 1, drawn.request_no, None)


async def await_redraw(tx: Tx, card_id: CardId) -> None:
    """A press has taken the buttons off the card until it is drawn again, whatever became of the press."""
    for statement in (AWAIT, HOLD_BACK):
        await tx.conn.execute(statement, {"id": card_id, "quiet": QUIET})


async def costs_a_right(tx: Tx, card_id: CardId) -> bool:
    """Whether drawing it again takes one of the few rights that the platform gives."""
    return bool(await tx.conn.scalar(HAS_RIGHTS, {"id": card_id}))


async def is_beyond_redrawing(tx: Tx, card_id: CardId) -> bool:
    """Whether every right to draw it again is spent or has lapsed, and nothing of it is under way."""
    return bool(await tx.conn.scalar(IS_OVER, {"id": card_id}))


async def find(tx: Tx, card_id: str) -> StoredCard | None:
    """The card of this id, if it is one of ours."""
    row = (await tx.conn.execute(FIND, {"id": storable(card_id)})).first()
    return _stored(row) if row else None


async def of_request(tx: Tx, no: RequestNo) -> tuple[StoredCard, ...]:
    """Every card that shows the request, the oldest first; locked, so that the courier either sends the newer state or
    has its call marked before we look.
    """
    return tuple(_stored(row) for row in await tx.conn.execute(OF_REQUEST, {"no": no}))


async def of_role(tx: Tx, role: str) -> tuple[StoredCard, ...]:
    """The cards without a request that have this role, one for each place."""
    return tuple(_stored(row) for row in await tx.conn.execute(OF_ROLE, {"role": role}))


async def lock_roles(tx: Tx, roles: Collection[str]) -> None:
    """Lock these cards before what they are about, as a press does, so that nobody waits in a ring."""
    if roles:
        await tx.conn.execute(LOCK_ROLES, {"roles": sorted(roles)})


async def find_pressed(tx: Tx, card_id: str, by: Address, handle: str) -> StoredCard | None:
    """The card of a click, and the right to redraw it that came with the click is kept, if it is theirs."""
    values = {
        "id": storable(card_id),
        "handle": storable(handle),
        "expires_at": tx.now + HANDLE_LIFE,
        "platform": by.source.platform,
        "account": by.source.account,
        "user": storable(by.user_id),
    }
    row = (await tx.conn.execute(PRESSED, values)).first()
    return _stored(row) if row else None


async def _latest(tx: Tx, to: Address, role: str, request_no: RequestNo | None) -> Row[Any] | None:
    """Locked, so that the courier either sends the newer state or has its call marked before we look."""
    if request_no is None:
        return None
    values = {
        "request_no": request_no,
        "role": role,
        "platform": to.source.platform,
        "account": to.source.account,
        "person_id": to.person_id,
        "recipient": to.user_id,
    }
    return (await tx.conn.execute(LATEST, values)).first()


async def _make(
    tx: Tx, to: Address, card: Card, role: str, request_no: RequestNo | None, step: int | None, *, generation: int
) -> CardId | None:
    values = {
        "id": uuid4().hex,
        "platform": to.source.platform,
        "account": to.source.account,
        "recipient": storable(to.user_id),
        "person_id": to.person_id,
        "request_no": request_no,
        "step": step,
        "role": role,
        "generation": generation,
        "content": storable_json(card.to_json()),
        "state": _state(card),
        "created_at": tx.now,
    }
    made = await tx.conn.scalar(MAKE, values)
    return None if made is None else CardId(made)


async def _redraw(tx: Tx, drawn: Row[Any], card: Card, step: int | None) -> None:
    if storable_json(card.to_json()) != drawn.content or drawn.shown_version != drawn.version:
        to = Address(Source(drawn.platform, drawn.account), drawn.recipient, drawn.person_id)
        await _change(tx, CardId(drawn.id), to, drawn.request_no, card, step)


async def _change(
    tx: Tx, card_id: CardId, to: Address, request_no: RequestNo | None, card: Card, step: int | None
) -> bool:
    values = {"id": card_id, "content": storable_json(card.to_json()), "state": _state(card), "step": step}
    row = (await tx.conn.execute(CHANGE, values)).first()
    if row is None:
        return False
    # One that waits shows the newest state when its turn comes; one that was called carries what it was called with.
    if not row.is_waiting and all(draft.card_id != card_id for draft in tx.drafts.values()):
        await _queue(tx, to, card_id, row.version, request_no, row.quiet_until)
    return True


async def _queue(
    tx: Tx, to: Address, card_id: CardId, version: int, request_no: RequestNo | None, not_before: datetime | None
) -> None:
    key = f"card:{card_id}:{version}"
    waiting = Draft(
        to=to, kind=Kind.CARD, payload={}, key=key, card_id=card_id, request_no=request_no, not_before=not_before
    )
    await outbox.put(tx, waiting)


def _state(card: Card) -> CardState:
    return CardState.FINAL if card.is_final else CardState.LIVE


def _stored(row: Row[Any]) -> StoredCard:
    return StoredCard(
        id=CardId(row.id),
        address=Address(Source(row.platform, row.account), row.recipient, row.person_id),
        request_no=row.request_no,
        step=row.step,
        role=row.role,
        content=Card.from_json(row.content),
        version=row.version,
        shown_version=row.shown_version,
        state=CardState(row.state),
    )
