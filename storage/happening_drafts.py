"""What somebody is about to tell, one draft each; what they told how often, and which list they have before them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from domain.duties.report import Ask, Draft
from domain.ids import PersonId
from storage.database import Tx
from storage.happenings import LONGEST_SUBJECT
from storage.plain import storable
from storage.rows import AnyRow

LATELY = timedelta(days=400)  # a little more than a year: most of what is told comes once a year

_DROP = text("update happening_drafts set state = 'dropped' where person_id = :person and state = 'open'")
_BEGIN = text("""
    insert into happening_drafts (person_id, code, at, deadline, subject, duties, asked, updated_at)
    values (:person, :code, :at, :deadline, :subject, cast(:duties as text[]), cast(:asked as text[]), :now)
    returning *
""")
_CHANGE = text("""
    update happening_drafts
    set code = :code, at = :at, deadline = :deadline, subject = :subject, duties = cast(:duties as text[]),
        asked = cast(:asked as text[]), version = version + 1, updated_at = :now
    where id = :id returning *
""")
_OPEN = text("select * from happening_drafts where person_id = :person and state = 'open' for update")
_END = text("update happening_drafts set state = :state, updated_at = :now where id = :id")
_USED = text("""
    select code, count(*) as times from happenings where noted_by_id = :person and noted_at >= :since group by code
""")
_PRINT = text("""
    insert into printed_events (person_id, codes) values (:person, cast(:codes as text[]))
    on conflict (person_id) do update set codes = excluded.codes
""")
_PRINTED = text("select codes from printed_events where person_id = :person")


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft with when it was touched last."""

    draft: Draft
    updated_at: datetime


async def begin_draft(tx: Tx, draft: Draft) -> Draft:
    """In place of whatever this person was telling."""
    await tx.conn.execute(_DROP, {"person": draft.person})
    row = (await tx.conn.execute(_BEGIN, _values(draft) | {"person": draft.person, "now": tx.now})).one()
    return _draft(row)


async def change_draft(tx: Tx, draft: Draft) -> Draft:
    """More is known of it; what was drawn before is stale."""
    return _draft((await tx.conn.execute(_CHANGE, _values(draft) | {"id": draft.id, "now": tx.now})).one())


async def open_draft(tx: Tx, person: PersonId) -> OpenDraft | None:
    """What somebody is telling; locked."""
    row = (await tx.conn.execute(_OPEN, {"person": person})).first()
    return OpenDraft(_draft(row), row.updated_at) if row else None


async def end_draft(tx: Tx, draft: Draft, *, is_told: bool) -> None:
    """It was told, or is not to be."""
    await tx.conn.execute(_END, {"id": draft.id, "state": "told" if is_told else "dropped", "now": tx.now})


async def told_lately(tx: Tx, person: PersonId) -> Mapping[str, int]:
    """How often somebody told each kind."""
    rows = await tx.conn.execute(_USED, {"person": person, "since": tx.now - LATELY})
    return {row.code: row.times for row in rows}


async def remember_events(tx: Tx, person: PersonId, codes: Sequence[str]) -> None:
    """Places count from 1 in this order; the list before is forgotten."""
    await tx.conn.execute(_PRINT, {"person": person, "codes": list(codes)})


async def events_listed(tx: Tx, person: PersonId) -> tuple[str, ...]:
    """What was listed last; empty when nothing was."""
    return tuple(await tx.conn.scalar(_PRINTED, {"person": person}) or ())


def _values(draft: Draft) -> dict[str, object]:
    return {
        "code": draft.code,
        "at": draft.at,
        "deadline": draft.deadline,
        "subject": storable(draft.subject)[:LONGEST_SUBJECT],
        "duties": list(draft.only),
        "asked": sorted(draft.asked),
    }


def _draft(row: AnyRow) -> Draft:
    return Draft(
        id=row.id,
        version=row.version,
        person=PersonId(row.person_id),
        code=row.code,
        at=row.at,
        deadline=row.deadline,
        subject=row.subject,
        only=tuple(row.duties),
        asked=frozenset(map(Ask, row.asked)),
    )
