"""People and the accounts that stand for them."""

from collections.abc import Iterable

from sqlalchemy import exists, func, select

from domain.address import Address
from domain.events import Source
from domain.ids import DepartmentId, PersonId
from domain.people import Person
from storage.database import Tx
from storage.rows import AnyRow
from storage.tables import accounts, people

PERSON_LOCK = 0x7065_7273  # the advisory locks' class of persons

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
    query = (
        select(*_FACTS, (_IS_ACTIVE & accounts.c.active).label("is_active"))
        .join(accounts, accounts.c.person_id == people.c.id)
        .where(
            accounts.c.platform == source.platform,
            accounts.c.account == source.account,
            accounts.c.user_key == user_id.lower(),
        )
    )
    row = (await tx.conn.execute(query)).first()
    return _person(row) if row else None


async def load_people(tx: Tx, ids: Iterable[PersonId]) -> dict[PersonId, Person]:
    """The people of these ids; whoever left or has no account any more is not active."""
    rows = await tx.conn.execute(select(*_FACTS, REACHABLE.label("is_active")).where(people.c.id.in_(set(ids))))
    return {person.id: person for person in map(_person, rows)}


async def address_of(tx: Tx, person_id: PersonId, prefer: Source | None = None) -> Address | None:
    """Where somebody is reached: the preferred account if they have it, else always the same one of theirs."""
    query = (
        select(accounts.c.platform, accounts.c.account, accounts.c.user_id)
        .join(people, people.c.id == accounts.c.person_id)
        .where(accounts.c.person_id == person_id, accounts.c.active, _IS_ACTIVE)
        .order_by(accounts.c.id)
    )
    found = [Address(Source(row.platform, row.account), row.user_id, person_id) for row in await tx.conn.execute(query)]
    preferred = (address for address in found if address.source == prefer)
    return next(preferred, found[0] if found else None)


async def lock_person(tx: Tx, person_id: PersonId) -> None:
    """Let one person's acts happen one after the other, from whichever account, until the transaction ends."""
    await tx.conn.execute(select(func.pg_advisory_xact_lock(PERSON_LOCK, person_id)))
