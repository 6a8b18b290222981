"""Accounts in doubt: put up for review by a reading, closed by a decision or by the facts."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from domain.account_review import SIGNS, Candidate, Review
from domain.directory_doubts import Doubt
from domain.events import Source
from domain.ids import PersonId
from storage.database import Tx
from storage.rows import AnyRow

# Equal rows are left alone, so that the same reading again changes nothing. One that was gone is open again.
_PUT_UP = text("""
    insert into account_reviews as held (
        platform, account, user_key, user_id, name, department, position, staff_no, candidates, found_at
    )
    select :platform, :account, r.user_key, r.user_id, r.name, r.department, r.position, r.staff_no,
        array(select jsonb_array_elements_text(r.candidates)::bigint), cast(:now as timestamptz)
    from jsonb_to_recordset(:rows) as r (
        user_key text, user_id text, name text, department text, position text, staff_no text, candidates jsonb)
    on conflict (platform, account, user_key) do update set
        user_id = excluded.user_id, name = excluded.name, department = excluded.department,
        position = excluded.position, staff_no = excluded.staff_no, candidates = excluded.candidates,
        found_at = case when held.state = 'open' then held.found_at else excluded.found_at end,
        state = 'open', decided_at = null, decided_by_id = null, person_id = null
    where held.state <> 'open' or
        (held.user_id, held.name, held.department, held.position, held.staff_no, held.candidates) is distinct from
        (excluded.user_id, excluded.name, excluded.department, excluded.position, excluded.staff_no,
         excluded.candidates)
    returning id, user_key, found_at = cast(:now as timestamptz) as is_new
""").bindparams(bindparam("rows", type_=JSONB))

_WAITING = text("""
    select id, user_key from account_reviews
    where platform = :platform and account = :account and state = 'open'
    order by id for update
""")

_CLOSE = text("""
    update account_reviews
    set state = :state, decided_at = :now, decided_by_id = cast(:by as bigint), person_id = cast(:person as bigint)
    where id = :id
""")

_REVIEWS = """
    select r.id, r.platform, r.account, r.user_id, r.name, r.department, r.position, r.staff_no,
        c.id as candidate, c.name as candidate_name, c.staff_no as candidate_no, d.name as candidate_department
    from account_reviews r
    left join unnest(r.candidates) with ordinality as w (person_id, place) on true
    left join people c on c.id = w.person_id
    left join departments d on d.id = c.main_department_id
    where r.state = 'open'
"""
_OPEN = text(f"{_REVIEWS} order by r.id, w.place")
_ONE = text(f"{_REVIEWS} and r.id = :id order by w.place for update of r")
_NEWEST = text("select count(*) as waiting, max(found_at) as found_at from account_reviews where state = 'open'")
_SOURCE = text("select platform, account from account_reviews where id = :id")
_OF_ACCOUNT = text("""
    select 1 from account_reviews
    where platform = :platform and account = :account and user_key = :user_key and state = 'open'
""")


async def put_up(tx: Tx, source: Source, doubts: Mapping[str, Doubt]) -> None:
    """Keep these accounts for somebody to decide on."""
    if not doubts:
        return
    rows = [
        {
            "user_key": key,
            "user_id": doubt.facts.user_id,
            "name": doubt.facts.name or doubt.facts.user_id,
            "department": doubt.department,
            "position": doubt.facts.position,
            "staff_no": doubt.staff_no,
            "candidates": [person.id for person in doubt.candidates[: len(SIGNS)]],
        }
        for key, doubt in doubts.items()
    ]
    for row in await tx.conn.execute(_PUT_UP, _place(source) | {"now": tx.now, "rows": rows}):
        if row.is_new:
            tx.audit("job:sync-org", "account.doubt", _subject(source, row.user_key), review=row.id)


async def close_settled(
    tx: Tx,
    source: Source,
    doubtful: AbstractSet[str],
    joined: Mapping[str, PersonId | None],
    asked: AbstractSet[str] | None = None,
) -> None:
    """Close what the platform itself has made clear meanwhile: the account joined, or is no longer there.

    Of accounts that were not `asked` for nothing is clear; None: all were.
    """
    for row in (await tx.conn.execute(_WAITING, _place(source))).all():
        if row.user_key in doubtful or (asked is not None and row.user_key not in asked):
            continue
        person = joined.get(row.user_key)
        state = "linked" if person else "separate" if row.user_key in joined else "gone"
        await _close(tx, row.id, state, person, None)
        tx.audit("job:sync-org", f"account.{state}", _subject(source, row.user_key), review=row.id, person=person)


async def decide(tx: Tx, review: Review, person: PersonId, by: PersonId | None, *, actor: str, state: str) -> None:
    """Close a review by somebody's word: "linked" to a person there was, or "separate", a new one."""
    await _close(tx, review.number, state, person if state == "linked" else None, by)
    subject = _subject(review.source, review.user_id.lower())
    tx.audit(actor, f"account.{state}", subject, review=review.number, person=person)


async def open_reviews(tx: Tx) -> tuple[Review, ...]:
    """All that wait, the oldest first."""
    grouped: dict[int, list[AnyRow]] = {}
    for row in await tx.conn.execute(_OPEN):
        grouped.setdefault(row.id, []).append(row)
    return tuple(_review(rows) for rows in grouped.values())


async def newest_open(tx: Tx) -> tuple[int, datetime | None]:
    """How many wait, and since when the newest does."""
    row = (await tx.conn.execute(_NEWEST)).one()
    return row.waiting, row.found_at


async def source_of(tx: Tx, number: int) -> Source | None:
    """Whose directory the account is of, whether it still waits or not."""
    row = (await tx.conn.execute(_SOURCE, {"id": number})).first()
    return Source(row.platform, row.account) if row else None


async def lock_review(tx: Tx, number: int) -> Review | None:
    """One that waits; None for any other number."""
    rows = (await tx.conn.execute(_ONE, {"id": number})).all()
    return _review(list(rows)) if rows else None


async def is_under_review(tx: Tx, source: Source, user_id: str) -> bool:
    """Whether somebody still has to decide whose account this is."""
    values = _place(source) | {"user_key": user_id.lower()}
    return (await tx.conn.execute(_OF_ACCOUNT, values)).first() is not None


async def _close(tx: Tx, number: int, state: str, person: PersonId | None, by: PersonId | None) -> None:
    await tx.conn.execute(_CLOSE, {"id": number, "state": state, "now": tx.now, "by": by, "person": person})


def _place(source: Source) -> dict[str, object]:
    return {"platform": source.platform, "account": source.account}


def _subject(source: Source, user_key: str) -> str:
    return f"account:{source.platform}:{source.account}:{user_key}"


def _review(rows: list[AnyRow]) -> Review:
    first = rows[0]
    return Review(
        number=first.id,
        source=Source(first.platform, first.account),
        user_id=first.user_id,
        name=first.name,
        department=first.department,
        position=first.position,
        staff_no=first.staff_no,
        candidates=tuple(_candidate(row) for row in rows if row.candidate is not None),
    )


def _candidate(row: AnyRow) -> Candidate:
    return Candidate(
        person=PersonId(row.candidate),
        name=row.candidate_name,
        staff_no=row.candidate_no,
        department=row.candidate_department or "",
    )
