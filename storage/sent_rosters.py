"""Roster files that people have sent, as rows: worked on by one replica at a time, fenced by a token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from domain.ids import PersonId
from domain.roster_changes import Extent
from domain.sent_roster import FileState, SentRoster
from domain.validity import VALID_FOR
from storage.channels import Channel
from storage.database import Tx
from storage.plain import storable
from storage.rows import AnyRow

LEASE = timedelta(seconds=15)  # how long a killed replica holds up a file; a living one prolongs

_SELECT = """
    select f.id, f.person_id, f.name, f.sha256, f.extent, f.takes_new_departments, f.state, f.people, f.fault_count,
        f.faults, f.may_take_new, f.counts, f.sample, f.excesses, f.fingerprint, f.trouble, f.sent_at, f.ready_at,
        f.decided_by_id, f.ended_at, d.name as decider
    from roster_files f left join people d on d.id = f.decided_by_id
"""
_ADD = text(f"""
    with added as (
        insert into roster_files (person_id, name, content, sent_at) values (:person, :name, :content, :now)
        returning id
    )
    select id, pg_notify('{Channel.ROSTER}', '') from added
""")  # noqa: S608 - the channel is ours
# The marked copy goes with the content: it has everything in it that the file has, telephone numbers too.
# Another file of theirs takes the place of one that waits.
_OVERTAKE = text("""
    update roster_files set state = 'dropped', content = null, marked = null, ended_at = :now
    where person_id = :person and state in ('ready', 'bad')
    returning id
""")
_FIND = text(f"{_SELECT} where f.id = :id")
_LOCK = text("select id from roster_files where id = :id for update")
_TAKE = text("""
    update roster_files set lease_token = :token, lease_until = now() + cast(:lease as interval)
    where id = (
        select id from roster_files
        where state in ('checking', 'importing') and (lease_until is null or lease_until < now())
        order by id limit 1
        for update skip locked
    )
    returning id, content
""")
_PROLONG = text("""
    update roster_files set lease_until = now() + cast(:lease as interval) where id = :id and lease_token = :token
""")
_HELD = text("select id from roster_files where id = :id and lease_token = :token for update")
_CHECKED = text("""
    update roster_files set state = :state, sha256 = :sha256, people = :people, fault_count = :fault_count,
        faults = :faults, marked = :marked, may_take_new = :may_take_new, counts = :counts, sample = :sample,
        excesses = :excesses, fingerprint = :fingerprint, ready_at = :now, lease_token = null, lease_until = null
    where id = :id
""")
_TURN = text(f"""
    with turned as (
        update roster_files set state = :state, extent = :extent, takes_new_departments = :takes_new,
            decided_by_id = :person, decided_at = :now
        where id = :id
        returning id
    )
    select id, pg_notify('{Channel.ROSTER}', '') from turned
""")  # noqa: S608 - the channel is ours
_END = text("""
    update roster_files set state = :state, trouble = :trouble, content = null, marked = null, ended_at = :now,
        lease_token = null, lease_until = null
    where id = :id
""")
_OVERDUE = text("""
    update roster_files set state = 'expired', content = null, marked = null, ended_at = :now
    where state in ('ready', 'bad') and ready_at <= cast(:now as timestamptz) - cast(:valid as interval)
    returning id
