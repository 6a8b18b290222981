"""The roster as it is held, and the statements that bring it to what a file says."""

from asyncio import to_thread
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import TextClause, text

from domain.events import Source
from domain.ownership import Field
from domain.roster import Category, Entry, Standing
from domain.roster_changes import Extent, RosterChanges
from domain.roster_compare import Roster
from storage.batches import batches
from storage.corrections import open_corrections
from storage.database import Tx, plan_for_many
from storage.rows import AnyRow

_LOCK = text("select pg_advisory_xact_lock(hashtextextended('roster', 0))")

_FIELDS = """
    staff_no, name, department, position, standing, category, joined_on, working_since, left_on, leader_no, leads
"""
_HELD = text(f"select {_FIELDS} from roster where gone_at is null order by staff_no")  # noqa: S608 - ours

_GONE = text(f"select {_FIELDS} from roster where gone_at is not null order by staff_no")  # noqa: S608 - ours

_NUMBERS = text("select staff_no from people where staff_no is not null and status = 'active'")

_ADD_IMPORT = text("""
    insert into roster_imports (file, sha256, extent, people, imported_at, imported_by)
    values (:file, :sha256, :extent, :people, :now, :by)
    returning id
""")

_PUT = text(f"""
    insert into roster ({_FIELDS}, import_id)
    select staff_no, name, string_to_array(department, E'\\x1f'), position, standing, category, joined_on,
        working_since, left_on, leader_no, leads, :import_id
    from unnest(
        cast(:staff_nos as text[]), cast(:names as text[]), cast(:departments as text[]), cast(:positions as text[]),
        cast(:standings as text[]), cast(:categories as text[]), cast(:joined as date[]),
        cast(:working as date[]), cast(:left as date[]),
        cast(:leaders as text[]), cast(:leads as boolean[])
    ) as read ({_FIELDS})
    on conflict (staff_no) do update set
        name = excluded.name, department = excluded.department, position = excluded.position,
        standing = excluded.standing, category = excluded.category, joined_on = excluded.joined_on,
        working_since = excluded.working_since, left_on = excluded.left_on,
        leader_no = excluded.leader_no, leads = excluded.leads,
        import_id = excluded.import_id, gone_at = null
""")  # noqa: S608 - ours

_DROP = text("""
    update roster set gone_at = :now, import_id = :import_id
    where staff_no = any(cast(:staff_nos as text[])) and gone_at is null
""")

_REACHED = text("""
    select p.staff_no from people p
    where p.staff_no is not null and exists (
        select from accounts a
        where a.person_id = p.id and a.active and (a.platform, a.account) <> (:platform, :account))
""")

_LAST = text("""
    select i.file, i.imported_at, p.name, (select count(*) from roster where gone_at is null) as people
    from roster_imports i left join people p on i.imported_by = 'person:' || p.id
    order by i.id desc limit 1
""")

BETWEEN = "\x1f"  # names of one path on their way; no printable text has it


@dataclass(frozen=True, slots=True)
class LastImport:
    """What the roster that is held came from. `by` is a name, empty for a command; `people` are held now."""

    file: str
    at: datetime
    by: str
    people: int


@dataclass(frozen=True, slots=True)
class RosterFile:
    """Where a roster came from."""

    name: str
    sha256: str
    extent: Extent
    people: int


async def lock_roster(tx: Tx) -> None:
    """Whoever imports does so alone, until the transaction ends."""
    await plan_for_many(tx)
    await tx.conn.execute(_LOCK, {})


async def held_roster(tx: Tx) -> dict[str, Entry]:
    """Everybody in the newest roster, by staff number."""
    return await _entries(tx, _HELD)


async def whole_roster(tx: Tx) -> Roster:
    """The newest roster, who was in an older one, and what was put right by hand."""
    corrected: dict[str, dict[Field, str]] = {}
    for each in await open_corrections(tx):
        if each.staff_no is not None:
            corrected.setdefault(each.staff_no, {})[each.field] = each.value
    return Roster(await held_roster(tx), await _entries(tx, _GONE), corrected)


async def last_import(tx: Tx) -> LastImport | None:
    """The newest one that changed anything."""
    row = (await tx.conn.execute(_LAST, {})).first()
    return None if row is None else LastImport(row.file, row.imported_at, row.name or "", row.people)


async def active_numbers(tx: Tx) -> frozenset[str]:
    """Staff numbers of everybody who is here."""
    return frozenset(await tx.conn.scalars(_NUMBERS, {}))


async def reached_elsewhere(tx: Tx, source: Source) -> frozenset[str]:
    """Staff numbers of people who have an open account of another source."""
    values = {"platform": source.platform, "account": source.account}
    return frozenset(await tx.conn.scalars(_REACHED, values))


async def write_roster(tx: Tx, file: RosterFile, changes: RosterChanges, by: str) -> None:
    """Write what differs, and that it was done."""
    values = {"file": file.name, "sha256": file.sha256, "extent": file.extent.value, "people": file.people}
    import_id: int = await tx.conn.scalar(_ADD_IMPORT, values | {"now": tx.now, "by": by})
    entries = [*changes.added, *(after for _, after in changes.changed)]
    for some in batches(entries):
        await tx.conn.execute(_PUT, {"import_id": import_id, **_columns(some)})
    if changes.gone:
        gone = [entry.staff_no for entry in changes.gone]
        await tx.conn.execute(_DROP, {"import_id": import_id, "staff_nos": gone, "now": tx.now})
    counts = {"added": len(changes.added), "changed": len(changes.changed), "gone": len(changes.gone)}
    tx.audit(by, "roster.imported", f"roster:{import_id}", sha256=file.sha256, extent=file.extent.value, **counts)


async def _entries(tx: Tx, query: TextClause) -> dict[str, Entry]:
    """In a thread: there may be 100,000."""
    rows = (await tx.conn.execute(query, {})).all()
    return await to_thread(lambda: {row.staff_no: _entry(row) for row in rows})


def _columns(entries: Iterable[Entry]) -> Mapping[str, list[object]]:
    rows = list(entries)
    return {
        "staff_nos": [one.staff_no for one in rows],
        "names": [one.name for one in rows],
        "departments": [BETWEEN.join(one.department) for one in rows],
        "positions": [one.position for one in rows],
        "standings": [one.standing.value for one in rows],
        "categories": [one.category and one.category.value for one in rows],
        "joined": [one.joined_on for one in rows],
        "working": [one.working_since for one in rows],
        "left": [one.left_on for one in rows],
        "leaders": [one.leader_no for one in rows],
        "leads": [one.leads for one in rows],
    }


def _entry(row: AnyRow) -> Entry:
    return Entry(
        staff_no=row.staff_no,
        name=row.name,
        department=tuple(row.department),
        position=row.position,
        standing=Standing(row.standing),
        category=Category(row.category) if row.category else None,
        joined_on=row.joined_on,
        working_since=row.working_since,
        left_on=row.left_on,
        leader_no=row.leader_no,
        leads=row.leads,
    )
