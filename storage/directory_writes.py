"""The statements that write a directory plan: a handful for some thousand people, all in the caller's transaction.

Only what differs is written, and what nothing is to be done for is not even asked of the database.
"""

from asyncio import to_thread
from collections.abc import Mapping

from sqlalchemy import text

from domain.directory_plan import MemberChange, Plan
from domain.directory_reading import MemberFacts
from domain.events import Source
from storage.batches import batches, batches_by_person
from storage.database import Tx
from storage.directory_newcomers import add_newcomers
from storage.directory_places import write_leaders, write_memberships
from storage.ownership import IS_TOLD_BY, LEFT_BY_ROSTER

# Planning each row's foreign keys anew would cost more than everything else together; see `plan_for_many`.
_PLAN_ONCE = text("set local plan_cache_mode = 'auto'")

_ADD_DEPARTMENTS = text("""
    insert into departments (platform, account, external_id, name, position)
    select :platform, :account, * from unnest(
        cast(:keys as text[]), cast(:names as text[]), cast(:orders as integer[]))
    on conflict (platform, account, external_id)
    do update set name = excluded.name, position = excluded.position, active = true
""")

# The lateral look keeps to the index: of departments that were just made no plan knows how many there are.
_PLACE_DEPARTMENTS = text("""
    update departments d set parent_id = above.id
    from unnest(cast(:keys as text[]), cast(:parents as text[])) as wanted (key, parent)
    left join lateral (
        select id from departments
        where platform = :platform and account = :account and external_id = wanted.parent offset 0
    ) above on true
    where d.platform = :platform and d.account = :account and d.external_id = wanted.key
        and d.parent_id is distinct from above.id
""")

_CLOSE_DEPARTMENTS = text("""
    update departments set active = false
    where platform = :platform and account = :account and external_id = any(cast(:keys as text[]))
""")

_DEPARTMENT_IDS = text("""
    select external_id, id from departments
    where platform = :platform and account = :account and external_id = any(cast(:keys as text[]))
""")

# Beforehand, and as one value: a hundred thousand rows with a number each take longer.
_TAKE_IDS = text("""
    select array_agg(nextval(s.name))
    from (select pg_get_serial_sequence('people', 'id')::regclass as name offset 0) s,
        generate_series(1, cast(:count as integer))
""")

_PUT_ACCOUNTS = text("""
    insert into accounts (platform, account, user_key, user_id, person_id, active)
    select :platform, :account, *, true from unnest(
        cast(:keys as text[]), cast(:users as text[]), cast(:people as bigint[]))
    on conflict (platform, account, user_key) do update set user_id = excluded.user_id, active = excluded.active
""")

_CLOSE_ACCOUNTS = text("""
    update accounts set active = false
    where platform = :platform and account = :account and user_key = any(cast(:keys as text[]))
""")

# Whoever has an open account somewhere is here, whoever has none, or is no longer employed, has left.
_PUT_STATUS = text(f"""
    update people p set status = s.status
    from (
        select person_id, case when bool_or(active) and person_id not in ({LEFT_BY_ROSTER})
            then 'active' else 'left' end as status
        from accounts where person_id = any(cast(:people as bigint[])) group by person_id
    ) s
    where p.id = s.person_id and p.status <> s.status
""")  # noqa: S608 - ours

_OWNED = text(f"""
    select a.person_id from accounts a
    where a.platform = :platform and a.account = :account and a.user_key = any(cast(:keys as text[])) and not exists (
        select from accounts elder
        where elder.person_id = a.person_id and elder.active and {IS_TOLD_BY}
            and (elder.platform, elder.account) <> (:platform, :account)
    )
""")  # noqa: S608 - ours

_PUT_PEOPLE = text("""
    update people p set name = w.name, position = w.position, main_department_id = w.main
    from unnest(
        cast(:ids as bigint[]), cast(:names as text[]), cast(:positions as text[]), cast(:mains as bigint[])
    ) as w (id, name, position, main)
    where p.id = w.id and (p.name, p.position, p.main_department_id) is distinct from (w.name, w.position, w.main)
""")

_PUT_NUMBERS = text("""
    update people p set staff_no = w.staff_no
    from unnest(cast(:ids as bigint[]), cast(:olds as text[]), cast(:news as text[])) as w (id, old, staff_no)
    where p.id = w.id and p.staff_no is not distinct from w.old
""")

Place = dict[str, object]
Persons = Mapping[str, int]
Number = tuple[int, str | None, str | None]  # whose, the old one, the new one


async def whose(tx: Tx, plan: Plan) -> dict[str, int]:
    """Whose each changed account is; who is new has an id already."""
    changes = plan.changed_members
    persons: dict[str, int] = {key: change.person for key, change in changes.items() if change.person is not None}
    new = [key for key, change in changes.items() if change.person is None]
    ids: list[int] = await tx.conn.scalar(_TAKE_IDS, {"count": len(new)}) if new else []
    return persons | dict(zip(new, ids, strict=True))


