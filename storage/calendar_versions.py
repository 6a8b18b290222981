"""The college's calendar as it is held: versions in one line, of which the newest applied one counts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from domain.calendar_document import CalendarFileError
from domain.college_document import CollegeDocument
from domain.college_reading import read_college, write_college
from storage.channels import Channel
from storage.database import Tx
from storage.forms import hash_of
from storage.rows import AnyRow

LONGEST_SOURCE = 200

_LOCK = text("select pg_advisory_xact_lock(hashtextextended('calendar', 0))")
_NEWEST = text("select * from calendar_versions where applied_at is not null order by id desc limit 1")
_NEWEST_ID = text("select max(id) from calendar_versions where applied_at is not null")
_ONE = text("select * from calendar_versions where id = :id")
_MAKE = text(f"""
    with made as (
        insert into calendar_versions (base_id, content, content_hash, source, made_by, made_at, applied_at)
        values (cast(:base as bigint), cast(:content as jsonb), :hash, :source, :by, :now,
            cast(:applied as timestamptz))
        returning *
    ), told as (select pg_notify('{Channel.CALENDAR}', '') from made where applied_at is not null)
    select made.* from made left join told on true
""")  # noqa: S608 - the channel is ours
_APPLY = text(f"""
    with applied as (
        update calendar_versions set applied_at = :now where id = :id and applied_at is null returning id
    )
    select id, pg_notify('{Channel.CALENDAR}', '') from applied
""")  # noqa: S608 - as above


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarVersion:
    """What the college said of its calendar at once. `base` is the version it was made from, 0 for the first."""

    id: int
    base: int
    document: CollegeDocument
    source: str
    made_by: str
    made_at: datetime
    applied_at: datetime | None


async def lock_calendar(tx: Tx) -> None:
    """One change after the other, until the transaction ends."""
    await tx.conn.execute(_LOCK, {})


async def newest_id(tx: Tx) -> int:
    """The number of the version that counts; 0 where only the files do."""
    return await tx.conn.scalar(_NEWEST_ID, {}) or 0


async def newest_version(tx: Tx) -> CalendarVersion | None:
    """The version that counts.

    Raises:
        CalendarFileError: this version of the program cannot read it.
    """
    row = (await tx.conn.execute(_NEWEST, {})).first()
    return _version(row) if row else None


async def find_version(tx: Tx, number: int) -> CalendarVersion | None:
    """One by its number, applied or not."""
    row = (await tx.conn.execute(_ONE, {"id": number})).first()
    return _version(row) if row else None


async def propose(tx: Tx, base: int, document: CollegeDocument, *, source: str, by: str) -> int:
    """Keep a change until somebody confirms it; its number."""
    return await _make(tx, base, document, source, by, None)


async def apply_at_once(tx: Tx, base: int, document: CollegeDocument, *, source: str, by: str) -> int:
    """Make it the one that counts. The calendar is locked, and `base` is the newest."""
    number = await _make(tx, base, document, source, by, tx.now)
    _note(tx, number, base, source, by)
    return number


async def apply_proposal(tx: Tx, version: CalendarVersion, *, by: str) -> bool:
    """The same for what was proposed; False where the calendar has changed since. The calendar is locked."""
    if version.applied_at is not None or version.base != await newest_id(tx):
        return False
    await tx.conn.execute(_APPLY, {"id": version.id, "now": tx.now})
    _note(tx, version.id, version.base, version.source, by)
    return True


def _note(tx: Tx, number: int, base: int, source: str, by: str) -> None:
    tx.audit(by, "calendar.changed", f"calendar:{number}", base=base, source=source)


async def _make(tx: Tx, base: int, document: CollegeDocument, source: str, by: str, applied_at: datetime | None) -> int:
    content = write_college(document)
    values = {
        "base": base or None,
        "content": content,
        "hash": hash_of(content),
        "source": source[:LONGEST_SOURCE],
        "by": by,
        "now": tx.now,
        "applied": applied_at,
    }
    number: int = (await tx.conn.execute(_MAKE, values)).one().id
    return number


def _version(row: AnyRow) -> CalendarVersion:
    if not isinstance(row.content, dict):
        raise CalendarFileError(f"校历第 {row.id} 版不是一份校历")
    return CalendarVersion(
        id=row.id,
        base=row.base_id or 0,
        document=read_college(row.content),
        source=row.source,
        made_by=row.made_by,
        made_at=row.made_at,
        applied_at=row.applied_at,
    )
