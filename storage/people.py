"""People and the accounts that stand for them."""

from collections.abc import Iterable

from sqlalchemy import exists, select, text

from domain.events import Source
from domain.ids import DepartmentId, PersonId
from domain.people import Person
from storage.database import Tx
from storage.rows import AnyRow
from storage.tables_of_people import accounts, people

PERSON_LOCK = 0x7065_7273  # the advisory locks' class of persons

# Written out, because every event asks them.
SENDER = text("""
    select p.id, p.name, p.staff_no, p.main_department_id, p.position,
        p.status = 'active' and a.active as is_active
    from people p join accounts a on a.person_id = p.id
    where a.platform = :platform and a.account = :account and a.user_key = :user_key
""")
# The same with two effects, because it is asked once for every event: the person's acts happen one after the other
# until the transaction ends, and the account was seen, which is written at most once a minute.
ADMIT = text("""
    with seen as (
        update accounts set last_seen_at = :now
        where platform = :platform and account = :account and user_key = :user_key and active
            and (last_seen_at is null or last_seen_at < cast(:now as timestamptz) - interval '1 minute')
    )
    select p.id, p.name, p.staff_no, p.main_department_id, p.position,
        p.status = 'active' and a.active as is_active, pg_advisory_xact_lock(cast(:kind as int), cast(p.id as int))
    from people p join accounts a on a.person_id = p.id
    where a.platform = :platform and a.account = :account and a.user_key = :user_key
""")
_LOCK = text("select pg_advisory_xact_lock(cast(:kind as int), cast(:person as int))")

_FACTS = (people.c.id, people.c.name, people.c.staff_no, people.c.main_department_id, people.c.position)
_IS_ACTIVE = people.c.status == "active"
# Without an account somebody can be told nothing and can decide nothing, which comes to the same as having left.
REACHABLE = _IS_ACTIVE & exists().where(accounts.c.person_id == people.c.id, accounts.c.active)


def _person(row: AnyRow) -> Person:
    department = row.main_department_id
    return Person(
        id=PersonId(row.id),
        name=row.name,
        staff_no=row.staff_no,
        main_department_id=None if department is None else DepartmentId(department),
        position=row.position,
        is_active=row.is_active,
    )


async def find_sender(tx: Tx, source: Source, user_id: str) -> Person | None:
    """Who stands behind an account. An account that was closed makes its person inactive for whatever comes from it."""
    values = {"platform": source.platform, "account": source.account, "user_key": user_id.lower()}
    row = (await tx.conn.execute(SENDER, values)).first()
    return _person(row) if row else None


async def load_people(tx: Tx, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
    """The people of these ids; whoever left or has no account any more is not active."""
    rows = await tx.conn.execute(select(*_FACTS, REACHABLE.label("is_active")).where(people.c.id.in_(set(ids))))
    return {person.id: person for person in map(_person, rows)}


async def lock_person(tx: Tx, person: PersonId) -> None:
    """Until the transaction ends nothing else is decided for this person."""
    await tx.conn.execute(_LOCK, {"kind": PERSON_LOCK, "person": person})


async def admit_sender(tx: Tx, source: Source, user_id: str) -> Person | None:
    """Who has just used an account. Until the transaction ends nothing else is decided for the same person."""
    values = {"platform": source.platform, "account": source.account, "user_key": user_id.lower()}
    row = (await tx.conn.execute(ADMIT, values | {"now": tx.now, "kind": PERSON_LOCK})).first()
    return _person(row) if row else None
