"""The directory as forms look at it: everybody at once, or as much of it as one request needs."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import text

from domain.forms.directory import Department, Directory, Member
from domain.forms.posts import Posts
from domain.ids import DepartmentId, PersonId
from domain.people import Person
from domain.text_fold import fold_text
from storage.database import Tx
from storage.post_departments import load_granted
from storage.roles import holders
from storage.rows import AnyRow

# A closed account makes nobody's post vacant while another one is open; without any they can be asked nothing.
_MEMBERS = """
    select p.id, p.name, p.staff_no, p.main_department_id, p.position,
        p.status = 'active' and exists (select from accounts a where a.person_id = p.id and a.active) as is_active,
        coalesce((select array_agg(m.department_id order by m.department_id) from memberships m
            join departments d on d.id = m.department_id and d.active
            where m.person_id = p.id), '{}') as departments,
        coalesce((select array_agg(m.department_id) from memberships m where m.person_id = p.id and m.leads), '{}')
            as leads,
        coalesce((select array_agg(l.leader_id order by l.leader_id) from direct_leaders l where l.person_id = p.id),
            '{}') as leaders
    from people p
    where p.status = 'active'
"""
_ALL = text(f"{_MEMBERS} order by p.id")
_SOME = text(f"{_MEMBERS} and p.id = any(cast(:ids as bigint[])) order by p.id")
_DEPARTMENTS = text("select id, name, parent_id from departments where active order by id")
_CANDIDATES = text("""
    select distinct p.id from people p
    where p.status = 'active' and (
        p.id = any(cast(:people as bigint[]))
        or p.staff_no = any(cast(:staff_nos as text[]))
        or p.position = any(cast(:positions as text[]))
        or exists (select from memberships m where m.person_id = p.id and m.leads)
        or exists (select from direct_leaders l where l.leader_id = p.id)
        or exists (select from memberships m where m.person_id = p.id
            and m.department_id = any(cast(:departments as bigint[])))
    )
""")

_SPELLINGS = text("select distinct position from people where status = 'active'")

Roles = Mapping[str, tuple[str, ...]]


async def load_directory(tx: Tx, posts: Posts, roles: Roles) -> Directory:
    """The whole college. `roles` are the references of the configuration."""
    return await _directory(tx, posts, roles, None)


async def load_again(tx: Tx, known: Directory, roles: Roles, people: frozenset[PersonId]) -> Directory:
    """The whole college as `known` with nothing read but departments and these people, whom alone a change is about."""
    again = await _members(tx, sorted(people))
    held = {
        name: tuple(sorted({*(one for one in known.roles[name] if one not in people), *found}))
        for name, found in (await _held(tx, roles, people)).items()
    }
    return Directory(
        members={**{one: each for one, each in known.members.items() if one not in people}, **again},
        departments=await _departments(tx),
        posts=known.posts,
        roles=held,
        granted=await load_granted(tx),
    )


async def load_surroundings(
    tx: Tx, posts: Posts, roles: Roles, people: Iterable[PersonId], departments: Iterable[DepartmentId] = ()
) -> Directory:
    """These people, everybody who leads, who may hold a post, or who is in one of these departments, and no more.

    It answers for a request as the whole directory would: nobody else can be asked by a form.
    """
    held = await _held(tx, roles)
    named = {*people, *(person for ids in held.values() for person in ids)}
    values = {
        "people": sorted(named),
        "departments": sorted(departments),
        "staff_nos": [number for rule in posts.rules for number in rule.staff_no],
        "positions": await _positions(tx, posts),
    }
    ids = [row.id for row in await tx.conn.execute(_CANDIDATES, values)]
    return await _directory(tx, posts, roles, ids)


async def _positions(tx: Tx, posts: Posts) -> list[str]:
    """The directory's spellings of the positions that posts name: they are compared folded, as people write them."""
    wanted = {fold_text(position) for rule in posts.rules for position in rule.positions}
    rows = await tx.conn.scalars(_SPELLINGS, {})
    return [position for position in rows if fold_text(position) in wanted]


async def _directory(tx: Tx, posts: Posts, roles: Roles, ids: list[int] | None) -> Directory:
    return Directory(
        members=await _members(tx, ids),
        departments=await _departments(tx),
        posts=posts,
        roles=await _held(tx, roles),
        granted=await load_granted(tx),
    )


async def load_departments(tx: Tx, posts: Posts) -> Directory:
    """The college without its people."""
    return Directory(members={}, departments=await _departments(tx), posts=posts, granted=await load_granted(tx))


async def _members(tx: Tx, ids: Sequence[int] | None) -> dict[PersonId, Member]:
    rows = await tx.conn.execute(_ALL) if ids is None else await tx.conn.execute(_SOME, {"ids": ids})
    return {PersonId(row.id): _member(row) for row in rows}


async def _departments(tx: Tx) -> dict[DepartmentId, Department]:
    return {
        DepartmentId(row.id): Department(
            DepartmentId(row.id), row.name, None if row.parent_id is None else DepartmentId(row.parent_id)
        )
        for row in await tx.conn.execute(_DEPARTMENTS, {})
    }


async def _held(tx: Tx, roles: Roles, among: Collection[PersonId] | None = None) -> dict[str, tuple[PersonId, ...]]:
    return {name: await holders(tx, references, among) for name, references in roles.items()}


def _member(row: AnyRow) -> Member:
    main = row.main_department_id
    return Member(
        person=Person(
            id=PersonId(row.id),
            name=row.name,
            staff_no=row.staff_no,
            main_department_id=None if main is None else DepartmentId(main),
            position=row.position,
            is_active=row.is_active,
        ),
        departments=tuple(DepartmentId(each) for each in row.departments),
        leads=frozenset(DepartmentId(each) for each in row.leads),
        leaders=tuple(PersonId(each) for each in row.leaders),
    )
