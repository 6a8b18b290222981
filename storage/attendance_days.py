"""The days of attendance, and having them derived again."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import text

from domain.ids import PersonId
from storage.channels import Channel
from storage.database import Tx

SHARDS = 16  # more than a college has replicas that derive; two never derive one person's days at once

_TOUCH = text(f"""
    with touched as (
        insert into attendance_touched (person_id, shard, first_day, last_day, cause, touched_at, available_at)
        select person_id, person_id % {SHARDS}, :first, :last, :cause, :now, now()
        from unnest(cast(:people as bigint[])) as given (person_id)
        returning 1
    )
    select pg_notify('{Channel.ATTENDANCE}', '') from touched limit 1
""")  # noqa: S608 - all of it is ours


async def touch_days(tx: Tx, people: Collection[PersonId], first: date, last: date, cause: str) -> None:
    """Have these days of these people derived again soon: something that they are made of has changed."""
    if people:
        values = {"people": sorted(set(people)), "first": first, "last": last, "cause": cause, "now": tx.now}
        await tx.conn.execute(_TOUCH, values)
