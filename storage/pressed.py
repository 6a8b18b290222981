"""What became of a pressed link: its row in the inbox, the card as it is now, and what was said for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import text

from domain.address import Address
from domain.events import Source
from storage.cards import StoredCard, find
from storage.database import Tx
from storage.people import find_sender

FIND = text("""
    select state, handled_at, count(*) over () as times from inbox
    where platform = :platform and account = :account and event_key = any(cast(:keys as text[]))
    order by id desc
    limit 1
""")
# An event and all that is said for it are written in one transaction, whose instant both rows carry by default.
SAID = text("""
    select payload ->> 'text' as said from outbox
    where platform = :platform and account = :account and recipient = :recipient
      and kind = 'text' and created_at = :handled_at
    order by id
""")


class PressState(StrEnum):
    """How far a press has come."""

    NONE = "none"  # nothing was pressed yet
    PENDING = "pending"
    DONE = "done"
    IGNORED = "ignored"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Press:
    """The latest press of a link, and the how-manieth it is. `said` is what the presser was told for it in the chat."""

    state: PressState
    times: int = 0
    said: tuple[str, ...] = ()

    @property
    def is_handled(self) -> bool:
        """Whether nothing more will become of it."""
        return self.state not in {PressState.NONE, PressState.PENDING}


async def find_press(tx: Tx, to: Address, keys: Sequence[str]) -> Press:
    """What became of the latest press with one of these keys, by the member at this address."""
    account = {"platform": to.source.platform, "account": to.source.account}
    row = (await tx.conn.execute(FIND, account | {"keys": list(keys)})).first()
    if row is None:
        return Press(PressState.NONE)
    if row.handled_at is None:
        return Press(PressState.PENDING, row.times)
    said = await tx.conn.execute(SAID, account | {"recipient": to.user_id, "handled_at": row.handled_at})
    return Press(PressState(row.state), row.times, tuple(line.said for line in said))


async def card_of(tx: Tx, source: Source, user_id: str, card_id: str) -> StoredCard | None:
    """The card if it was made for this member, who still is the same person and still works here."""
    card = await find(tx, card_id)
    if card is None or card.address.source != source or card.address.user_id.lower() != user_id.lower():
        return None
    person = await find_sender(tx, source, user_id)
    is_theirs = person is not None and person.is_active and card.address.person_id in {None, person.id}
    return card if is_theirs else None
