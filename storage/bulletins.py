"""Bulletins: drafted once for a stretch of days, drafted anew while nobody has decided, then kept as they are."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import text

from domain.bulletins.facts import Facts, from_json, to_json
from domain.bulletins.span import Span, SpanKind
from domain.ids import PersonId
from storage.database import Tx
from storage.plain import storable_json
from storage.rows import AnyRow

_KNOWN = text("select scope, period from bulletins where period = any(cast(:periods as text[]))")
_DRAFT = text("""
    insert into bulletins (scope, period, kind, first, last, drafted_at, facts, consequence, fingerprint)
    values (:scope, :period, :kind, :first, :last, :now, cast(:facts as jsonb), :consequence, :fingerprint)
    on conflict (scope, period) do nothing
    returning *
""")
_FIND = text("select * from bulletins where id = :id")
_LOCK = text("select * from bulletins where id = :id for update")
_REDRAFT = text("""
    update bulletins
    set facts = cast(:facts as jsonb), consequence = :consequence, fingerprint = :fingerprint, drafted_at = :now,
        version = version + 1
    where id = :id and state = 'draft'
    returning *
""")
_DECIDE = text("""
    update bulletins set state = :state, decided_at = :now, decided_by_id = :by where id = :id and state = 'draft'
""")
_NEWEST = text("select * from bulletins where scope = any(cast(:scopes as text[])) order by first desc, id limit :most")


class BulletinState(StrEnum):
    """What was decided."""

    DRAFT = "draft"
    RELEASED = "released"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """`fingerprint` is of the facts as they are kept."""

    id: int
    scope: str
    span: Span
    version: int
    drafted_at: datetime
    facts: Facts
    consequence: str
    fingerprint: str
    state: BulletinState
    decided_at: datetime | None
    decided_by: PersonId | None


async def drafted(tx: Tx, periods: Collection[str]) -> set[tuple[str, str]]:
    """Scope and period of those that there are."""
    return {(row.scope, row.period) for row in await tx.conn.execute(_KNOWN, {"periods": list(periods)})}


async def keep_draft(tx: Tx, scope: str, span: Span, facts: Facts, consequence: str, mark: str) -> Bulletin | None:
    """A new one; None if somebody else has drafted it."""
    values = {
        "scope": scope,
        "period": span.key,
        "kind": span.kind.value,
        "first": span.first,
        "last": span.last,
        "now": tx.now,
        "facts": storable_json(to_json(facts)),
        "consequence": consequence,
        "fingerprint": mark,
    }
    row = (await tx.conn.execute(_DRAFT, values)).first()
    if row is None:
        return None
    tx.audit("job:bulletin", "bulletin.draft", f"bulletin:{row.id}", period=span.key, scope=scope, sha256=mark)
    return _bulletin(row)


async def find_bulletin(tx: Tx, number: int) -> Bulletin | None:
    """To be read."""
    row = (await tx.conn.execute(_FIND, {"id": number})).first()
    return _bulletin(row) if row else None


async def lock_bulletin(tx: Tx, number: int) -> Bulletin | None:
    """To be decided on."""
    row = (await tx.conn.execute(_LOCK, {"id": number})).first()
    return _bulletin(row) if row else None


async def draft_anew(tx: Tx, known: Bulletin, facts: Facts, consequence: str, mark: str) -> Bulletin:
    """The same stretch as the facts are now, of one that is locked and that nobody has decided on."""
    values = {
        "id": known.id,
        "facts": storable_json(to_json(facts)),
        "consequence": consequence,
        "fingerprint": mark,
        "now": tx.now,
    }
    row = (await tx.conn.execute(_REDRAFT, values)).one()
    tx.audit("job:bulletin", "bulletin.redraft", f"bulletin:{known.id}", version=row.version, sha256=mark)
    return _bulletin(row)


async def decide(tx: Tx, bulletin: Bulletin, by: PersonId, state: BulletinState) -> None:
    """Somebody's word; there is no second."""
    await tx.conn.execute(_DECIDE, {"id": bulletin.id, "state": state.value, "now": tx.now, "by": by})
    what = "bulletin.release" if state is BulletinState.RELEASED else "bulletin.drop"
    tx.audit(f"person:{by}", what, f"bulletin:{bulletin.id}", version=bulletin.version, sha256=bulletin.fingerprint)


async def newest_bulletins(tx: Tx, scopes: Collection[str], most: int) -> list[Bulletin]:
    """The last ones of these scopes."""
    rows = await tx.conn.execute(_NEWEST, {"scopes": list(scopes), "most": most})
    return [_bulletin(row) for row in rows]


def _bulletin(row: AnyRow) -> Bulletin:
    first: date = row.first
    return Bulletin(
        id=row.id,
        scope=row.scope,
        span=Span(kind=SpanKind(row.kind), key=row.period, first=first, last=row.last),
        version=row.version,
        drafted_at=row.drafted_at,
        facts=from_json(row.facts),
        consequence=row.consequence,
        fingerprint=row.fingerprint,
        state=BulletinState(row.state),
        decided_at=row.decided_at,
        decided_by=None if row.decided_by_id is None else PersonId(row.decided_by_id),
    )
