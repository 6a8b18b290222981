"""An account becomes somebody's by a person's decision, between two readings of the directory."""

from dataclasses import dataclass

from sqlalchemy import text

from domain.account_review import Review
from domain.events import Source
from domain.ids import PersonId
from storage.database import Tx
from storage.ownership import settle
from storage.rows import AnyRow

_BY_NUMBER = text("select id, name, staff_no from people where lower(staff_no) = lower(:staff_no) limit 2")
_BY_ID = text("select id, name, staff_no from people where id = :id")
_HAS_ACCOUNT = text("""
    select 1 from accounts where person_id = :person_id and platform = :platform and account = :account and active
""")

# Whoever is given an account is here, also somebody who had left; the roster's word comes after it.
_WELCOME = text("update people set status = 'active' where id = :person_id and status <> 'active'")
_ADD_PERSON = text("""
    insert into people (name, staff_no, position, since)
    select :name, (select :staff_no where not exists (select from people where staff_no = :staff_no)), :position, :now
    returning id
""")
# One that was somebody else's was closed when that came to light.
_ADD_ACCOUNT = text("""
    insert into accounts (platform, account, user_key, user_id, person_id)
    values (:platform, :account, :user_key, :user_id, :person_id)
    on conflict (platform, account, user_key) do update
    set user_id = excluded.user_id, person_id = excluded.person_id, active = true where not accounts.active
    returning id
""")
_BEFORE = text("""
    select person_id from accounts where platform = :platform and account = :account and user_key = :user_key
""")
_NO_PLACES = text("""
    delete from memberships m using departments d
    where m.department_id = d.id and m.person_id = :person_id and d.platform = :platform and d.account = :account
""")
_GONE = text("""
    update people p set status = 'left'
    where p.id = :person_id and not exists (select from accounts a where a.person_id = p.id and a.active)
""")


@dataclass(frozen=True, slots=True)
class Named:
    """A person as HR speaks of them."""

    id: PersonId
    name: str
    staff_no: str | None


async def by_staff_no(tx: Tx, staff_no: str) -> Named | None:
    """Who has this staff number, in any spelling of its letters that leaves one person."""
    rows = (await tx.conn.execute(_BY_NUMBER, {"staff_no": staff_no})).all()
    return _named(rows[0]) if len(rows) == 1 else None


async def by_id(tx: Tx, person: PersonId) -> Named | None:
    """The person of this id."""
    row = (await tx.conn.execute(_BY_ID, {"id": person})).first()
    return _named(row) if row else None


async def has_account(tx: Tx, person: PersonId, source: Source) -> bool:
    """Whether they are reached on this source already."""
    values = {"person_id": person, "platform": source.platform, "account": source.account}
    return (await tx.conn.execute(_HAS_ACCOUNT, values)).first() is not None


async def add_person(tx: Tx, review: Review) -> PersonId:
    """A new person as the platform tells of them; a staff number that somebody has is left out."""
    values = {"name": review.name, "staff_no": review.staff_no, "position": review.position, "now": tx.now}
    return PersonId((await tx.conn.execute(_ADD_PERSON, values)).one().id)


async def attach(tx: Tx, review: Review, person: PersonId) -> None:
    """Make the account theirs: while a review waits, nobody has it. Whoever had it before has no place there now."""
    values = {
        "platform": review.source.platform,
        "account": review.source.account,
        "user_key": review.user_id.lower(),
        "user_id": review.user_id,
        "person_id": person,
    }
    before = await tx.conn.scalar(_BEFORE, values)
    (await tx.conn.execute(_ADD_ACCOUNT, values)).one()
    if before is not None and before != person:
        await tx.conn.execute(_NO_PLACES, values | {"person_id": before})
        await tx.conn.execute(_GONE, {"person_id": before})
    await tx.conn.execute(_WELCOME, {"person_id": person})
    await settle(tx, {person} if before is None else {person, PersonId(before)})


def _named(row: AnyRow) -> Named:
    return Named(PersonId(row.id), row.name, row.staff_no)
