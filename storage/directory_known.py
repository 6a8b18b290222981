"""What is held of one source's directory, in the shape in which a reading is compared with it."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import text

from domain.directory_doubts import KnownPerson
from domain.directory_plan import Known, KnownDepartment, KnownMember
from domain.directory_reading import DepartmentFacts, MemberFacts
from domain.events import Source
from domain.ids import DepartmentId, PersonId
from storage.database import Tx, plan_for_many
from storage.rows import AnyRow

# Two readings of one source at the same time would both add the same people.
_LOCK = text("select pg_advisory_xact_lock(hashtextextended('directory:' || :platform || ':' || :account, 0))")

_DEPARTMENTS = text("""
    select d.id, d.external_id, d.name, d.position, d.active, above.external_id as parent
    from departments d left join departments above on above.id = d.parent_id
    where d.platform = :platform and d.account = :account
""")

# The oldest open account tells the person's name, post and leaders; a second platform must not rewrite them daily.
_MEMBERS = text("""
    select a.user_key, a.user_id, a.active, a.person_id, p.name, p.staff_no, p.position, main.external_id as main,
        not exists (
            select from accounts elder
            where elder.person_id = a.person_id and elder.active and elder.id < a.id
                and (elder.platform, elder.account) <> (:platform, :account)
        ) as owns
    from accounts a
    join people p on p.id = a.person_id
    left join departments main
        on main.id = p.main_department_id and main.platform = :platform and main.account = :account
    where a.platform = :platform and a.account = :account
""")

_MEMBERSHIPS = text("""
    select m.person_id, d.external_id, m.leads
    from memberships m join departments d on d.id = m.department_id
    where d.platform = :platform and d.account = :account
""")

_LEADERS = text("""
    select l.person_id, a.user_key
    from direct_leaders l join accounts a on a.person_id = l.leader_id and a.active
    where a.platform = :platform and a.account = :account
""")

_STAFF = text("select id, name, staff_no from people where staff_no = any(cast(:numbers as text[]))")

_ELSEWHERE = text("""
    select p.id, p.name, p.staff_no from people p
    where p.status = 'active' and exists (
        select from accounts a
        where a.person_id = p.id and a.active and (a.platform, a.account) <> (:platform, :account)
    )
    order by p.id
""")


async def read_known(tx: Tx, source: Source, numbers: Iterable[str]) -> Known:
    """Everything held of the source, and whose the staff numbers are. The next caller waits until this one is done."""
    await plan_for_many(tx)
    await lock_directory(tx, source)
    place = {"platform": source.platform, "account": source.account}
    departments = {
        row.external_id: KnownDepartment(
            DepartmentId(row.id),
            DepartmentFacts(name=row.name, parent=row.parent, order=row.position),
            row.active,
        )
        for row in await tx.conn.execute(_DEPARTMENTS, place)
    }
    staff = [_person(row) for row in await tx.conn.execute(_STAFF, {"numbers": list(numbers)})]
    elsewhere = tuple(_person(row) for row in await tx.conn.execute(_ELSEWHERE, place))
    return Known(departments, await _members(tx, place), {one.staff_no or "": one for one in staff}, elsewhere)


async def lock_directory(tx: Tx, source: Source) -> None:
    """Whoever changes accounts of the source does so alone, until the transaction ends."""
    await tx.conn.execute(_LOCK, {"platform": source.platform, "account": source.account})


def _person(row: AnyRow) -> KnownPerson:
    return KnownPerson(PersonId(row.id), row.name, row.staff_no)


async def _members(tx: Tx, place: dict[str, str]) -> dict[str, KnownMember]:
    within: defaultdict[int, set[str]] = defaultdict(set)
    leading: defaultdict[int, set[str]] = defaultdict(set)
    for row in await tx.conn.execute(_MEMBERSHIPS, place):
        within[row.person_id].add(row.external_id)
        if row.leads:
            leading[row.person_id].add(row.external_id)
    leaders: defaultdict[int, set[str]] = defaultdict(set)
    for row in await tx.conn.execute(_LEADERS, place):
        leaders[row.person_id].add(row.user_key)
    return {
        row.user_key: KnownMember(
            PersonId(row.person_id),
            MemberFacts(
                user_id=row.user_id,
                name=row.name,
                staff_no=row.staff_no,
                position=row.position,
                main_department=row.main,
                departments=frozenset(within[row.person_id]),
                leads=frozenset(leading[row.person_id]),
                leaders=frozenset(leaders[row.person_id]),
                is_active=row.active,
            ),
            row.owns,
        )
        for row in await tx.conn.execute(_MEMBERS, place)
    }