""")
_MARKED = text("select marked from roster_files where id = :id")
_CONTENT = text("select content from roster_files where id = :id")


@dataclass(frozen=True, slots=True)
class WorkingFile:
    """A file that one replica has for a while."""

    file: SentRoster
    content: bytes
    token: UUID


class FileLost(Exception):
    """Somebody else works on the file by now: nothing of ours is recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the check has come to. `faults` are sentences, `marked` the copy in which they can be seen."""

    state: FileState
    sha256: str
    people: int = 0
    fault_count: int = 0
    faults: Sequence[str] = ()
    marked: bytes | None = None
    may_take_new: bool = False
    counts: Mapping[str, int]
    sample: Sequence[str] = ()
    excesses: Sequence[str] = ()
    fingerprint: str = ""


async def add_file(tx: Tx, person: PersonId, name: str, content: bytes) -> tuple[SentRoster, list[SentRoster]]:
    """A file to be checked, and those of this person whose place it takes."""
    about = {"person": person, "now": tx.now}
    older = [await _file(tx, number) for number in list(await tx.conn.scalars(_OVERTAKE, about))]
    row = (await tx.conn.execute(_ADD, about | {"name": storable(name), "content": content})).one()
    return await _file(tx, row.id), older


async def find_file(tx: Tx, number: int) -> SentRoster | None:
    """The file of that number."""
    row = (await tx.conn.execute(_FIND, {"id": number})).first()
    return _from(row) if row else None


async def lock_file(tx: Tx, number: int) -> SentRoster | None:
    """The same; nobody else decides about it until the transaction ends."""
    await tx.conn.execute(_LOCK, {"id": number})
    return await find_file(tx, number)


async def take_file(tx: Tx) -> WorkingFile | None:
    """The next file that is to be checked or imported and nobody works on."""
    token = uuid4()
    row = (await tx.conn.execute(_TAKE, {"token": token, "lease": LEASE})).first()
    return None if row is None else WorkingFile(await _file(tx, row.id), row.content or b"", token)


async def hold_file(tx: Tx, working: WorkingFile) -> SentRoster:
    """Lock the file to record what came of it.

    Raises:
        FileLost: the lease has passed to somebody else.
    """
    if await tx.conn.scalar(_HELD, {"id": working.file.id, "token": working.token}) is None:
        raise FileLost
    return await _file(tx, working.file.id)


async def prolong_file(tx: Tx, working: WorkingFile) -> None:
    """It is still being worked on."""
    await tx.conn.execute(_PROLONG, {"id": working.file.id, "token": working.token, "lease": LEASE})


async def keep_verdict(tx: Tx, file: SentRoster, verdict: Verdict) -> SentRoster:
    """What the check has come to, to be seen and decided on."""
    values = {
        "id": file.id,
        "state": verdict.state,
        "sha256": verdict.sha256,
        "people": verdict.people,
        "fault_count": verdict.fault_count,
        "faults": list(verdict.faults),
        "marked": verdict.marked,
        "may_take_new": verdict.may_take_new,
        "counts": [[kind, count] for kind, count in verdict.counts.items()],
        "sample": list(verdict.sample),
        "excesses": list(verdict.excesses),
        "fingerprint": verdict.fingerprint,
        "now": tx.now,
    }
    await tx.conn.execute(_CHECKED, values)
    return await _file(tx, file.id)


async def turn_file(tx: Tx, file: SentRoster, state: FileState, by: PersonId) -> SentRoster:
    """Somebody's word: import it, or check it once more as `file` now says."""
    values = {"state": state, "extent": file.extent, "takes_new": file.takes_new_departments}
    await tx.conn.execute(_TURN, values | {"id": file.id, "person": by, "now": tx.now})
    return await _file(tx, file.id)


async def end_file(tx: Tx, file: SentRoster, state: FileState, trouble: str = "") -> SentRoster:
    """Nothing more is to be done about it; neither its content nor the copy of it is kept."""
    await tx.conn.execute(_END, {"id": file.id, "state": state, "trouble": trouble, "now": tx.now})
    return await _file(tx, file.id)


async def expire_files(tx: Tx) -> list[SentRoster]:
    """Those whose time is over."""
    numbers = list(await tx.conn.scalars(_OVERDUE, {"now": tx.now, "valid": VALID_FOR}))
    return [await _file(tx, number) for number in numbers]


async def marked_of(tx: Tx, number: int) -> bytes | None:
    """The marked copy, as long as it is kept."""
    found: bytes | None = await tx.conn.scalar(_MARKED, {"id": number})
    return found


async def content_of(tx: Tx, number: int) -> bytes | None:
    """The file itself, until all is decided."""
    found: bytes | None = await tx.conn.scalar(_CONTENT, {"id": number})
    return found


async def _file(tx: Tx, number: int) -> SentRoster:
    return _from((await tx.conn.execute(_FIND, {"id": number})).one())


def _from(row: AnyRow) -> SentRoster:
    return SentRoster(
        id=row.id,
        person=PersonId(row.person_id),
        name=row.name,
        state=FileState(row.state),
        sent_at=row.sent_at,
        extent=Extent(row.extent),
        takes_new_departments=row.takes_new_departments,
        people=row.people,
        fault_count=row.fault_count,
        faults=tuple(row.faults),
        may_take_new=row.may_take_new,
        counts=dict(row.counts),
        sample=tuple(row.sample),
        excesses=tuple(row.excesses),
        fingerprint=row.fingerprint,
        trouble=row.trouble,
        ready_at=row.ready_at,
        decided_by=None if row.decided_by_id is None else PersonId(row.decided_by_id),
        decider=row.decider or "",
        ended_at=row.ended_at,
    )
