"""What is held of one source's directory, or of a part of it, in the shape in which a reading is compared with it."""

from asyncio import to_thread
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import text

from domain.directory_doubts import KnownPerson
from domain.directory_part import PartKeys
from domain.directory_plan import Known, KnownDepartment, KnownMember
from domain.directory_reading import DepartmentFacts, MemberFacts, Reading
from domain.directory_sets import SharedSets
from domain.events import Source
from domain.ids import DepartmentId, PersonId
from domain.ownership import Field
from storage.batches import batches, batches_by_person
from storage.database import Tx, plan_for_many
from storage.ownership import IS_TOLD_BY, foreign_fields
from storage.rows import AnyRow

# Two readings of one source at the same time would both add the same people.
_LOCK = text("select pg_advisory_xact_lock(hashtextextended('directory:' || :platform || ':' || :account, 0))")

# Of all statements here null means everything, and they are planned for what is asked for.
_DEPARTMENTS = text("""
    select d.id, d.external_id, d.name, d.position, d.active, above.external_id as parent
    from departments d left join departments above on above.id = d.parent_id
    where d.platform = :platform and d.account = :account
        and (cast(:keys as text[]) is null or d.external_id = any(cast(:keys as text[])))
""")

# One open account tells the person's name, post and leaders; a second platform must not rewrite them daily.
_MEMBERS = text(f"""
    select a.user_key, a.user_id, a.active, a.person_id, p.name, p.staff_no, p.position, main.external_id as main,
        not exists (
            select from accounts elder
            where elder.person_id = a.person_id and elder.active and {IS_TOLD_BY}
                and (elder.platform, elder.account) <> (:platform, :account)
        ) as owns
    from accounts a
    join people p on p.id = a.person_id
    left join departments main
        on main.id = p.main_department_id and main.platform = :platform and main.account = :account
    where a.platform = :platform and a.account = :account
        and (cast(:keys as text[]) is null or a.user_key = any(cast(:keys as text[])))
""")  # noqa: S608 - ours

_MEMBERSHIPS = text("""
    select m.person_id, d.external_id, m.leads
    from memberships m join departments d on d.id = m.department_id
    where d.platform = :platform and d.account = :account
        and (cast(:people as bigint[]) is null or m.person_id = any(cast(:people as bigint[])))
""")

