"""Runs of the directory as rows: begun by people and the clock, worked on by one replica at a time.

The database's clock decides who works on a run; a token fences off whoever wakes up too late.
"""

import zlib
from asyncio import to_thread
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import text

from domain.directory import Directory
from domain.events import Source
from domain.ids import PersonId
from domain.org_run import Cause, OrgRun, RunState
from domain.validity import VALID_FOR
from storage.channels import Channel
from storage.database import Tx
from storage.rows import AnyRow
from storage.sources import names_of

# How long a killed replica holds up its run. A living one prolongs while it reads; while it writes, the row is locked.
LEASE = timedelta(seconds=15)

_SELECT = """
    select r.*, d.name as decider, u.name as undoer from org_runs r
    left join people d on d.id = r.decided_by_id left join people u on u.id = r.undone_by_id
"""
_BEGIN = text(f"""
    with begun as (
        insert into org_runs (platform, account, cause, asked_at) values (:platform, :account, :cause, :now)
        on conflict (platform, account) where state in ('reading', 'applying', 'undoing')
        do update set progress = org_runs.progress
        returning id
    )
    select id, pg_notify('{Channel.ORG}', '') from begun
""")  # noqa: S608 - the channel is ours
_FIND = text(f"{_SELECT} where r.id = :id")
_LOCK = text("select id from org_runs where id = :id for update")
_TAKE = text("""
    update org_runs set lease_token = :token, lease_until = now() + cast(:lease as interval)
    where id = (
        select id from org_runs
        where state in ('reading', 'applying', 'undoing') and (lease_until is null or lease_until < now())
          and platform || ':' || account = any(cast(:sources as text[]))
        order by id limit 1
        for update skip locked
    )
    returning id
""")
_PROLONG = text("""
    update org_runs set lease_until = now() + cast(:lease as interval), progress = greatest(progress, :progress)
    where id = :id and lease_token = :token
""")
_HELD = text("select id from org_runs where id = :id and lease_token = :token for update")
_READY = text("""
    update org_runs set state = :state, reading = :reading, fingerprint = :fingerprint, counts = :counts,
        sample = :sample, excesses = :excesses, progress = :progress, ready_at = :now, lease_token = null,
        lease_until = null
    where id = :id
""")
_END = text("""
    update org_runs set state = :state, trouble = :trouble, reading = null, lease_token = null, lease_until = null,
        applied_at = case when :state = 'applied' then coalesce(applied_at, cast(:now as timestamptz))
            else applied_at end,
        undone_at = case when :state = 'undone' then cast(:now as timestamptz) else undone_at end
    where id = :id
""")
_DECIDE = text(f"""
    with decided as (
        update org_runs set state = :state,
            decided_by_id = case when :state = 'undoing' then decided_by_id else :person end,
            decided_at = case when :state = 'undoing' then decided_at else cast(:now as timestamptz) end,
            undone_by_id = case when :state = 'undoing' then :person else undone_by_id end
        where id = :id
        returning id
    )
    select id, pg_notify('{Channel.ORG}', '') from decided
""")  # noqa: S608
# Whoever asks anew will see a newer difference; the older one is not applied any more.
_OVERTAKE = text("""
    update org_runs set state = 'stale', reading = null
    where platform = :platform and account = :account and state = 'ready'
    returning id
""")
_READING = text("select reading from org_runs where id = :id")
_OVERDUE = text("""
    update org_runs set state = 'expired', reading = null
    where state = 'ready' and ready_at <= cast(:now as timestamptz) - cast(:valid as interval)
    returning id
""")


@dataclass(frozen=True, slots=True)
class Working:
    """A run that one replica has for a while."""

    run: OrgRun
    token: UUID


class RunLost(Exception):
    """Somebody else works on the run by now: nothing of ours is recorded."""


async def begin_run(tx: Tx, source: Source, cause: Cause) -> OrgRun:
    """A new run, or the one of the same account that is under way."""
    values = {"platform": source.platform, "account": source.account, "cause": cause, "now": tx.now}
    row = (await tx.conn.execute(_BEGIN, values)).one()
    return await _run(tx, row.id)


async def overtake(tx: Tx, source: Source) -> list[OrgRun]:
    """Differences of this account that wait for a word: a newer run takes their place."""
    values = {"platform": source.platform, "account": source.account}
    return [await _run(tx, number) for number in await tx.conn.scalars(_OVERTAKE, values)]


async def find_run(tx: Tx, number: int) -> OrgRun | None:
    """The run of that number."""
    row = (await tx.conn.execute(_FIND, {"id": number})).first()
    return _from(row) if row else None


