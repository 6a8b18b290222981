"""Whose word counts, as the database has it: what a platform may not say of whom, and putting in what others say."""

from collections.abc import Collection, Mapping

from sqlalchemy import text

from domain.directory_plan import Kind
from domain.events import Source
from domain.ids import PersonId
from domain.ownership import Field, Owners
from domain.roster import path_words
from storage.database import Tx, plan_for_many
from storage.department_paths import department_places
from storage.org_changes import ONE_AT_A_TIME

_KEPT = text("select field, owner, office from field_owners")
_ALONE = text("select pg_advisory_xact_lock(hashtextextended('field_owners', 0))")
_FORGET = text("delete from field_owners")
_KEEP = text("""
    insert into field_owners (field, owner, office)
    select * from unnest(cast(:fields as text[]), cast(:owners as text[]), cast(:offices as text[]))
""")

# An account may still be open; for who is not employed any longer nothing is done.
LEFT_BY_ROSTER = """
    select left_p.id as person_id from people left_p join roster left_r on left_r.staff_no = left_p.staff_no
    where (left_r.gone_at is not null or left_r.standing in ('离职', '退休'))
        and exists (select from field_owners where field = 'status' and owner = 'roster')
"""

# The accounts of a person in the order in which they tell of them: the one that content/ownership.toml names, if it
# names one, then the oldest. For `order by`; the second form says whether account a comes after account `elder`.
TELLS_FIRST = "('platform:' || {0}.platform || ':' || {0}.account) in (select owner from field_owners)"
IS_TOLD_BY = f"""
    (({TELLS_FIRST.format("elder")}) > ({TELLS_FIRST.format("a")})
        or (({TELLS_FIRST.format("elder")}) = ({TELLS_FIRST.format("a")}) and elder.id < a.id))
"""

# Whether the roster owns a field, as one row.
_OWN = """
    select bool_or(field = 'name') as name, bool_or(field = 'position') as position,
        bool_or(field = 'main_department') as main_department, bool_or(field = 'leaders') as leaders
    from field_owners where owner = 'roster'
"""

# A correction stands whoever owns the field; the roster has a say where it says something.
_FOREIGN = text(f"""
    with own as ({_OWN}),
    corrected as (
        select person_id, array_agg(field) as fields from corrections where ended_at is null group by person_id
    )
    select a.user_key, coalesce(c.fields, '{{}}') || array_remove(array[
        case when own.name and r.staff_no is not null then 'name' end,
        case when own.position and r.position <> '' then 'position' end,
        case when own.main_department and r.staff_no is not null then 'main_department' end,
        case when own.leaders and r.leader_no is not null then 'leaders' end
    ], null) as fields
    from accounts a
    join people p on p.id = a.person_id
    cross join own
    left join roster r on r.staff_no = p.staff_no and r.gone_at is null
        and (own.name or own.position or own.main_department or own.leaders)
    left join corrected c on c.person_id = a.person_id
    where a.platform = :platform and a.account = :account
        and (cast(:keys as text[]) is null or a.user_key = any(cast(:keys as text[])))
        and (r.staff_no is not null or c.person_id is not null)
""")  # noqa: S608 - ours

# Everybody of whom the roster or a correction says anything, with the value that counts and the one that is held.
_SAID = f"""
    with own as ({_OWN}),
    hand as (
        select person_id,
            max(value) filter (where field = 'name') as name,
            max(value) filter (where field = 'position') as position,
            max(value) filter (where field = 'main_department') as main_department,
            max(value) filter (where field = 'leaders') as leaders
        from corrections where ended_at is null group by person_id
    ),
    said as (
        select p.id, p.staff_no, p.name as held_name, p.position as held_position, p.status as held_status,
            p.main_department_id as held_main,
            coalesce(h.name, case when own.name and r.gone_at is null then r.name end, p.name) as name,
            coalesce(
                h.position, case when own.position and r.gone_at is null then nullif(r.position, '') end, p.position
            ) as position,
            case when l.person_id is null and exists (select from accounts a where a.person_id = p.id and a.active)
                then 'active' else 'left' end as status,
            coalesce(
                h.main_department,
                case when own.main_department and r.gone_at is null then array_to_string(r.department, '>') end
            ) as main,
            coalesce(h.leaders, case when own.leaders and r.gone_at is null then r.leader_no end) as leaders,
            case when h.person_id is null then 'roster' else 'hand' end as teller
        from people p
        cross join own
        left join roster r on r.staff_no = p.staff_no
        left join hand h on h.person_id = p.id
        left join ({LEFT_BY_ROSTER}) l on l.person_id = p.id
        where (r.staff_no is not null or h.person_id is not null)
            and (cast(:people as bigint[]) is null or p.id = any(cast(:people as bigint[])))
    )
"""  # noqa: S608 - ours

_ANYBODY_SAYS = text("select exists (select from roster) or exists (select from corrections where ended_at is null)")

