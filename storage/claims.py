"""Events that wait to be handled: one is claimed, handled and marked in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import text

from domain.events import Source
from storage.database import Tx
from storage.sources import names_of

PAUSES = (timedelta(seconds=1), timedelta(seconds=5), timedelta(seconds=30))  # after the first, second, third failure

# An event is not claimed while an earlier one of the same lane waits; the earlier one may be locked by another worker,
# which does not make it invisible. Events without a lane have no order. The accounts are compared in a way that neither
# an index serves nor the planner takes for rare, so that it goes along the pending rows, oldest first, and stops soon.
CLAIM = text("""
    select i.id, i.platform, i.account, i.lane, i.kind, i.body, i.attempts, i.received_at,
        substr(md5(i.platform || ':' || i.account || ':' || i.event_key), 1, 16) as request_id
    from inbox i
    where i.state = 'pending'
      and i.available_at <= now()
      and array_position(cast(:sources as text[]), i.platform || ':' || i.account) is not null
      and (i.lane = '' or not exists (
          select from inbox e
          where e.state = 'pending'
            and e.platform = i.platform and e.account = i.account and e.lane = i.lane and e.id < i.id
      ))
    order by i.id
    limit 1
    for update of i skip locked
""")
SETTLE = text("update inbox set state = :state, handled_at = now(), error = :error where id = :id")
COUNT = text("""
    update inbox set attempts = attempts + 1, error = :error, available_at = clock_timestamp() + :pause where id = :id
""")
AGAIN = text("select attempts from inbox where id = :id and state = 'pending' for update skip locked")


class Ending(StrEnum):
    """How an event leaves the inbox."""

    DONE = "done"
    IGNORED = "ignored"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Claimed:
    """An event that this transaction alone may handle. `attempts` counts the failed ones."""

    id: int
    source: Source
    lane: str
    kind: str
    body: bytes
    attempts: int
    request_id: str


async def claim(tx: Tx, sources: Iterable[Source]) -> Claimed | None:
    """Lock the next event of these accounts, if there is one. Events of accounts that are not ours are left alone."""
    names = names_of(sources)
    row = (await tx.conn.execute(CLAIM, {"sources": names})).first()
    if row is None:
        return None
    tx.arrived_at = min(row.received_at, tx.now)
    source = Source(row.platform, row.account)
    return Claimed(row.id, source, row.lane, row.kind, row.body, row.attempts, row.request_id)


async def settle(tx: Tx, claimed: Claimed, ending: Ending, reason: str = "") -> None:
    """Take the event out of the queue. `reason` says why it is dead, never what it contained."""
    await tx.conn.execute(SETTLE, {"id": claimed.id, "state": ending, "error": reason})


async def count_failure(tx: Tx, claimed: Claimed, reason: str) -> Ending | None:
    """Try the event again later, or bury it after the last attempt."""
    if claimed.attempts < len(PAUSES):
        pause = PAUSES[claimed.attempts]
        await tx.conn.execute(COUNT, {"id": claimed.id, "error": reason, "pause": pause})
        return None
    await tx.conn.execute(COUNT, {"id": claimed.id, "error": reason, "pause": timedelta()})
    await settle(tx, claimed, Ending.DEAD, reason)
    return Ending.DEAD


async def claim_again(tx: Tx, claimed: Claimed) -> Claimed | None:
    """Lock an event whose transaction was lost as a whole; not if somebody else has it by now."""
    row = (await tx.conn.execute(AGAIN, {"id": claimed.id})).first()
    return replace(claimed, attempts=row.attempts) if row else None
