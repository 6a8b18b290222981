"""Punches as rows: what comes twice counts once, and what is new has its days derived again."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import text

from domain.ids import PersonId
from domain.punches import Punch, Side
from storage.attendance_days import SHARDS
from storage.channels import Channel
from storage.database import Tx, plan_for_many
from storage.plain import fitted, storable
from storage.rows import AnyRow

KEY_LENGTH, SOURCE_LENGTH, PLACE_LENGTH = 300, 100, 200  # characters; a longer key is hashed, a longer place cut
MANY = 500  # from so many on the statement is planned for them
CAUSE = "punch"
CORRECTION = "correction"  # the source of what an approved 补卡 adds, and the cause that is told

# A duty that is reached by a punch begins on its day or the day before, whatever the clock of the campus.
_NOTE = text(f"""
    with given as (
        select distinct on (source, key) * from unnest(
            cast(:people as bigint[]), cast(:sources as text[]), cast(:keys as text[]),
            cast(:ats as timestamptz[]), cast(:saids as timestamptz[]), cast(:sides as text[]),
            cast(:places as text[]), cast(:fences as boolean[])
        ) as g (person_id, source, key, punched_at, said_at, side, place, within_fence)
        order by source, key, punched_at
    ), kept as (
        insert into punches
            (person_id, source, key, punched_at, said_at, side, place, within_fence, received_at)
        select person_id, source, key, punched_at, said_at, side, place, within_fence, :now from given
        order by source, key
        on conflict (source, key) do update set seen = punches.seen + 1
        returning person_id, source, (punched_at at time zone 'UTC')::date as day, seen = 1 as is_new
    ), touched as (
        insert into attendance_touched (person_id, shard, first_day, last_day, cause, touched_at, available_at)
        select person_id, person_id % {SHARDS}, min(day) - 1, max(day) + 1,
            case when bool_or(source = '{CORRECTION}') then '{CORRECTION}' else '{CAUSE}' end, :now, now()
        from kept where is_new group by person_id, date_trunc('month', day)
        returning 1
    ), told as (
        select pg_notify('{Channel.ATTENDANCE}', '') from touched limit 1
    )
    select count(*) filter (where is_new) as new, (select count(*) from told) as told from kept
""")  # noqa: S608 - all of it is ours
_ANY = text("select exists (select from punches)")
_PUNCHES_OF = text("""
    select id, person_id, source, key, punched_at, said_at, side, place, within_fence from punches
    where person_id = :person and punched_at >= :since and punched_at < :until order by punched_at, id
""")


async def has_punches(tx: Tx) -> bool:
    """Whether anybody has ever punched: before, a college does not use attendance."""
    return bool(await tx.conn.scalar(_ANY, {}))


async def note(tx: Tx, punches: Sequence[Punch]) -> int:
    """Keep them, whatever their order; how many were new. Their days are derived again soon."""
    if not punches:
        return 0
    if len(punches) > MANY:
        await plan_for_many(tx)
    values = {
        "people": [punch.person for punch in punches],
        "sources": [fitted(punch.source, SOURCE_LENGTH) for punch in punches],
        "keys": [fitted(punch.key, KEY_LENGTH) for punch in punches],
        "ats": [punch.at for punch in punches],
        "saids": [punch.said_at for punch in punches],
        "sides": [punch.side.value if punch.side else None for punch in punches],
        "places": [storable(punch.place)[:PLACE_LENGTH] for punch in punches],
        "fences": [punch.within_fence for punch in punches],
        "now": tx.now,
    }
    new: int = (await tx.conn.execute(_NOTE, values)).one().new
    return new


async def punches_of(tx: Tx, person: PersonId, since: datetime, until: datetime) -> list[Punch]:
    """What is known of somebody from the one instant to before the other, in its order."""
    rows = await tx.conn.execute(_PUNCHES_OF, {"person": person, "since": since, "until": until})
    return list(_values(rows))


def _values(rows: Iterable[AnyRow]) -> Iterable[Punch]:
    for row in rows:
        yield Punch(
            person=PersonId(row.person_id),
            source=row.source,
            at=row.punched_at,
            key=row.key,
            place=row.place,
            side=Side(row.side) if row.side else None,
            within_fence=row.within_fence,
            said_at=row.said_at,
        )
