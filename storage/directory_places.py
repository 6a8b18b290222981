"""Who is in which department, leads it, and is led by whom: as much of it as a plan changes."""

from collections.abc import Mapping

from sqlalchemy import text

from domain.directory_plan import MemberChange
from domain.directory_reading import MemberFacts
from storage.database import Tx

_CLEAR_MEMBERSHIPS = text("""
    delete from memberships m using departments d
    where d.id = m.department_id and d.platform = :platform and d.account = :account
        and m.person_id = any(cast(:people as bigint[]))
        and (m.department_id, m.person_id) not in (
            select * from unnest(cast(:departments as bigint[]), cast(:within as bigint[])))
""")

_PUT_MEMBERSHIPS = text("""
    insert into memberships (department_id, person_id, leads)
    select * from unnest(cast(:departments as bigint[]), cast(:within as bigint[]), cast(:leads as boolean[]))
    on conflict (department_id, person_id) do update set leads = excluded.leads
    where memberships.leads <> excluded.leads
""")

# Who has another open account here stands where that one says.
_STILL_HERE = text("""
    select person_id from accounts
    where platform = :platform and account = :account and active and person_id = any(cast(:people as bigint[]))
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

_PERSON_IDS = text("""
    select user_key, person_id from accounts
    where platform = :platform and account = :account and user_key = any(cast(:keys as text[]))
""")

Place = Mapping[str, object]
Persons = Mapping[str, int]


async def write_memberships(
    tx: Tx, place: Place, changes: Mapping[str, MemberChange], persons: Persons, departments: Mapping[str, int]
) -> None:
    """Of those whose departments differ, or whose accounts come or go; all of them are people whom we have."""
    moved = {key: change for key, change in changes.items() if _stands_elsewhere(change)}
    leads = {
        (departments[department], persons[key]): department in change.becomes.leads
        for key, change in moved.items()
        if change.becomes is not None
        for department in change.becomes.departments
    }
    pairs: dict[str, object] = {"departments": [one for one, _ in leads], "within": [one for _, one in leads]}
    cleared = await _cleared(tx, place, moved, persons)
    if cleared:
        await tx.conn.execute(_CLEAR_MEMBERSHIPS, {**place, **pairs, "people": cleared})
    if leads:
        await tx.conn.execute(_PUT_MEMBERSHIPS, pairs | {"leads": list(leads.values())})


def _stands_elsewhere(change: MemberChange) -> bool:
    was, becomes = change.was, change.becomes
    if was is None or becomes is None or change.opens:
        return True
    return (was.departments, was.leads) != (becomes.departments, becomes.leads)


async def _cleared(tx: Tx, place: Place, moved: Mapping[str, MemberChange], persons: Persons) -> list[int]:
    """Whose memberships may be too many."""
    stay = [persons[key] for key, change in moved.items() if change.becomes is not None]
    gone = {persons[key] for key, change in moved.items() if change.becomes is None}
    still = await tx.conn.scalars(_STILL_HERE, {**place, "people": sorted(gone)}) if gone else []
    return [*stay, *(gone - set(still))]


async def write_leaders(tx: Tx, place: Place, changes: Mapping[str, MemberChange], persons: Persons) -> None:
    """Of those whose leaders differ; all of these accounts tell of their person."""
    led = {
        key: change.becomes
        for key, change in changes.items()
        if change.becomes is not None
        and (_leaders(change.was) != change.becomes.leaders or (change.was is None and change.person is not None))
    }
    if not led:
        return
    known = await _leader_ids(tx, place, led, persons)
    pairs = sorted(  # as the index has them
        (persons[key], known[leader])
        for key, facts in led.items()
        for leader in facts.leaders
        if leader in known and known[leader] != persons[key]
    )
    rows: dict[str, object] = {"people": [one for one, _ in pairs], "leaders": [one for _, one in pairs]}
    owned = [persons[key] for key in led if changes[key].person is not None]
    if owned:
        await tx.conn.execute(_CLEAR_LEADERS, {**place, **rows, "owned": owned})
    if pairs:
        await tx.conn.execute(_PUT_LEADERS, rows)


def _leaders(facts: MemberFacts | None) -> frozenset[str]:
    return facts.leaders if facts is not None else frozenset()


async def _leader_ids(tx: Tx, place: Place, led: Mapping[str, MemberFacts], persons: Persons) -> dict[str, int]:
    keys = {leader for facts in led.values() for leader in facts.leaders}
    known = {key: persons[key] for key in keys & persons.keys()}
    missing = sorted(keys - known.keys())
    if missing:
        known |= {row.user_key: row.person_id for row in await tx.conn.execute(_PERSON_IDS, {**place, "keys": missing})}
    return known