_PUT_FACTS = text(f"""
    {_SAID},
    differing as (
        select * from said
        where (held_name, held_position, held_status) is distinct from (name, position, status)
    ),
    put as (
        update people p set name = d.name, position = d.position, status = d.status
        from differing d where p.id = d.id
        returning p.id
    ),
    told as (
        select id, staff_no, held_name, teller, kind, before, after from differing cross join lateral (values
            ('{Kind.RENAMED}', held_name, name), ('{Kind.PROMOTED}', held_position, position),
            (case when status = 'left' then '{Kind.LEFT}' else '{Kind.RETURNED}' end, held_status, status)
        ) as each (kind, before, after)
        where before <> after
    ),
    noted as (
        insert into org_changes (platform, account, kind, key, subject, before, after, person_id, seen_at, applied_at)
        select 'own', teller, kind, coalesce(staff_no, id::text),
            held_name || '（' || coalesce(staff_no, '无工号') || '）',
            case when before in ('active', 'left') then '' else before end,
            case when after in ('active', 'left') then '' else after end, id, :now, :now
        from told
    )
    select id from put
""")  # noqa: S608 - ours

_PUT_LEADERS = text(f"""
    {_SAID},
    wanted as (
        select said.id as person_id, l.id as leader_id
        from said join people l on l.staff_no = any(string_to_array(said.leaders, ',')) and l.id <> said.id
        where said.leaders is not null
    ),
    dropped as (
        delete from direct_leaders d
        where d.person_id in (select person_id from wanted)
            and (d.person_id, d.leader_id) not in (select person_id, leader_id from wanted)
        returning d.person_id
    ),
    put as (
        insert into direct_leaders (person_id, leader_id) select person_id, leader_id from wanted
        on conflict do nothing
        returning person_id
    )
    select person_id from dropped union select person_id from put
""")  # noqa: S608 - ours

# The main department is one of the account that was first, as everywhere.
_PLACES = text(f"""
    {_SAID}
    select said.id, said.main, said.held_main, first.platform, first.account
    from said join lateral (
        select a.platform, a.account from accounts a where a.person_id = said.id and a.active
        order by ({TELLS_FIRST.format("a")}) desc, a.id limit 1
    ) first on true
    where said.main is not null
""")  # noqa: S608 - ours

_PUT_MAINS = text("""
    update people p set main_department_id = w.main
    from unnest(cast(:people as bigint[]), cast(:mains as bigint[])) as w (id, main)
    where p.id = w.id and p.main_department_id is distinct from w.main
""")


async def keep_owners(tx: Tx, owners: Owners) -> bool:
    """Make the database's owners those of the content; whether they were others."""
    wanted = {(of.value, str(owner), owner.office) for of, owner in owners.by_field.items()}
    if wanted == await _kept(tx):
        return False
    await tx.conn.execute(_ALONE, {})  # replicas that start together keep the same
    if wanted == await _kept(tx):
        return False
    await tx.conn.execute(_FORGET, {})
    rows = sorted(wanted)
    columns = {"fields": [row[0] for row in rows], "owners": [row[1] for row in rows], "offices": [r[2] for r in rows]}
    await tx.conn.execute(_KEEP, columns)
    tx.audit("command:ownership", "ownership.changed", "content:ownership", **{row[0]: row[1] for row in rows})
    await settle(tx)
    return True


async def _kept(tx: Tx) -> set[tuple[str, str, str]]:
    return {(row.field, row.owner, row.office) for row in await tx.conn.execute(_KEPT, {})}


async def foreign_fields(
    tx: Tx, place: Mapping[str, object], keys: list[str] | None = None
) -> dict[str, frozenset[Field]]:
    """By account key what the source of `place` may not say of that person; only whom it concerns."""
    rows = await tx.conn.execute(_FOREIGN, {**place, "keys": keys})
    return {row.user_key: frozenset(map(Field, row.fields)) for row in rows if row.fields}


async def settle(tx: Tx, people: Collection[PersonId] | None = None) -> int:
    """Put in what the roster and corrections say of these people, or of everybody; how many were changed.

    Called after whatever may have written a platform's word over theirs, in the same transaction.
    """
    if (people is not None and not people) or not await tx.conn.scalar(_ANYBODY_SAYS, {}):
        return 0
    await plan_for_many(tx)
    values = {"people": None if people is None else sorted(people), "now": tx.now}
    await tx.conn.execute(ONE_AT_A_TIME, {})
    changed: set[int] = set(await tx.conn.scalars(_PUT_FACTS, values))
    changed |= set(await tx.conn.scalars(_PUT_LEADERS, {"people": values["people"]}))
    changed |= await _put_mains(tx, values["people"])
    return len(changed)


async def _put_mains(tx: Tx, people: object) -> set[int]:
    rows = (await tx.conn.execute(_PLACES, {"people": people})).all()
    if not rows:
        return set()
    found = await department_places(tx)
    ids = {(place.source, path_words(place.path)): key for key, place in found.items()}
    wanted = {row.id: ids.get((Source(row.platform, row.account), row.main)) for row in rows}
    mains = {row.id: wanted[row.id] for row in rows if wanted[row.id] not in {None, row.held_main}}
    if mains:
        await tx.conn.execute(_PUT_MAINS, {"people": list(mains), "mains": list(mains.values())})
    return set(mains)