async def lock_run(tx: Tx, number: int) -> OrgRun | None:
    """The same; nobody else decides about it until the transaction ends."""
    await tx.conn.execute(_LOCK, {"id": number})
    return await find_run(tx, number)


async def take_run(tx: Tx, sources: Collection[Source]) -> Working | None:
    """The next run of these accounts that nobody works on."""
    token = uuid4()
    values = {"token": token, "lease": LEASE, "sources": names_of(sources)}
    number = await tx.conn.scalar(_TAKE, values)
    return None if number is None else Working(await _run(tx, number), token)


async def hold(tx: Tx, working: Working) -> OrgRun:
    """Lock the run to record what came of it.

    Raises:
        RunLost: the lease has passed to somebody else.
    """
    if await tx.conn.scalar(_HELD, {"id": working.run.id, "token": working.token}) is None:
        raise RunLost
    return await _run(tx, working.run.id)


async def prolong_run(tx: Tx, working: Working, progress: int) -> None:
    """It is still being worked on; how many people have been read."""
    values = {"id": working.run.id, "token": working.token, "lease": LEASE, "progress": progress}
    await tx.conn.execute(_PROLONG, values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a reading has come to. `counts`, `sample` and `excesses` are shown as they stand."""

    directory: Directory
    fingerprint: str
    counts: dict[str, int]
    sample: Sequence[str]
    excesses: Sequence[str]


async def keep_found(tx: Tx, run: OrgRun, found: Found, state: RunState) -> OrgRun:
    """The reading and its difference. Without a difference the reading is not kept."""
    is_kept = state is not RunState.UNCHANGED
    values = {
        "id": run.id,
        "state": state,
        "reading": await to_thread(_packed, found.directory) if is_kept else None,
        "fingerprint": found.fingerprint,
        "counts": [[kind, count] for kind, count in found.counts.items()],
        "sample": list(found.sample),
        "excesses": list(found.excesses),
        "progress": len(found.directory.members),
        "now": tx.now,
    }
    await tx.conn.execute(_READY, values)
    return await _run(tx, run.id)


async def end_run(tx: Tx, run: OrgRun, state: RunState, trouble: str = "") -> OrgRun:
    """Nothing more is to be done about it."""
    await tx.conn.execute(_END, {"id": run.id, "state": state, "trouble": trouble, "now": tx.now})
    return await _run(tx, run.id)


async def decide_run(tx: Tx, run: OrgRun, state: RunState, by: PersonId | None) -> OrgRun:
    """Somebody's word, or the policy's: apply, ignore or undo it."""
    await tx.conn.execute(_DECIDE, {"id": run.id, "state": state, "person": by, "now": tx.now})
    return await _run(tx, run.id)


async def reading_of(tx: Tx, run: OrgRun) -> Directory | None:
    """What was read, as long as it may be applied."""
    packed = await tx.conn.scalar(_READING, {"id": run.id})
    return None if packed is None else await to_thread(_unpacked, packed)


async def expire_runs(tx: Tx) -> list[OrgRun]:
    """Those whose time is over; nobody can apply them any more."""
    numbers = list(await tx.conn.scalars(_OVERDUE, {"now": tx.now, "valid": VALID_FOR}))
    return [await _run(tx, number) for number in numbers]


async def _run(tx: Tx, number: int) -> OrgRun:
    return _from((await tx.conn.execute(_FIND, {"id": number})).one())


def _from(row: AnyRow) -> OrgRun:
    return OrgRun(
        id=row.id,
        source=Source(row.platform, row.account),
        cause=Cause(row.cause),
        state=RunState(row.state),
        asked_at=row.asked_at,
        progress=row.progress,
        fingerprint=row.fingerprint,
        counts=dict(row.counts),
        sample=tuple(row.sample),
        excesses=tuple(row.excesses),
        trouble=row.trouble,
        ready_at=row.ready_at,
        decided_by=None if row.decided_by_id is None else PersonId(row.decided_by_id),
        decider=row.decider or "",
        decided_at=row.decided_at,
        applied_at=row.applied_at,
        undone_by=None if row.undone_by_id is None else PersonId(row.undone_by_id),
        undoer=row.undoer or "",
        undone_at=row.undone_at,
    )


def _packed(directory: Directory) -> bytes:
    return zlib.compress(msgspec.json.encode(directory), 1)


def _unpacked(packed: bytes) -> Directory:
    return msgspec.json.decode(zlib.decompress(packed), type=Directory)
