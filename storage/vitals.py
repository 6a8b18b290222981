"""How the house is doing, in a few cheap reads: queues, tokens, recent deliveries. Monitors ask every few seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import text

from storage.database import Tx

RECENT = 20_000  # deliveries that are looked at: a fixed cost, however long the table

# Pending rows only, by their partial indexes; the platform's own clock has no say in how old they are.
_QUEUES = text("""
    select 'inbox' as name, count(*) as waiting,
        coalesce(extract(epoch from now() - min(received_at)), 0)::float8 as oldest
    from inbox where state = 'pending'
    union all
    select 'outbox', count(*), coalesce(extract(epoch from now() - min(created_at)), 0)::float8
    from outbox where state = 'pending'
""")

# What somebody waits for, and what was sent to many, by the time from which on each could have gone.
_LANES = text("""
    select lane as name, count(*) as waiting,
        coalesce(extract(epoch from now() - min(greatest(created_at, available_at))), 0)::float8 as oldest
    from outbox where state = 'pending' and available_at <= now() group by lane
""")

_DELIVERIES = text("""
    select state, count(*) as number from outbox
    where id > (select coalesce(max(id), 0) - :recent from outbox)
    group by state
""")

_TOKENS = text("""
    select name, sealed <> '' and expires_at > now() as valid
    from platform_tokens where name = any(cast(:names as text[]))
""")

_EXPIRIES = text("""
    select name, extract(epoch from expires_at - now())::float8 as seconds
    from platform_tokens where name = any(cast(:names as text[])) and sealed <> ''
""")

# Of each job the run that began last and, however long ago, the one that ended last.
_RUNS = text("""
    select job, extract(epoch from now() - max(finished_at))::float8 as seconds,
        count(*) filter (where finished_at is null) as open
    from job_runs where started_at > now() - interval '40 days' group by job
""")

# One that stopped yesterday was taken out of service, not forgotten.
_SILENCES = text("""
    select name, extract(epoch from now() - beat_at)::float8 as seconds
    from heartbeats where beat_at > now() - interval '1 day'
""")

_ALERTS = text("select count(*) from alerts where cleared_at is null")

_OPEN_ALERTS = text("select text, times from alerts where cleared_at is null order by last_seen_at desc limit 20")

_DURABILITY = text("""
    select name, setting from pg_settings
    where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'server_version_num')
""")


@dataclass(frozen=True, slots=True)
class Queue:
    """How many rows wait, and for how many seconds the oldest has."""

    waiting: int
    oldest: float


@dataclass(frozen=True, slots=True)
class JobRuns:
    """Seconds since a run of this job last ended, None if none did; how many have begun and not ended well yet."""

    since_finished: float | None
    unfinished: int


@dataclass(frozen=True, slots=True)
class Vitals:
    """`deliveries` counts the latest 20,000 by state; `tokens` tells which known token names are still valid.

    `silences` are the seconds since each loop with a heartbeat was last alive in any replica, `lanes` the deliveries
    that are due, `expiries` for how many seconds each token is good.
    """

    queues: Mapping[str, Queue]
    deliveries: Mapping[str, int]
    tokens: Mapping[str, bool]
    alerts: int
    silences: Mapping[str, float] = field(default_factory=dict[str, float])
    lanes: Mapping[str, Queue] = field(default_factory=dict[str, Queue])
    expiries: Mapping[str, float] = field(default_factory=dict[str, float])
    runs: Mapping[str, JobRuns] = field(default_factory=dict[str, JobRuns])


async def read_vitals(tx: Tx, token_names: Sequence[str]) -> Vitals:
    """Everything at once."""
    queues = {row.name: Queue(row.waiting, row.oldest) for row in await tx.conn.execute(_QUEUES)}
    deliveries = {row.state: row.number for row in await tx.conn.execute(_DELIVERIES, {"recent": RECENT})}
    tokens = {row.name: row.valid for row in await tx.conn.execute(_TOKENS, {"names": list(token_names)})}
    silences = {row.name: row.seconds for row in await tx.conn.execute(_SILENCES)}
    return Vitals(
        queues,
        deliveries,
        tokens,
        await tx.conn.scalar(_ALERTS) or 0,
        silences,
        lanes={row.name: Queue(row.waiting, row.oldest) for row in await tx.conn.execute(_LANES)},
        expiries={row.name: row.seconds for row in await tx.conn.execute(_EXPIRIES, {"names": list(token_names)})},
        runs={row.job: JobRuns(row.seconds, row.open) for row in await tx.conn.execute(_RUNS)},
    )


async def open_alerts(tx: Tx) -> list[tuple[str, int]]:
    """What IT must know and nobody has put right: the sentence and how often it was seen, the latest first."""
    return [(row.text, row.times) for row in await tx.conn.execute(_OPEN_ALERTS)]


async def read_durability(tx: Tx) -> dict[str, str]:
    """The settings on which it depends whether a commit survives a power cut, and the server's version."""
    return {row.name: row.setting for row in await tx.conn.execute(_DURABILITY)}
