"""Who runs what the clock asks for: one row per job and occurrence, however many replicas hear the bell.

A lease, not a lock: a replica that is killed or hangs loses the run when the lease ends, and one that wakes up later
cannot finish what is no longer its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from storage.database import Database, Tx

LEASE = timedelta(minutes=2)  # prolonged while the job runs
RETRY = timedelta(minutes=5)  # after a failure
BELL = "schedule"  # the heartbeat that all replicas share

BEGIN = text("""
    insert into job_runs (job, occurrence, started_at, lease_token, lease_until)
    values (:job, :occurrence, :now, :token, now() + cast(:lease as interval))
    on conflict (job, occurrence) do update
    set started_at = excluded.started_at, lease_token = excluded.lease_token, lease_until = excluded.lease_until
    where job_runs.finished_at is null and job_runs.lease_until < now()
    returning true
""")
PROLONG = text("""
    update job_runs set lease_until = now() + cast(:lease as interval)
    where job = :job and occurrence = :occurrence and lease_token = :token and finished_at is null
""")
FINISH = text("""
    update job_runs set finished_at = :now, outcome = :outcome, lease_token = null, lease_until = null
    where job = :job and occurrence = :occurrence and lease_token = :token and finished_at is null
""")
FAIL = text("""
    update job_runs set outcome = :outcome, lease_token = null, lease_until = now() + cast(:retry as interval)
    where job = :job and occurrence = :occurrence and lease_token = :token and finished_at is null
""")
ABANDON = text("""
    update job_runs set finished_at = :now, outcome = concat_ws('，', nullif(outcome, ''), '已放弃'), lease_token = null
    from unnest(cast(:jobs as text[]), cast(:instants as timestamptz[])) as late (job, before)
    where job_runs.job = late.job and occurrence < late.before and finished_at is null and lease_until < now()
""")
FINISHED = text("select job, occurrence from job_runs where finished_at is not null and occurrence >= :since")
LAST = text("""
    select distinct on (job) job, occurrence, started_at, finished_at, outcome
    from job_runs order by job, occurrence desc
""")
BEAT = text("""
    insert into heartbeats (name, started_at, beat_at) values (:name, :now, :now)
    on conflict (name) do update set beat_at = greatest(heartbeats.beat_at, excluded.beat_at)
    returning started_at
""")


class RunLost(Exception):
    """The run has passed to another replica: nothing of this one's is kept."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to carry out one occurrence of one job."""

    job: str
    occurrence: datetime
    token: UUID


@dataclass(frozen=True, slots=True)
class Recorded:
    """A run as it stands in the record."""

    job: str
    occurrence: datetime
    started_at: datetime
    finished_at: datetime | None
    outcome: str


async def begin_run(database: Database, job: str, occurrence: datetime, now: datetime) -> Lease | None:
    """Take the run, if nobody has finished it or is at it."""
    lease = Lease(job, occurrence, uuid4())
    async with database.work() as conn:
        is_ours = await conn.scalar(BEGIN, _values(lease) | {"now": now, "lease": LEASE})
    return lease if is_ours else None


async def prolong_run(database: Database, lease: Lease) -> None:
    """Say that the run is still being carried out."""
    async with database.work() as conn:
        await conn.execute(PROLONG, _values(lease) | {"lease": LEASE})


async def finish_run(tx: Tx, lease: Lease, outcome: str) -> None:
    """Belongs into the transaction of the job's effect.

    Raises:
        RunLost: the effect must be undone, another replica has the run.
    """
    done = await tx.conn.execute(FINISH, _values(lease) | {"outcome": outcome, "now": tx.now})
    if done.rowcount != 1:
        raise RunLost


async def fail_run(tx: Tx, lease: Lease, outcome: str) -> None:
    """Give the run up for a while; whoever comes first after that tries it again."""
    await tx.conn.execute(FAIL, _values(lease) | {"outcome": outcome, "retry": RETRY})


async def abandon_runs(tx: Tx, late: Mapping[str, datetime]) -> None:
    """Close the runs of these jobs that never ended well and whose occurrence lies before the given instant."""
    await tx.conn.execute(ABANDON, {"jobs": list(late), "instants": list(late.values()), "now": tx.now})


async def finished_runs(tx: Tx, since: datetime) -> set[tuple[str, datetime]]:
    """Job and occurrence of all runs that are over."""
    return {(row.job, row.occurrence) for row in await tx.conn.execute(FINISHED, {"since": since})}


async def last_runs(tx: Tx) -> Sequence[Recorded]:
    """The latest occurrence of every job that ever ran."""
    return [Recorded(*row) for row in await tx.conn.execute(LAST)]


async def beat(tx: Tx, name: str = BELL) -> datetime:
    """Note that this loop is alive; answers since when its name has existed, over all restarts."""
    since: datetime = (await tx.conn.execute(BEAT, {"name": name, "now": tx.now})).scalar_one()
    return since


def _values(lease: Lease) -> dict[str, object]:
    return {"job": lease.job, "occurrence": lease.occurrence, "token": lease.token}
