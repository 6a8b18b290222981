"""New cards for many people in one statement, where a card each would cost a statement each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from domain.address import Address
from domain.cards import Card
from domain.ids import CardId
from storage import outbox
from storage.cards import CardState
from storage.database import Tx
from storage.drafts import Draft, Kind, Lane
from storage.plain import storable, storable_json

_MAKE = text("""
    insert into cards (id, platform, account, recipient, person_id, role, content, state, created_at)
    select id, platform, account, recipient, person_id, role, cast(content as jsonb), :state, :now
    from unnest(
        cast(:ids as text[]), cast(:platforms as text[]), cast(:accounts as text[]), cast(:recipients as text[]),
        cast(:people as bigint[]), cast(:roles as text[]), cast(:contents as text[])
    ) as given (id, platform, account, recipient, person_id, role, content)
""")


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card without a request, under an id that nobody has had."""

    id: CardId
    to: Address
    card: Card
    role: str


async def draw_at_once(tx: Tx, new: Sequence[NewCard], deadline: datetime) -> None:
    """Show them, after what somebody waits for, and not after `deadline`."""
    if not new:
        return
    values = {
        "ids": [each.id for each in new],
        "platforms": [each.to.source.platform for each in new],
        "accounts": [each.to.source.account for each in new],
        "recipients": [storable(each.to.user_id) for each in new],
        "people": [each.to.person_id for each in new],
        "roles": [each.role for each in new],
        "contents": [json.dumps(storable_json(each.card.to_json()), ensure_ascii=False) for each in new],
        "state": CardState.LIVE.value,
        "now": tx.now,
    }
    await tx.conn.execute(_MAKE, values)
    for each in new:
        waiting = Draft(
            to=each.to,
            kind=Kind.CARD,
            payload={},
            key=f"card:{each.id}:1",
            lane=Lane.SLOW,
            card_id=each.id,
            deadline=deadline,
        )
        await outbox.put(tx, waiting)
