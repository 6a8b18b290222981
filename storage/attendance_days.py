"""The days of attendance as rows: derived again where something changed, written only where they differ."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from domain.ids import PersonId
from storage.channels import Channel
from storage.database import Tx
from storage.rows import AnyRow

SHARDS = 16  # more than a college has replicas that derive; two never derive one person's days at once

_TOUCH = text(f"""
    with touched as (
        insert into attendance_touched (person_id, shard, first_day, last_day, cause, touched_at, available_at)
        select person_id, person_id % {SHARDS}, :first, :last, :cause, :now, now()
        from unnest(cast(:people as bigint[])) as given (person_id)
        returning 1
    )
    select pg_notify('{Channel.ATTENDANCE}', '') from touched limit 1
""")  # noqa: S608 - all of it is ours
_TOUCH_DERIVED = text(f"""
    with touched as (
        insert into attendance_touched (person_id, shard, first_day, last_day, cause, touched_at, available_at)
        select person_id, person_id % {SHARDS}, min(day), max(day), :cause, :now, now()
        from attendance_days where day between :first and :last
        group by person_id, date_trunc('month', day)
        returning 1
    )
    select count(*) as touched, (select pg_notify('{Channel.ATTENDANCE}', '')) from touched
""")  # noqa: S608 - all of it is ours
_WRITE = text("""
    with written as (
        insert into attendance_days (person_id, day, status, detail, computed_at)
        select person_id, day, status, cast(detail as jsonb), :now
        from unnest(
            cast(:people as bigint[]), cast(:days as date[]), cast(:statuses as text[]), cast(:details as text[])
        ) as g (person_id, day, status, detail)
        on conflict (person_id, day) do update
        set status = excluded.status, detail = excluded.detail, computed_at = excluded.computed_at
        where (attendance_days.status, attendance_days.detail) is distinct from (excluded.status, excluded.detail)
        returning person_id, day, shown
    )
    select person_id, day, shown, (select count(*) from written) as all_written from written
    where shown is not null
    union all select null, null, null, count(*) from written
""")
# Days without a rule any more, or that are not over after all.
_CLEAR = text("""
    delete from attendance_days d
    using unnest(cast(:people as bigint[]), cast(:days as date[])) as g (person_id, day)
    where d.person_id = g.person_id and d.day = g.day
""")
_KNOWN = text("""
    select person_id, day, status, detail from attendance_days
    where (person_id, day) in (
        select * from unnest(cast(:people as bigint[]), cast(:days as date[]))
    )
""")
_SHOW = text("""
    update attendance_days d set shown = g.words
    from unnest(cast(:people as bigint[]), cast(:days as date[]), cast(:words as text[])) as g (person_id, day, words)
    where d.person_id = g.person_id and d.day = g.day and d.shown is distinct from g.words
""")
_DAYS_OF = text("""
    select person_id, day, status, detail, computed_at from attendance_days
    where person_id = :person and day between :first and :last order by day
""")

_DAYS_OF_MANY = text("""
    select person_id, day, status, detail from attendance_days
    where person_id = any(cast(:people as bigint[])) and day between :first and :last order by person_id, day
""")


@dataclass(frozen=True, slots=True)
class Derived:
    """One day of one person as it is to be kept. `detail` is JSON, `words` say the result."""

    person: PersonId
    day: date
    status: str
    detail: str
    words: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A result that its person had seen, and how it was told then."""

    person: PersonId
    day: date
    told: str


async def touch_days(tx: Tx, people: Collection[PersonId], first: date, last: date, cause: str) -> None:
    """Have these days of these people derived again soon: something that they are made of has changed."""
    if people:
        values = {"people": sorted(set(people)), "first": first, "last": last, "cause": cause, "now": tx.now}
        await tx.conn.execute(_TOUCH, values)


async def touch_derived(tx: Tx, first: date, last: date, cause: str) -> int:
    """The same of everybody who has a result for one of these days: the calendar or the rules have changed."""
    values = {"first": first, "last": last, "cause": cause, "now": tx.now}
    touched: int = (await tx.conn.execute(_TOUCH_DERIVED, values)).one().touched
    return touched


async def write_days(tx: Tx, derived: Sequence[Derived]) -> tuple[int, list[Changed]]:
    """Write those that differ: how many, and which of them their people had seen."""
    if not derived:
        return 0, []
    values = {
        "people": [each.person for each in derived],
        "days": [each.day for each in derived],
        "statuses": [each.status for each in derived],
        "details": [each.detail for each in derived],
        "now": tx.now,
    }
    rows = (await tx.conn.execute(_WRITE, values)).all()
    count: int = rows[-1].all_written
    return count, [Changed(PersonId(row.person_id), row.day, row.shown) for row in rows if row.person_id is not None]


async def clear_days(tx: Tx, keys: Collection[tuple[PersonId, date]]) -> None:
    """Drop what is kept of days that have no result now."""
    if keys:
        await tx.conn.execute(_CLEAR, {"people": [person for person, _ in keys], "days": [day for _, day in keys]})


async def known_days(tx: Tx, keys: Collection[tuple[PersonId, date]]) -> dict[tuple[PersonId, date], AnyRow]:
    """What is kept of these days."""
    if not keys:
        return {}
    values = {"people": [person for person, _ in keys], "days": [day for _, day in keys]}
    return {(PersonId(row.person_id), row.day): row for row in await tx.conn.execute(_KNOWN, values)}


async def mark_shown(tx: Tx, shown: Collection[tuple[PersonId, date, str]]) -> None:
    """Note how these results were told to their people: from now on they hear of a change."""
    if shown:
        values = {
            "people": [person for person, _, _ in shown],
            "days": [day for _, day, _ in shown],
            "words": [words for _, _, words in shown],
        }
        await tx.conn.execute(_SHOW, values)


async def days_of(tx: Tx, person: PersonId, first: date, last: date) -> list[AnyRow]:
    """The results that are kept of somebody's days, in their order."""
    return (await tx.conn.execute(_DAYS_OF, {"person": person, "first": first, "last": last})).all()


async def days_of_many(tx: Tx, people: Collection[PersonId], first: date, last: date) -> list[AnyRow]:
    """The same of several people, person by person."""
    values = {"people": sorted(people), "first": first, "last": last}
    return (await tx.conn.execute(_DAYS_OF_MANY, values)).all()
