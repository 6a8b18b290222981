"""What is to be derived again, taken many at a time by one deriver per shard.

The shard's lock lasts until the commit, so nobody writes a day by facts that are older than what is written already.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx

LOCK = 22_000_022  # the class of our advisory locks in PostgreSQL's number space
MOST_ROWS = 1_000
MOST_DAYS = 4_000  # of one batch: a tenth of a second of derivation, so that nobody else waits long

_SHARDS = text("""
    select s.shard from generate_series(0, :shards - 1) as s (shard)
    where exists (select from attendance_touched t where t.shard = s.shard and t.available_at <= now())
    order by random()
""")
_LOCK = text("select pg_try_advisory_xact_lock(:lock, :shard)")
# What has failed before comes last, and alone: it must not take its neighbours down again.
_TAKE = text("""
    select id, person_id, first_day, last_day, cause, attempts from attendance_touched
    where shard = :shard and available_at <= now() order by attempts, id limit :most
""")
_DROP = text("delete from attendance_touched where id = any(cast(:ids as bigint[]))")
_PUT_OFF = text("""
    update attendance_touched set attempts = attempts + 1, available_at = now() + cast(:pause as interval)
    where id = any(cast(:ids as bigint[]))
""")


@dataclass(frozen=True, slots=True)
class Touch:
    """Days of one person that are to be derived again, and why."""

    id: int
    person: PersonId
    first: date
    last: date
    cause: str
    attempts: int


async def take_touches(tx: Tx, shards: int) -> list[Touch]:
    """Some of what is due, all of one shard, which stays locked until the transaction ends."""
    for shard in await tx.conn.scalars(_SHARDS, {"shards": shards}):
        if await tx.conn.scalar(_LOCK, {"lock": LOCK, "shard": shard}):
            # A statement of its own: it sees what the shard's last holder has committed.
            rows = await tx.conn.execute(_TAKE, {"shard": shard, "most": MOST_ROWS})
            found = [
                Touch(row.id, PersonId(row.person_id), row.first_day, row.last_day, row.cause, row.attempts)
                for row in rows
            ]
            if found:
                return _batch(found)
    return []


def _batch(found: Sequence[Touch]) -> list[Touch]:
    if found[0].attempts:
        return [found[0]]
    taken: list[Touch] = []
    days = 0
    for touch in found:
        days += (touch.last - touch.first).days + 1
        if touch.attempts or (taken and days > MOST_DAYS):
            break
        taken.append(touch)
    return taken


async def drop_touches(tx: Tx, touches: Collection[Touch]) -> None:
    """They have been dealt with."""
    await tx.conn.execute(_DROP, {"ids": [touch.id for touch in touches]})


async def put_off_touches(tx: Tx, touches: Collection[Touch], pause: timedelta) -> None:
    """It went wrong: try again later, each alone."""
    await tx.conn.execute(_PUT_OFF, {"ids": [touch.id for touch in touches], "pause": pause})
