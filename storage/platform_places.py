"""Somebody as each platform knows them: their accounts, and where they are there, by the platforms' own ids."""

from dataclasses import dataclass

from sqlalchemy import text

from domain.events import Source
from domain.ids import PersonId
from domain.roster import Path
from storage.database import Tx
from storage.department_paths import department_places

_ACCOUNTS = text("""
    select platform, account, user_id from accounts where person_id = :person and active order by id
""")
_PLACES = text("""
    select d.external_id, m.leads, d.id = p.main_department_id as is_main
    from memberships m join departments d on d.id = m.department_id and d.active join people p on p.id = m.person_id
    where m.person_id = :person and d.platform = :platform and d.account = :account
    order by d.id
""")
_LEADER = text("""
    select a.user_id from people p join accounts a on a.person_id = p.id and a.active
    where p.staff_no = :number and a.platform = :platform and a.account = :account
    order by a.id limit 1
""")
_EXTERNAL = text("select external_id from departments where id = :id")


@dataclass(frozen=True, slots=True)
class Member:
    """One open account."""

    source: Source
    user_id: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Departments on one platform; `main` is None where there are several and none is known to be it."""

    departments: tuple[str, ...]
    leads: frozenset[str]
    main: str | None


async def members_of(tx: Tx, person: PersonId) -> list[Member]:
    """Their open accounts, the first one first."""
    rows = await tx.conn.execute(_ACCOUNTS, {"person": person})
    return [Member(Source(row.platform, row.account), row.user_id) for row in rows]


async def standing_of(tx: Tx, person: PersonId, source: Source) -> Standing:
    """Where they are on that platform, as far as it was read."""
    about = {"person": person, "platform": source.platform, "account": source.account}
    rows = list(await tx.conn.execute(_PLACES, about))
    departments = tuple(row.external_id for row in rows)
    mains = [row.external_id for row in rows if row.is_main]
    main = mains[0] if mains else departments[0] if len(departments) == 1 else None
    return Standing(departments, frozenset(row.external_id for row in rows if row.leads), main)


async def user_id_by_number(tx: Tx, number: str, source: Source) -> str | None:
    """The account there of whoever has that staff number."""
    about = {"number": number, "platform": source.platform, "account": source.account}
    found: str | None = await tx.conn.scalar(_LEADER, about)
    return found


async def department_at(tx: Tx, path: Path, source: Source) -> str | None:
    """The platform's id of a department, if it has it."""
    for key, place in (await department_places(tx)).items():
        if place.source == source and place.path == path:
            found: str | None = await tx.conn.scalar(_EXTERNAL, {"id": key})
            return found
    return None
