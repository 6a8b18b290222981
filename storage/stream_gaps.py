"""Stretches of time that a stream may have missed: owed from the moment they are noticed until somebody has looked.

A row of `job_runs` each, so that what is owed outlives whoever owes it, and any replica may pay. Its occurrence is the
stretch's beginning, `lease_until` without a token the instant from which it is to be paid.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from storage.database import Database, Tx
from storage.job_runs import LEASE, RunLost

# A debt that is being paid is taken away from whoever pays it: he began before it grew.
OWE = text("""
    insert into job_runs (job, occurrence, started_at, lease_until)
    values (:job, :since, :now, now() + cast(:after as interval))
    on conflict (job, occurrence) do update
    set lease_until = excluded.lease_until, lease_token = null, finished_at = null, outcome = ''
""")
LAST_BEAT = text("select beat_at from heartbeats where name = :name")
ALONE = text("select pg_advisory_xact_lock(hashtextextended(:job, 0))")
IS_BUSY = text("""
    select exists(
        select from job_runs
        where job = :job
          and (finished_at is null and lease_token is not null and lease_until > now() or finished_at > :rested)
    )
""")
TAKE = text("""
    update job_runs set lease_token = :token, lease_until = now() + cast(:lease as interval), started_at = :now
    where job = :job and finished_at is null and lease_until <= now()
    returning occurrence
""")
PROLONG = text("""
    update job_runs set lease_until = now() + cast(:lease as interval)
    where job = :job and lease_token = :token and finished_at is null
""")
FINISH = text("""
    update job_runs set finished_at = :now, outcome = :outcome, lease_token = null, lease_until = null
    where job = :job and lease_token = :token and finished_at is null
""")
GIVE_BACK = text("""
    update job_runs set outcome = :outcome, lease_token = null, lease_until = now() + cast(:after as interval)
    where job = :job and lease_token = :token and finished_at is null
""")


@dataclass(frozen=True, slots=True)
class Owed:
    """The right to look through everything from `since` on; nobody else has it meanwhile."""

    job: str
    since: datetime
    token: UUID


async def last_beat(tx: Tx, name: str) -> datetime | None:
    """When any replica was last connected; None if none ever was."""
    found: datetime | None = await tx.conn.scalar(LAST_BEAT, {"name": name})
    return found


async def owe(tx: Tx, job: str, since: datetime, after: timedelta) -> None:
    """Note that from `since` on something may have been missed, to be looked for when `after` has passed."""
    await tx.conn.execute(OWE, {"job": job, "since": since, "now": tx.now, "after": after})


async def take(database: Database, job: str, now: datetime, rest: timedelta) -> Owed | None:
    """Everything that is due, as one; nothing while somebody is at it or had finished within `rest`."""
    token = uuid4()
    async with database.work() as conn:
        await conn.execute(ALONE, {"job": job})
        if await conn.scalar(IS_BUSY, {"job": job, "rested": now - rest}):
            return None
        taken = await conn.scalars(TAKE, {"job": job, "token": token, "lease": LEASE, "now": now})
    return Owed(job, min(taken), token) if taken else None


async def prolong(database: Database, owed: Owed) -> None:
    """Say that somebody is still at it."""
    async with database.work() as conn:
        await conn.execute(PROLONG, {"job": owed.job, "token": owed.token, "lease": LEASE})


async def finish(tx: Tx, owed: Owed, outcome: str) -> None:
    """It is paid.

    Raises:
        RunLost: the lease ended, or the debt grew meanwhile: it must be paid again.
    """
    done = await tx.conn.execute(FINISH, {"job": owed.job, "token": owed.token, "outcome": outcome, "now": tx.now})
    if done.rowcount < 1:
        raise RunLost


async def give_back(tx: Tx, owed: Owed, outcome: str, after: timedelta) -> None:
    """It could not be paid; whoever comes first when `after` has passed tries again."""
    await tx.conn.execute(GIVE_BACK, {"job": owed.job, "token": owed.token, "outcome": outcome, "after": after})
