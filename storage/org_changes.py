"""Every change of the directory with what was and what became: the feed for other systems, and the way back."""

from asyncio import to_thread
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from domain.directory_facts import Kept, department_json, member_json
from domain.directory_plan import OF_DEPARTMENTS, Difference, Kind, Plan
from domain.directory_undo import Made
from domain.events import Source
from domain.ids import PersonId
from storage.database import Tx
from storage.rows import AnyRow

COLUMNS = (
    "kind", "key", "subject", "before", "after", "was", "becomes", "person_id",
    "platform", "account", "run_id", "seen_at", "applied_at", "undone_at",
)  # fmt: skip

_READY_AT = text("select ready_at from org_runs where id = :run")

# Numbers are given in the order in which they are committed: who reads on from the last one misses nothing.
ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtextextended('org_changes', 0))")

_OF_RUN = text("""
    select id, kind, key, subject, was, becomes from org_changes
    where run_id = :run and platform = :platform and account = :account and undone_at is null
    order by id
""")

# What undid it has rows of its own, of another instant.
_LINES = text("""
    select c.kind, c.key, c.subject, c.before, c.after
    from org_changes c join org_runs r on r.id = c.run_id and r.applied_at = c.applied_at
    where c.run_id = :run
    order by c.id
""")

_UNDONE = text("update org_changes set undone_at = :now where id = any(cast(:ids as bigint[]))")

_FEED = text("""
    select id, platform, account, run_id, kind, key, subject, before, after, person_id, seen_at, applied_at
    from org_changes where id > :after_id order by id limit :most
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgChange:
    """One change as other systems see it. `run` is None for what came by a command or an event."""

    id: int
    source: Source
    run: int | None
    kind: Kind
    key: str
    subject: str
    before: str
    after: str
    person: PersonId | None
    seen_at: datetime
    applied_at: datetime


async def note_changes(
    tx: Tx, source: Source, plan: Plan, persons: Mapping[str, int], run: int | None, *, is_undoing: bool = False
) -> None:
    """A row for each difference that was written; what undoes is itself not to be undone."""
    written = [difference for difference in plan.differences if difference.kind is not Kind.CONFLICT]
    if not written:
        return
    await tx.conn.execute(ONE_AT_A_TIME)
    ready_at = None if run is None else await tx.conn.scalar(_READY_AT, {"run": run})
    same = (source.platform, source.account, run, ready_at or tx.now, tx.now, tx.now if is_undoing else None)
    rows = ((*_row(difference, plan, persons), *same) for difference in written)
    await tx.conn.copy_in("org_changes", COLUMNS, rows)


async def changes_of(tx: Tx, source: Source, run: int) -> list[Made]:
    """What a run has changed and nobody has undone, in order."""
    values = {"run": run, "platform": source.platform, "account": source.account}
    rows = (await tx.conn.execute(_OF_RUN, values)).all()
    return await to_thread(_made, rows)


async def lines_of(tx: Tx, run: int) -> list[Difference]:
    """What a run has written, as it was shown; also when it was undone since."""
    rows = await tx.conn.execute(_LINES, {"run": run})
    return [Difference(Kind(row.kind), row.key, row.subject, row.before, row.after) for row in rows]


async def mark_undone(tx: Tx, ids: tuple[int, ...]) -> None:
    """They do not count any longer."""
    if ids:
        await tx.conn.execute(_UNDONE, {"ids": list(ids), "now": tx.now})


async def feed(tx: Tx, after_id: int, most: int) -> list[OrgChange]:
    """The changes after that one, oldest first; none ever comes in before one that was read."""
    return [_change(row) for row in await tx.conn.execute(_FEED, {"after_id": after_id, "most": most})]


def _made(rows: Iterable[AnyRow]) -> list[Made]:
    """In a thread: there may be 100,000."""
    return [Made(row.id, Kind(row.kind), row.key, row.subject, row.was, row.becomes) for row in rows]


def _row(difference: Difference, plan: Plan, persons: Mapping[str, int]) -> tuple[object, ...]:
    kind, key = difference.kind, difference.key
    person = None if kind in OF_DEPARTMENTS else persons.get(key)
    return (kind, key, difference.subject, difference.before, difference.after, *_facts(kind, key, plan), person)


def _facts(kind: Kind, key: str, plan: Plan) -> tuple[Kept | None, Kept | None]:
    """What was and what becomes. A department that loses its people changes by their changes."""
    if kind is Kind.DEPARTMENT_EMPTIED:
        return None, None
    if kind in OF_DEPARTMENTS:
        place = plan.changed_departments[key]
        return department_json(place.was), department_json(place.becomes)
    change = plan.changed_members[key]
    was = change.was if change.was is not None and change.was.is_active else None
    return member_json(was), member_json(change.becomes)


def _change(row: AnyRow) -> OrgChange:
    return OrgChange(
        id=row.id,
        source=Source(row.platform, row.account),
        run=row.run_id,
        kind=Kind(row.kind),
        key=row.key,
        subject=row.subject,
        before=row.before,
        after=row.after,
        person=None if row.person_id is None else PersonId(row.person_id),
        seen_at=row.seen_at,
        applied_at=row.applied_at,
    )