async def write(tx: Tx, source: Source, plan: Plan, persons: Persons) -> None:
    """Write the whole plan; departments first, because people stand in them."""
    place: Place = {"platform": source.platform, "account": source.account}
    await tx.conn.execute(_PLAN_ONCE)
    await _write_departments(tx, place, plan)
    departments = await _department_ids(tx, place, plan)
    changes = plan.changed_members
    new, held = await to_thread(_sorted_out, changes, persons)
    await add_newcomers(tx, source, {key: _settled(changes[key]) for key in new}, persons, departments)
    for some in held:  # all of them first: who has another open account is asked below
        await _write_accounts(tx, place, some, persons)
    numbers: list[Number] = []
    for some in held:
        owned = {key: some[key] for key in await _owned(tx, place, some, persons)}
        await _write_people(tx, owned, persons, departments)
        await write_memberships(tx, place, some, persons, departments)
        await write_leaders(tx, place, owned, persons)
        numbers += _numbers(some, persons)
    for keys in batches(new):
        await write_leaders(tx, place, {key: changes[key] for key in keys}, persons)
    await _write_numbers(tx, numbers)


def _sorted_out(
    changes: Mapping[str, MemberChange], persons: Persons
) -> tuple[list[str], list[dict[str, MemberChange]]]:
    """Who is new, as the indexes have them, and the others, so many at once."""
    new = sorted(key for key, change in changes.items() if change.person is None)
    held = {key: persons[key] for key, change in changes.items() if change.person is not None}
    return new, [{key: changes[key] for key in keys} for keys in batches_by_person(held)]


async def _write_departments(tx: Tx, place: Place, plan: Plan) -> None:
    changes = plan.changed_departments
    open_now = {key: change.becomes for key, change in changes.items() if change.becomes is not None}
    gone = [key for key, change in changes.items() if change.becomes is None]
    if open_now:
        keys, facts = list(open_now), list(open_now.values())
        names, orders = [each.name for each in facts], [each.order for each in facts]
        await tx.conn.execute(_ADD_DEPARTMENTS, place | {"keys": keys, "names": names, "orders": orders})
        await tx.conn.execute(_PLACE_DEPARTMENTS, place | {"keys": keys, "parents": [each.parent for each in facts]})
    if gone:
        await tx.conn.execute(_CLOSE_DEPARTMENTS, place | {"keys": gone})


async def _department_ids(tx: Tx, place: Place, plan: Plan) -> dict[str, int]:
    facts = [change.becomes for change in plan.changed_members.values() if change.becomes is not None]
    keys = {key for each in facts for key in (*each.departments, each.main_department) if key is not None}
    if not keys:
        return {}
    return {row.external_id: row.id for row in await tx.conn.execute(_DEPARTMENT_IDS, place | {"keys": sorted(keys)})}


def _settled(change: MemberChange) -> MemberFacts:
    if change.becomes is None:
        raise ValueError("nobody is added by leaving")
    return change.becomes


async def _write_accounts(tx: Tx, place: Place, changes: Mapping[str, MemberChange], persons: Persons) -> None:
    put = [
        (key, change.becomes.user_id)
        for key, change in changes.items()
        if change.becomes is not None
        and (change.opens or (change.was is not None and change.was.user_id != change.becomes.user_id))
    ]
    closed = [key for key, change in changes.items() if change.becomes is None]
    if put:
        keys = [key for key, _ in put]
        rows = {"keys": keys, "users": [user for _, user in put], "people": [persons[key] for key in keys]}
        await tx.conn.execute(_PUT_ACCOUNTS, place | rows)
    if closed:
        await tx.conn.execute(_CLOSE_ACCOUNTS, place | {"keys": closed})
    turned = [persons[key] for key, change in changes.items() if change.opens or change.becomes is None]
    if turned:
        await tx.conn.execute(_PUT_STATUS, {"people": turned})


async def _owned(tx: Tx, place: Place, changes: Mapping[str, MemberChange], persons: Persons) -> list[str]:
    """The accounts of these that stay open and tell their person's name, post and leaders."""
    unsure = [key for key, change in changes.items() if change.was is None]
    found = set(await tx.conn.scalars(_OWNED, place | {"keys": unsure})) if unsure else set[int]()
    known = set(unsure)
    return [
        key
        for key, change in changes.items()
        if change.becomes is not None and (persons[key] in found if key in known else change.owns)
    ]


async def _write_people(
    tx: Tx, changes: Mapping[str, MemberChange], persons: Persons, departments: Mapping[str, int]
) -> None:
    if not changes:
        return
    facts = [_settled(change) for change in changes.values()]
    rows = {
        "ids": [persons[key] for key in changes],
        "names": [one.name for one in facts],
        "positions": [one.position for one in facts],
        "mains": [departments.get(one.main_department or "") for one in facts],
    }
    await tx.conn.execute(_PUT_PEOPLE, rows)


def _numbers(changes: Mapping[str, MemberChange], persons: Persons) -> list[Number]:
    return [
        (persons[key], change.was.staff_no, change.becomes.staff_no)
        for key, change in changes.items()
        if change.was is not None and change.becomes is not None and change.was.staff_no != change.becomes.staff_no
    ]


async def _write_numbers(tx: Tx, numbers: list[Number]) -> None:
    """All of them at once: nobody has another's number meanwhile."""
    if numbers:
        ids, olds, news = (list(column) for column in zip(*numbers, strict=True))
        await tx.conn.execute(_PUT_NUMBERS, {"ids": ids, "olds": olds, "news": news})
