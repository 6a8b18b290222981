"""The statements that write a directory plan: a handful for however many people, all in the caller's transaction."""

from collections.abc import Mapping

from sqlalchemy import text

from domain.directory_plan import Kind, Plan
from domain.directory_reading import MemberFacts
from domain.events import Source
from storage.database import Tx

_ADD_DEPARTMENTS = text("""
    insert into departments (platform, account, external_id, name, position)
    select :platform, :account, * from unnest(
        cast(:keys as text[]), cast(:names as text[]), cast(:orders as integer[]))
    on conflict (platform, account, external_id)
    do update set name = excluded.name, position = excluded.position, active = true
""")

_PLACE_DEPARTMENTS = text("""
    update departments d set parent_id = above.id
    from unnest(cast(:keys as text[]), cast(:parents as text[])) as wanted (key, parent)
    left join departments above
        on above.platform = :platform and above.account = :account and above.external_id = wanted.parent
    where d.platform = :platform and d.account = :account and d.external_id = wanted.key
        and d.parent_id is distinct from above.id
""")

_CLOSE_DEPARTMENTS = text("""
    update departments set active = false
    where platform = :platform and account = :account and external_id = any(cast(:keys as text[]))
""")

_DEPARTMENT_IDS = text("select external_id, id from departments where platform = :platform and account = :account")

_TAKE_IDS = text("""
    select nextval(pg_get_serial_sequence('people', 'id')) from generate_series(1, cast(:count as integer))
""")

# The ids are taken beforehand: in which order an insert answers is nobody's promise.
_ADD_PEOPLE = text("""
    insert into people (id, name, staff_no, position, since) overriding system value
    select id, name, staff_no, position, cast(:now as timestamptz) from unnest(
        cast(:ids as bigint[]), cast(:names as text[]), cast(:numbers as text[]), cast(:positions as text[])
    ) as new (id, name, staff_no, position)
""")

_PUT_ACCOUNTS = text("""
    insert into accounts (platform, account, user_key, user_id, person_id, active)
    select :platform, :account, * from unnest(
        cast(:keys as text[]), cast(:users as text[]), cast(:people as bigint[]), cast(:actives as boolean[]))
    on conflict (platform, account, user_key) do update set user_id = excluded.user_id, active = excluded.active
""")

_CLOSE_ACCOUNTS = text("""
    update accounts set active = false
    where platform = :platform and account = :account and user_key = any(cast(:keys as text[]))
""")

_PERSON_IDS = text("select user_key, person_id from accounts where platform = :platform and account = :account")

# Whoever has an open account somewhere is here, whoever has none has left.
_PUT_STATUS = text("""
    update people p set status = s.status
    from (
        select person_id, case when bool_or(active) then 'active' else 'left' end as status
        from accounts
        where person_id in (select person_id from accounts where platform = :platform and account = :account)
        group by person_id
    ) s
    where p.id = s.person_id and p.status <> s.status
""")

_OWNED = text("""
    select distinct a.person_id from accounts a
    where a.platform = :platform and a.account = :account and a.active and not exists (
        select from accounts elder
        where elder.person_id = a.person_id and elder.active and elder.id < a.id
            and (elder.platform, elder.account) <> (:platform, :account)
    )
""")

_PUT_PEOPLE = text("""
    update people p set name = w.name, position = w.position, main_department_id = w.main,
        staff_no = coalesce(p.staff_no, w.staff_no)
    from unnest(
        cast(:ids as bigint[]), cast(:names as text[]), cast(:positions as text[]), cast(:mains as bigint[]),
        cast(:numbers as text[])) as w (id, name, position, main, staff_no)
    where p.id = w.id
""")

_CLEAR_MEMBERSHIPS = text("""
    delete from memberships m using departments d
    where d.id = m.department_id and d.platform = :platform and d.account = :account
        and (m.department_id, m.person_id) not in (
            select * from unnest(cast(:departments as bigint[]), cast(:people as bigint[])))
""")

_PUT_MEMBERSHIPS = text("""
    insert into memberships (department_id, person_id, leads)
    select * from unnest(cast(:departments as bigint[]), cast(:people as bigint[]), cast(:leads as boolean[]))
    on conflict (department_id, person_id) do update set leads = excluded.leads
    where memberships.leads <> excluded.leads
""")

_CLEAR_LEADERS = text("""
    delete from direct_leaders l
    where l.person_id = any(cast(:owned as bigint[]))
        and l.leader_id in (select person_id from accounts where platform = :platform and account = :account)
        and (l.person_id, l.leader_id) not in (
            select * from unnest(cast(:people as bigint[]), cast(:leaders as bigint[])))
""")

_PUT_LEADERS = text("""
    insert into direct_leaders (person_id, leader_id)
    select * from unnest(cast(:people as bigint[]), cast(:leaders as bigint[]))
    on conflict do nothing
""")

Place = dict[str, object]


