"""The published catalogue of duties: what the files and imports say, each duty with the version it came in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cachetools import LRUCache
from sqlalchemy import text

from domain.duties.catalogue import Catalogue
from domain.duties.duty import Duty
from domain.duties.duty_file import duty_in
from domain.duties.duty_writing import duty_to
from domain.forms.document import Document, Section
from storage.database import Tx
from storage.rows import AnyRow

PUBLISH_LOCK = 0x6475_7479  # one replica publishes at a time; released with the transaction
KEPT = 4  # catalogues in memory; one is in use, the others were until a moment ago

_LOCK = text("select pg_advisory_xact_lock(:lock)")
_NEXT = text("select nextval('duty_versions') as version, gen_random_uuid() as mark")
_REVISION = text("select mark from duties order by version desc limit 1")
_LOAD = text("select code, document, department from duties where ended_at is null order by ordinal, code")
# What an import said stands until another import says otherwise; the files do not touch it.
_PUT = text("""
    insert into duties (code, document, version, mark, department, post, origin, ordinal, published_at)
    select e.code, e.document, :version, :mark, e.department, e.document ->> 'post', :origin, e.ordinal, :now
    from jsonb_to_recordset(cast(:duties as jsonb)) as e (code text, document jsonb, department text, ordinal integer)
    on conflict (code) do update set document = excluded.document, version = excluded.version, mark = excluded.mark,
        department = excluded.department, post = excluded.post, origin = excluded.origin, ordinal = excluded.ordinal,
        published_at = excluded.published_at, ended_at = null
    where (duties.origin = 'content' or excluded.origin = 'import')
        and (duties.document, duties.department, duties.ordinal, duties.ended_at)
            is distinct from (excluded.document, excluded.department, excluded.ordinal, null)
    returning code
""")
_END = text("""
    update duties set ended_at = :now, version = :version, mark = :mark, origin = :origin
    where ended_at is null and not code = any(cast(:codes as text[])) and origin = any(cast(:origins as text[]))
    returning code
""")


class Origin(StrEnum):
    """Who says that a duty is one."""

    CONTENT = "content"  # content/duties/*.toml, at every start
    IMPORT = "import"  # `run.py import`


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication changed, by code."""

    put: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()


_kept: LRUCache[str, Catalogue] = LRUCache(KEPT)


async def publish(
    tx: Tx, duties: Iterable[Duty], *, origin: Origin = Origin.CONTENT, ends_others: bool = True, by: str = "job:forms"
) -> Published:
    """These are the duties from now on; the others of this origin end, an import's whole ends the files' too."""
    await tx.conn.execute(_LOCK, {"lock": PUBLISH_LOCK})
    rows = [_row(number, duty) for number, duty in enumerate(duties)]
    number = (await tx.conn.execute(_NEXT, {})).one()
    values = {"version": number.version, "mark": number.mark, "now": tx.now}
    put = await tx.conn.scalars(_PUT, {**values, "duties": rows, "origin": origin.value})
    codes = tuple(sorted(put))
    origins = [each.value for each in Origin] if origin is Origin.IMPORT else [origin.value]
    wanted = {"codes": [row["code"] for row in rows], "origins": origins, "origin": origin.value}
    ended = tuple(sorted(await tx.conn.scalars(_END, {**values, **wanted}))) if ends_others else ()
    if codes or ended:
        tx.audit(by, "duties.publish", f"duties:{number.version}", put=len(codes), ended=list(ended))
    return Published(codes, ended)


def _row(number: int, duty: Duty) -> dict[str, object]:
    return {"code": duty.code, "document": duty_to(duty), "department": duty.department, "ordinal": number}


async def revision_of(tx: Tx) -> str:
    """Which catalogue is in force; another mark is another catalogue, in whatever database."""
    return str(await tx.conn.scalar(_REVISION, {}) or "")


async def load_catalogue(tx: Tx) -> Catalogue:
    """The duties in force. What this release cannot read any more is left out."""
    revision = await revision_of(tx)
    if (known := _kept.get(revision)) is not None:
        return known
    found = (_duty(row) for row in await tx.conn.execute(_LOAD, {}))
    catalogue = _kept[revision] = Catalogue({duty.code: duty for duty in found if duty is not None})
    return catalogue


def _duty(row: AnyRow) -> Duty | None:
    document: Mapping[str, object] = row.document
    found = Document(f"duty:{row.code}")
    duty = duty_in(Section(found, document), row.department)
    return None if found.problems else duty
