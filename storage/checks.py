"""Checks as they were published, how their last look went, and the files that were uploaded for them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cachetools import LRUCache
from sqlalchemy import text

from domain.forms.document import Document, Section
from domain.ids import PersonId
from domain.quality.check import Check
from domain.quality.checks_file import check_from
from storage.database import Tx
from storage.findings import close_all
from storage.quality_documents import Shelf
from storage.rows import AnyRow

KEPT = 500  # parsed checks in memory

_SHELF = Shelf("checks", "key", "check", is_ordered=False)
_ALL = text("""
    select c.*, f.name as file, f.brought_at from checks c left join check_files f on f.check_key = c.key
    where c.ended_at is null order by c.key
""")
_READ = text("update checks set tried_at = :now, read_at = :now, unknown_since = null, trouble = '' where key = :key")
# Since when nothing is known: since the first look that failed after the last one that did not.
_TROUBLE = text("""
    update checks set tried_at = :now, unknown_since = coalesce(unknown_since, :now), trouble = :trouble
    where key = :key
""")
_FILE = text("""
    insert into check_files (check_key, name, sha256, content, brought_at, brought_by_id)
    values (:key, :name, :sha256, :content, :now, :by)
    on conflict (check_key) do update set
        name = excluded.name, sha256 = excluded.sha256, content = excluded.content, brought_at = excluded.brought_at,
        brought_by_id = excluded.brought_by_id
""")
_CONTENT = text("select name, content from check_files where check_key = :key")

_parsed: LRUCache[tuple[str, str], Check] = LRUCache(KEPT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A check with how it stands. `unknown_since` is None while the last look was an answer."""

    check: Check
    tried_at: datetime | None
    read_at: datetime | None
    unknown_since: datetime | None
    trouble: str
    file: str = ""
    file_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CheckFile:
    """What was uploaded last."""

    name: str
    content: bytes


async def publish_checks(tx: Tx, documents: Mapping[str, Mapping[str, object]]) -> None:
    """The checks of the content, whole. What an ended one has found is nobody's work any longer."""
    for key in await _SHELF.publish(tx, documents):
        await close_all(tx, key)


async def watched(tx: Tx) -> list[Watched]:
    """Every check that is in force; one that this release cannot read is left out."""
    return [each for row in await tx.conn.execute(_ALL, {}) if (each := _watched(row)) is not None]


def _watched(row: AnyRow) -> Watched | None:
    identity = (row.key, row.content_hash)
    check = _parsed.get(identity)
    if check is None:
        document = Document("checks")
        check = check_from(Section(document, row.document))
        if document.problems:
            return None
        _parsed[identity] = check
    return Watched(
        check=check,
        tried_at=row.tried_at,
        read_at=row.read_at,
        unknown_since=row.unknown_since,
        trouble=row.trouble,
        file=row.file or "",
        file_at=row.brought_at,
    )


async def note_read(tx: Tx, key: str) -> None:
    """The source has answered."""
    await tx.conn.execute(_READ, {"key": key, "now": tx.now})


async def note_trouble(tx: Tx, key: str, trouble: str) -> None:
    """The source has not, and why: nothing that was found before is closed by that."""
    await tx.conn.execute(_TROUBLE, {"key": key, "now": tx.now, "trouble": trouble})


async def keep_file(tx: Tx, key: str, name: str, content: bytes, by: PersonId) -> None:
    """From now on the check reads this file."""
    digest = hashlib.sha256(content).hexdigest()
    values = {"key": key, "name": name, "sha256": digest, "content": content, "now": tx.now, "by": by}
    await tx.conn.execute(_FILE, values)
    tx.audit(f"person:{by}", "check.file", f"check:{key}", sha256=digest)


async def file_of(tx: Tx, key: str) -> CheckFile | None:
    """The file; None before the first."""
    row = (await tx.conn.execute(_CONTENT, {"key": key})).first()
    return CheckFile(row.name, bytes(row.content)) if row else None