async def write(tx: Tx, source: Source, plan: Plan) -> None:
    """Write the whole plan; departments first, because people stand in them."""
    place: Place = {"platform": source.platform, "account": source.account}
    await _write_departments(tx, place, plan)
    await _write_accounts(tx, place, plan)
    await tx.conn.execute(_PUT_STATUS, place)
    active = {key: facts for key, facts in plan.members.items() if facts.is_active}
    departments: dict[str, int] = {r.external_id: r.id for r in await tx.conn.execute(_DEPARTMENT_IDS, place)}
    persons: dict[str, int] = {row.user_key: row.person_id for row in await tx.conn.execute(_PERSON_IDS, place)}
    owned: set[int] = set(await tx.conn.scalars(_OWNED, place))
    changed = plan.keys(Kind.JOINED, Kind.RETURNED, Kind.CHANGED)
    told = {persons[key]: active[key] for key in changed if persons[key] in owned}
    await _write_people(tx, told, departments)
    await _write_memberships(tx, place, active, departments, persons)
    await _write_leaders(tx, place, {k: f for k, f in active.items() if persons[k] in owned}, persons)


async def _write_departments(tx: Tx, place: Place, plan: Plan) -> None:
    keys = plan.keys(Kind.DEPARTMENT_ADDED, Kind.DEPARTMENT_CHANGED)
    wanted = [plan.departments[key] for key in keys]
    names, orders = [facts.name for facts in wanted], [facts.order for facts in wanted]
    await tx.conn.execute(_ADD_DEPARTMENTS, place | {"keys": list(keys), "names": names, "orders": orders})
    await tx.conn.execute(_PLACE_DEPARTMENTS, place | {"keys": list(keys), "parents": [f.parent for f in wanted]})
    await tx.conn.execute(_CLOSE_DEPARTMENTS, place | {"keys": list(plan.keys(Kind.DEPARTMENT_GONE))})


async def _write_accounts(tx: Tx, place: Place, plan: Plan) -> None:
    joined = plan.keys(Kind.JOINED)
    strangers = [key for key in joined if plan.joining[key] is None]
    persons: dict[str, object] = {row.user_key: row.person_id for row in await tx.conn.execute(_PERSON_IDS, place)}
    persons |= {key: plan.joining[key] for key in joined}
    persons |= zip(strangers, await _add_people(tx, [plan.members[key] for key in strangers]), strict=True)
    kept = plan.keys(Kind.RETURNED, Kind.CHANGED)
    keys = [*joined, *kept]
    rows = {
        "keys": keys,
        "users": [plan.members[key].user_id for key in keys],
        "people": [persons[key] for key in keys],
        "actives": [True] * len(keys),
    }
    await tx.conn.execute(_PUT_ACCOUNTS, place | rows)
    await tx.conn.execute(_CLOSE_ACCOUNTS, place | {"keys": list(plan.keys(Kind.LEFT))})


async def _add_people(tx: Tx, members: list[MemberFacts]) -> list[int]:
    """Ids in the order of `members`."""
    if not members:
        return []
    ids = list(await tx.conn.scalars(_TAKE_IDS, {"count": len(members)}))
    rows = {
        "ids": ids,
        "names": [member.name for member in members],
        "numbers": [member.staff_no for member in members],
        "positions": [member.position for member in members],
        "now": tx.now,
    }
    await tx.conn.execute(_ADD_PEOPLE, rows)
    return ids


async def _write_people(tx: Tx, told: Mapping[int, MemberFacts], departments: Mapping[str, int]) -> None:
    facts = list(told.values())
    rows = {
        "ids": list(told),
        "names": [one.name for one in facts],
        "positions": [one.position for one in facts],
        "mains": [departments.get(one.main_department or "") for one in facts],
        "numbers": [one.staff_no for one in facts],
    }
    await tx.conn.execute(_PUT_PEOPLE, rows)


async def _write_memberships(
    tx: Tx,
    place: Place,
    active: Mapping[str, MemberFacts],
    departments: Mapping[str, int],
    persons: Mapping[str, int],
) -> None:
    leads = {
        (departments[department], persons[key]): department in facts.leads
        for key, facts in active.items()
        for department in facts.departments
    }
    pairs: Place = {"departments": [one for one, _ in leads], "people": [one for _, one in leads]}
    await tx.conn.execute(_CLEAR_MEMBERSHIPS, place | pairs)
    await tx.conn.execute(_PUT_MEMBERSHIPS, pairs | {"leads": list(leads.values())})


async def _write_leaders(tx: Tx, place: Place, owned: Mapping[str, MemberFacts], persons: Mapping[str, int]) -> None:
    pairs = {
        (persons[key], persons[leader])
        for key, facts in owned.items()
        for leader in facts.leaders
        if leader in persons and persons[leader] != persons[key]
    }
    rows: Place = {"people": [one for one, _ in pairs], "leaders": [one for _, one in pairs]}
    ids: Place = {"owned": [persons[key] for key in owned]}
    await tx.conn.execute(_CLEAR_LEADERS, place | rows | ids)
    await tx.conn.execute(_PUT_LEADERS, rows)
