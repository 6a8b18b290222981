"""Files of granted leave that were taken in: each content once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx

_BEGIN = text("""
    insert into leave_imports (file, sha256, grants, imported_at, imported_by)
    values (:file, :sha256, :grants, :now, :by)
    on conflict (sha256) do nothing
    returning id
""")
_BEFORE = text("select imported_at from leave_imports where sha256 = :sha256")
_PEOPLE = text("""
    select staff_no, id from people where status = 'active' and staff_no = any(cast(:numbers as text[]))
""")


@dataclass(frozen=True, slots=True)
class GrantFile:
    """A file by its content."""

    name: str
    sha256: str
    grants: int


async def begin_import(tx: Tx, file: GrantFile, by: str) -> int | None:
    """The import's number; None for a content that was taken in before."""
    values = {"file": file.name, "sha256": file.sha256, "grants": file.grants, "now": tx.now, "by": by}
    number: int | None = await tx.conn.scalar(_BEGIN, values)
    return number


async def imported_before(tx: Tx, sha256: str) -> datetime | None:
    """When this content was taken in."""
    found: datetime | None = await tx.conn.scalar(_BEFORE, {"sha256": sha256})
    return found


async def people_by_number(tx: Tx, numbers: Collection[str]) -> dict[str, PersonId]:
    """Whoever is here under these staff numbers."""
    rows = await tx.conn.execute(_PEOPLE, {"numbers": sorted(numbers)})
    return {row.staff_no: PersonId(row.id) for row in rows}
