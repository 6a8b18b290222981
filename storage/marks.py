"""The instant before a call: what exactly goes out is fixed and marked as called, in one commit.

After that commit nobody can know whether the platform was reached. A repeat is therefore the same to the byte: it is
made from what was fixed here, whatever has changed since.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Any

from sqlalchemy import Row, text

from domain.ids import CardId
from storage.calls import Call, RedrawCall, Uncalled, fixed_call, payload_of, wanted_call
from storage.database import Tx
from storage.leases import LEASE, Leased, LeaseLost

# `called_at` stays the first call's: the platform's duplicate check counts from there.
MARK = text("""
    with used as (
        update card_handles set used_at = now() where id = any(cast(:handles as bigint[]))
    )
    update outbox
    set called_at = coalesce(called_at, now()), attempts = attempts + 1, payload = cast(g.payload as jsonb),
        lease_until = now() + cast(:lease as interval)
    from unnest(cast(:ids as bigint[]), cast(:tokens as uuid[]), cast(:payloads as text[])) as g (id, token, payload)
    where outbox.id = g.id and lease_token = g.token and state = 'pending'
      and (deadline is null or deadline > now())
    returning outbox.id
""")
CARDS = text("""
    select id, content, version, shown_version, shown_at, platform_message_id from cards
    where id = any(cast(:ids as text[])) order by id for update
""")
# Somebody who is deciding has the card: this delivery is looked at alone, and the others need not wait for him.
FREE_CARDS = text("""
    select id, content, version, shown_version, shown_at, platform_message_id from cards
    where id = any(cast(:ids as text[])) order by id for update skip locked
""")
# The soonest to expire goes first.
HANDLES = text("""
    select id, card_id, handle, used_at is null and expires_at > now() as is_usable
    from card_handles where card_id = any(cast(:ids as text[])) order by expires_at, id
""")


class Locking(Enum):
    """What to do about a card that somebody else has locked."""

    WAIT = auto()
    SKIP = auto()


async def begin_call(tx: Tx, leased: Leased) -> Call | Uncalled:
    """Fix and mark what is to be called now; commit before calling.

    Raises:
        LeaseLost: the lease has passed to somebody else, or the deadline has come.
    """
    [call] = (await begin_calls(tx, [leased], locking=Locking.WAIT)).values()
    return call


async def begin_calls(tx: Tx, taken: Sequence[Leased], *, locking: Locking) -> dict[int, Call | Uncalled]:
    """The same for many, by the deliveries' ids. Those whose card somebody else has locked are left out, if so wished.

    Raises:
        LeaseLost: one of the leases has passed to somebody else, or a deadline has come.
    """
    shown = await _lock_cards(tx, taken, locking)
    handles = await _handles(tx, [card.id for card in shown.values() if card.shown_at is not None])
    calls = {
        leased.id: wanted_call(shown[leased.card_id], handles[leased.card_id])
        if leased.card_id and leased.called_for is None
        else fixed_call(leased)
        for leased in taken
        if leased.called_for is not None or leased.card_id is None or leased.card_id in shown
    }
    await _mark(tx, taken, calls)
    return calls


async def _lock_cards(tx: Tx, taken: Sequence[Leased], locking: Locking) -> dict[CardId, Row[Any]]:
    """The cards stay locked until the marks are committed, so that no newer state is overlooked."""
    wanted = [leased.card_id for leased in taken if leased.card_id and leased.called_for is None]
    if not wanted:
        return {}
    rows = await tx.conn.execute(CARDS if locking is Locking.WAIT else FREE_CARDS, {"ids": wanted})
    return {CardId(row.id): row for row in rows}


async def _handles(tx: Tx, card_ids: Sequence[str]) -> Mapping[CardId, list[Row[Any]]]:
    found: defaultdict[CardId, list[Row[Any]]] = defaultdict(list)
    if card_ids:
        for row in await tx.conn.execute(HANDLES, {"ids": card_ids}):
            found[CardId(row.card_id)].append(row)
    return found


async def _mark(tx: Tx, taken: Sequence[Leased], calls: Mapping[int, Call | Uncalled]) -> None:
    wanted = [(leased, calls[leased.id]) for leased in taken if leased.id in calls]
    going = [(leased, call) for leased, call in wanted if not isinstance(call, Uncalled)]
    if not going:
        return
    called = [call for _, call in going]
    values = {
        "handles": [call.handle_id for call in called if isinstance(call, RedrawCall) and call.handle_id is not None],
        "ids": [leased.id for leased, _ in going],
        "tokens": [leased.token for leased, _ in going],
        "payloads": [json.dumps(payload_of(call), ensure_ascii=False) for call in called],
        "lease": LEASE,
    }
    if (await tx.conn.execute(MARK, values)).rowcount != len(going):
        raise LeaseLost
