"""The registry of systems as it was published, and what was filed about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cachetools import LRUCache
from sqlalchemy import text

from domain.forms.document import Document, Section
from domain.ids import PersonId, RequestNo
from domain.quality.system import Registry, System
from domain.quality.systems_file import system_from
from storage.database import Tx
from storage.quality_documents import Shelf

KEPT = 4  # registries in memory; one is in use

_SHELF = Shelf("systems", "code", "system", is_ordered=True)
_REVISION = text("""
    select coalesce(md5(string_agg(code || content_hash, ',' order by place, code)), '') from systems
    where ended_at is null
""")
_DOCUMENTS = text("select document from systems where ended_at is null order by place, code")
_FILE = text("""
    insert into system_filings (system, name, kind, request_no, title, at, is_late, contact_id, filed_at)
    values (:system, :name, :kind, :no, :title, :at, :late, :contact, :now)
    on conflict (request_no) do update set
        system = excluded.system, name = excluded.name, title = excluded.title, at = excluded.at,
        is_late = excluded.is_late, contact_id = excluded.contact_id, filed_at = excluded.filed_at, reversed_at = null
""")
_TAKE_BACK = text("update system_filings set reversed_at = :now where request_no = :no and reversed_at is null")
_FILINGS = text("""
    select f.*, p.name as contact from system_filings f join people p on p.id = f.contact_id
    where f.reversed_at is null and (cast(:systems as text[]) is null or f.system = any(cast(:systems as text[])))
    order by f.filed_at desc, f.id desc limit :most
""")

_read: LRUCache[str, Registry] = LRUCache(KEPT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A version that went live, or a change of structure that was announced. `system` is empty for an unknown one."""

    system: str
    name: str
    kind: str
    no: RequestNo
    title: str
    at: datetime | None
    is_late: bool
    contact: PersonId
    contact_name: str = ""
    filed_at: datetime | None = None


async def publish_systems(tx: Tx, documents: Mapping[str, Mapping[str, object]]) -> tuple[str, ...]:
    """The registry of the content, whole; codes of systems that are in it no longer."""
    return await _SHELF.publish(tx, documents)


async def load_registry(tx: Tx) -> Registry:
    """The registry in force; read again only when it has changed."""
    revision: str = await tx.conn.scalar(_REVISION, {})
    known = _read.get(revision)
    if known is None:
        documents = await tx.conn.scalars(_DOCUMENTS, {})
        known = _read[revision] = Registry(tuple(filter(None, map(_system, documents))))
    return known


def _system(raw: Mapping[str, object]) -> System | None:
    """None where this release cannot read it any more."""
    document = Document("systems.toml")
    system = system_from(Section(document, raw))
    return None if document.problems else system


async def file_system(tx: Tx, filing: Filing) -> None:
    """Enter it; once for its request, as that says it last."""
    values = {
        "system": filing.system or None,
        "name": filing.name,
        "kind": filing.kind,
        "no": filing.no,
        "title": filing.title,
        "at": filing.at,
        "late": filing.is_late,
        "contact": filing.contact,
        "now": tx.now,
    }
    await tx.conn.execute(_FILE, values)


async def take_back_filing(tx: Tx, no: RequestNo) -> None:
    """The approval was taken back."""
    await tx.conn.execute(_TAKE_BACK, {"no": no, "now": tx.now})


async def filings(tx: Tx, systems: tuple[str, ...] | None = None, *, most: int = 50) -> list[Filing]:
    """The newest first; of these systems, or all."""
    values = {"systems": None if systems is None else list(systems), "most": most}
    return [
        Filing(
            system=row.system or "",
            name=row.name,
            kind=row.kind,
            no=RequestNo(row.request_no),
            title=row.title,
            at=row.at,
            is_late=row.is_late,
            contact=PersonId(row.contact_id),
            contact_name=row.contact,
            filed_at=row.filed_at,
        )
        for row in await tx.conn.execute(_FILINGS, values)
    ]
