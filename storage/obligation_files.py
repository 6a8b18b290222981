"""Files that show that something owed was done, kept with it."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import text

from domain.attachment import check, clean_name
from domain.ids import PersonId
from storage.database import Tx

_COUNT = text("select count(*) from obligation_files where obligation_id = :id")
_KEEP = text("""
    insert into obligation_files (id, obligation_id, name, kind, content, by_id, at)
    values (:file, :id, :name, :kind, :content, :by, :now)
""")
_OF = text("""
    select id, obligation_id, name from obligation_files
    where obligation_id = any(cast(:ids as bigint[])) order by at, id
""")


@dataclass(frozen=True, slots=True)
class Proof:
    """A file without its content."""

    id: UUID
    obligation: int
    name: str


async def keep_proof(tx: Tx, obligation: int, by: PersonId, name: str, content: bytes) -> None:
    """Take a file in.

    Raises:
        AttachmentRefused: it may not be taken.
    """
    kept: int = (await tx.conn.execute(_COUNT, {"id": obligation})).scalar_one()
    kind = check(name, content, kept)
    values = {
        "file": uuid4(),
        "id": obligation,
        "name": clean_name(name, kind),
        "kind": kind,
        "content": content,
        "by": by,
        "now": tx.now,
    }
    await tx.conn.execute(_KEEP, values)


async def proofs_of(tx: Tx, obligations: Collection[int]) -> list[Proof]:
    """The files of these, the oldest first."""
    rows = await tx.conn.execute(_OF, {"ids": list(obligations)})
    return [Proof(row.id, row.obligation_id, row.name) for row in rows]