_LEADERS = text("""
    select l.person_id, a.user_key
    from direct_leaders l join accounts a on a.person_id = l.leader_id and a.active
    where a.platform = :platform and a.account = :account
        and (cast(:people as bigint[]) is null or l.person_id = any(cast(:people as bigint[])))
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

_CONCERNED = text("""
    select a.user_key
    from memberships m
    join departments d on d.id = m.department_id
    join accounts a on a.person_id = m.person_id and a.platform = d.platform and a.account = d.account and a.active
    where d.platform = :platform and d.account = :account and d.external_id = any(cast(:gone_departments as text[]))
    union
    select a.user_key
    from memberships m
    join departments d on d.id = m.department_id
    join accounts a on a.person_id = m.person_id and a.platform = d.platform and a.account = d.account and a.active
    where m.leads and d.platform = :platform and d.account = :account
        and d.external_id = any(cast(:headed as text[]))
    union
    select a.user_key
    from accounts gone
    join direct_leaders l on l.leader_id = gone.person_id
    join accounts a on a.person_id = l.person_id and a.platform = gone.platform and a.account = gone.account
        and a.active
    where gone.platform = :platform and gone.account = :account and gone.user_key = any(cast(:gone_members as text[]))
""")

_OPEN = text("""
    select user_key from accounts
    where platform = :platform and account = :account and active and user_key = any(cast(:keys as text[]))
""")

_TAKEN = text("""
    select distinct person_id from accounts
    where platform = :platform and account = :account and active and person_id = any(cast(:people as bigint[]))
        and not (user_key = any(cast(:keys as text[])))
""")

# One is enough: it is only asked whether somebody is left there. People are one value, because they may be all.
_OTHERS = text("""
    select d.external_id
    from departments d
    where d.platform = :platform and d.account = :account and d.external_id = any(cast(:keys as text[])) and exists (
        select from memberships m where m.department_id = d.id and m.person_id not in (
            select cast(person as bigint) from string_to_table(:people, ',') person)
    )
""")

Place = dict[str, object]


async def read_known(tx: Tx, source: Source, reading: Reading) -> Known:
    """Everything held of the source, and whose the staff numbers are. The next caller waits until this one is done."""
    place = await _begin(tx, source)
    departments = await _departments(tx, place, None)
    members = await _members(tx, place, None)
    staff = await _staff(tx, await to_thread(_numbers, reading.members, members))
    has_strangers = any(key not in members for key in reading.members)
    elsewhere = await _elsewhere(tx, place) if has_strangers else ()
    return Known(departments, members, staff, elsewhere)


async def read_keys(tx: Tx, source: Source, keys: Iterable[str], departments: Collection[str]) -> Known:
    """What is held of these accounts, of the departments they are in, and of these departments."""
    place = await _begin(tx, source)
    members = await _members(tx, place, sorted(set(keys)))
    places = set[str]().union(*(_places(ours.facts) for ours in members.values()))
    held = await _departments(tx, place, sorted({*departments, *places}))
    persons = {key: ours.person_id for key, ours in members.items()}
    values = place | {"keys": sorted(places), "people": ",".join(map(str, persons.values()))}
    others = dict.fromkeys(await tx.conn.scalars(_OTHERS, values), 1) if places else dict[str, int]()
    taken: set[PersonId] = set()
    for some in batches_by_person(persons):
        taken |= await _taken(tx, place, [persons[key] for key in some], some)
    return Known(held, members, {}, (), frozenset(taken), others)


async def read_for_part(tx: Tx, source: Source, keys: PartKeys) -> tuple[Known, frozenset[str]]:
    """What a part is compared with, and which of the leaders that it names are there. No more is read than that."""
    place = await _begin(tx, source)
    concerned = set(keys.members)
    if keys.gone_members or keys.gone_departments or keys.headed:
        values = place | {
            "gone_members": sorted(keys.gone_members),
            "gone_departments": sorted(keys.gone_departments),
            "headed": sorted(keys.headed),
        }
        concerned.update(await tx.conn.scalars(_CONCERNED, values))
    known = await read_keys(tx, source, concerned, keys.departments)
    leaders: list[str] = await tx.conn.scalars(_OPEN, place | {"keys": sorted(keys.leaders)}) if keys.leaders else []
    return known, frozenset(leaders)


async def with_owners(tx: Tx, source: Source, known: Known, reading: Reading) -> Known:
    """The part's `known` with whoever may be behind its new accounts."""
    place: Place = {"platform": source.platform, "account": source.account}
    staff = await _staff(tx, _numbers(reading.members, known.members))
    is_new = any(key not in known.members and facts.is_active for key, facts in reading.members.items())
    elsewhere = await _elsewhere(tx, place) if is_new else ()
    people = [one.id for one in (*staff.values(), *elsewhere)]
    taken = known.taken | await _taken(tx, place, people, reading.members)
    return Known(known.departments, known.members, staff, elsewhere, taken, known.others)


async def lock_directory(tx: Tx, source: Source) -> None:
    """Whoever changes accounts of the source does so alone, until the transaction ends."""
    await tx.conn.execute(_LOCK, {"platform": source.platform, "account": source.account})


async def _begin(tx: Tx, source: Source) -> Place:
    await plan_for_many(tx)
    await lock_directory(tx, source)
    return {"platform": source.platform, "account": source.account}


def _numbers(read: Mapping[str, MemberFacts], held: Mapping[str, KnownMember]) -> list[str]:
    """Staff numbers of accounts that have none with us: whose are they?"""
    wanted = {
        facts.staff_no
        for key, facts in read.items()
        if facts.staff_no and (key not in held or held[key].facts.staff_no is None)
    }
    return sorted(wanted)


async def _staff(tx: Tx, numbers: list[str]) -> dict[str, KnownPerson]:
    found: dict[str, KnownPerson] = {}
    for some in batches(numbers):
        of_some = [_person(row) for row in await tx.conn.execute(_STAFF, {"numbers": some})]
        found |= {one.staff_no or "": one for one in of_some}
    return found


async def _elsewhere(tx: Tx, place: Place) -> tuple[KnownPerson, ...]:
    return tuple(_person(row) for row in await tx.conn.execute(_ELSEWHERE, place))


async def _taken(tx: Tx, place: Place, people: list[PersonId], keys: Iterable[str]) -> frozenset[PersonId]:
    if not people:
        return frozenset()
    values = place | {"people": people, "keys": list(keys)}
    return frozenset(PersonId(person) for person in await tx.conn.scalars(_TAKEN, values))


def _person(row: AnyRow) -> KnownPerson:
    return KnownPerson(PersonId(row.id), row.name, row.staff_no)


def _places(facts: MemberFacts) -> frozenset[str]:
    return facts.departments | {facts.main_department} if facts.main_department else facts.departments


async def _departments(tx: Tx, place: Place, keys: list[str] | None) -> dict[str, KnownDepartment]:
    return {
        row.external_id: KnownDepartment(
            DepartmentId(row.id),
            DepartmentFacts(name=row.name, parent=row.parent, order=row.position),
            row.active,
        )
        for row in await tx.conn.execute(_DEPARTMENTS, place | {"keys": keys})
    }


async def _members(tx: Tx, place: Place, keys: list[str] | None) -> dict[str, KnownMember]:
    if keys is None:
        return await _members_at_once(tx, place, None)
    found: dict[str, KnownMember] = {}
    for some in batches(keys):
        found |= await _members_at_once(tx, place, some)
    return found


async def _members_at_once(tx: Tx, place: Place, keys: list[str] | None) -> dict[str, KnownMember]:
    rows = (await tx.conn.execute(_MEMBERS, place | {"keys": keys})).all()
    people = place | {"people": None if keys is None else [row["person_id"] for row in rows]}
    places = (await tx.conn.execute(_MEMBERSHIPS, people)).all()
    leaders = (await tx.conn.execute(_LEADERS, people)).all()
    foreign = await foreign_fields(tx, place, keys)
    return await to_thread(_known_members, rows, places, leaders, foreign)


def _known_members(
    rows: list[AnyRow], places: list[AnyRow], leaders: list[AnyRow], foreign: Mapping[str, frozenset[Field]]
) -> dict[str, KnownMember]:
    """By position, not by name: there may be a hundred thousand of each."""
    sets = SharedSets()
    within = sets.of_each((row[0], row[1]) for row in places)
    leading = sets.of_each((row[0], row[1]) for row in places if row[2])
    led_by = sets.of_each((row[0], row[1]) for row in leaders)
    none, nothing = frozenset[str](), frozenset[Field]()
    return {
        key: KnownMember(
            person,
            MemberFacts(
                user_id=user_id,
                name=name,
                staff_no=staff_no,
                position=position,
                main_department=main,
                departments=within.get(person, none),
                leads=leading.get(person, none),
                leaders=led_by.get(person, none),
                is_active=active,
            ),
            owns,
            foreign.get(key, nothing),
        )
        for key, user_id, active, person, name, staff_no, position, main, owns in rows
    }
