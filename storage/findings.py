"""What checks have found: opened and closed by them alone, with every turn on record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from domain.ids import PersonId
from domain.quality.judging import Count
from storage.database import Tx, plan_for_many

SAMPLES = 3  # of what was found, in a line

_PUT = text("""
    with given as (
        select * from unnest(
            cast(:subjects as text[]), cast(:owners as text[]), cast(:words as text[]), cast(:people as bigint[]),
            cast(:departments as text[]), cast(:read as text[])
        ) as g (subject, owner, words, person_id, department, value)
    ),
    before as (
        select f.id, f.closed_at from findings f join given on given.subject = f.subject where f.check_key = :key
    ),
    put as (
        insert into findings (
            check_key, subject, system, owner, words, person_id, department, value, found_at, opened_at, seen_at
        )
        select :key, subject, :system, owner, words, person_id, department, value, :now, :now, :now from given
        on conflict (check_key, subject) do update set
            system = excluded.system, owner = excluded.owner, words = excluded.words,
            person_id = excluded.person_id, department = excluded.department, value = excluded.value,
            seen_at = excluded.seen_at, closed_at = null,
            opened_at = case when findings.closed_at is null then findings.opened_at else excluded.opened_at end,
            times = findings.times + (findings.closed_at is not null)::int
        returning id
    ),
    turned as (
        insert into finding_turns (finding_id, at, turn)
        select put.id, :now, case when before.id is null then 'opened' else 'reopened' end
        from put left join before on before.id = put.id
        where before.id is null or before.closed_at is not null
        returning turn
    )
    select count(*) filter (where turn = 'opened') as opened, count(*) filter (where turn = 'reopened') as reopened
    from turned
""")
_CLOSE = text("""
    with closed as (
        update findings set closed_at = :now
        where check_key = :key and closed_at is null and (cast(:subject as text) is null or subject = :subject)
            and not exists (select from unnest(cast(:found as text[])) still where still = findings.subject)
        returning id, opened_at
    )
    insert into finding_turns (finding_id, at, turn, minutes)
    select id, :now, 'closed', greatest(0, floor(extract(epoch from cast(:now as timestamptz) - opened_at) / 60))
    from closed
    returning id
""")
_FORGET_COUNTS = text("delete from check_counts where check_key = :key")
_COUNT = text("""
    insert into check_counts (check_key, department, rows, wrong)
    select :key, * from unnest(cast(:departments as text[]), cast(:rows as int[]), cast(:wrong as int[]))
""")
_OWED = text("""
    select owner, check_key, count(*) as number, min(opened_at) as oldest, bool_or(times > 1) as is_back,
        (array_agg(words order by opened_at, id))[1:3] as samples, min(id) as first
    from findings where closed_at is null and owner = any(cast(:owners as text[]))
    group by owner, check_key order by min(opened_at), check_key
""")
_OWNERS = text("select distinct owner from findings where closed_at is null and owner not like 'person:%'")
_OF_PERSON = text("select check_key, words, opened_at from findings where closed_at is null and person_id = :person")
_LISTED = text("""
    select id, check_key, system, words, department, owner, opened_at, times from findings
    where closed_at is null and (cast(:departments as text[]) is null or department = any(cast(:departments as text[])))
        and (cast(:systems as text[]) is null or system = any(cast(:systems as text[])))
        and (cast(:key as text) is null or check_key = :key)
    order by opened_at, id limit :most
""")
_HISTORY = text("select at, turn, minutes from finding_turns where finding_id = :id order by id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Something that a check found, with whose it is: "person:17", "head:教务处" or "post:info_data"."""

    subject: str
    owner: str
    words: str
    person: PersonId | None = None
    department: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Turned:
    """What one look has changed."""

    opened: int
    reopened: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """All open findings of one check that one owner has. `first` is the oldest one's number."""

    owner: str
    check: str
    number: int
    oldest: datetime
    is_back: bool
    samples: tuple[str, ...]
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One open finding."""

    id: int
    check: str
    system: str
    words: str
    department: str
    owner: str
    opened_at: datetime
    times: int


async def record(tx: Tx, key: str, system: str, lacks: Sequence[Lack]) -> Turned:
    """What a whole look has found: it opens, goes on or opens again; whatever is not in it any longer is closed."""
    await plan_for_many(tx)
    opened, reopened = await _put(tx, key, system, lacks)
    values = {"key": key, "now": tx.now, "found": [each.subject for each in lacks], "subject": None}
    closed = (await tx.conn.execute(_CLOSE, values)).rowcount
    return Turned(opened, reopened, closed)


async def open_one(tx: Tx, key: str, system: str, lack: Lack) -> None:
    """One of a kind that no look goes through as a whole."""
    await _put(tx, key, system, [lack])


async def close_one(tx: Tx, key: str, subject: str) -> None:
    """It is so no longer."""
    await tx.conn.execute(_CLOSE, {"key": key, "now": tx.now, "found": [], "subject": subject})


async def close_all(tx: Tx, key: str) -> None:
    """The check has ended."""
    await tx.conn.execute(_CLOSE, {"key": key, "now": tx.now, "found": [], "subject": None})


async def _put(tx: Tx, key: str, system: str, lacks: Sequence[Lack]) -> tuple[int, int]:
    if not lacks:
        return 0, 0
    values = {
        "key": key,
        "system": system,
        "now": tx.now,
        "subjects": [each.subject for each in lacks],
        "owners": [each.owner for each in lacks],
        "words": [each.words for each in lacks],
        "people": [each.person for each in lacks],
        "departments": [each.department for each in lacks],
        "read": [each.value for each in lacks],
    }
    row = (await tx.conn.execute(_PUT, values)).one()
    return row.opened, row.reopened


async def keep_counts(tx: Tx, key: str, counts: Mapping[str, Count]) -> None:
    """How many rows were looked at, by department, and how many of them are wrong."""
    await tx.conn.execute(_FORGET_COUNTS, {"key": key})
    values = {
        "key": key,
        "departments": list(counts),
        "rows": [each.rows for each in counts.values()],
        "wrong": [each.wrong for each in counts.values()],
    }
    await tx.conn.execute(_COUNT, values)


async def owners_waiting(tx: Tx) -> list[str]:
    """Posts and heads that have open findings; people are asked for by themselves."""
    return await tx.conn.scalars(_OWNERS, {})


async def owed(tx: Tx, owners: Sequence[str]) -> list[Owed]:
    """What these owners have to see to, one entry for each owner and check."""
    return [
        Owed(
            owner=row.owner,
            check=row.check_key,
            number=row.number,
            oldest=row.oldest,
            is_back=row.is_back,
            samples=tuple(row.samples),
            first=row.first,
        )
        for row in await tx.conn.execute(_OWED, {"owners": list(owners)})
    ]


async def open_about(tx: Tx, person: PersonId) -> dict[str, str]:
    """What is open about a person: by check the words."""
    return {row.check_key: row.words for row in await tx.conn.execute(_OF_PERSON, {"person": person})}


async def listed(
    tx: Tx,
    *,
    departments: Sequence[str] | None = None,
    systems: Sequence[str] | None = None,
    check: str | None = None,
    most: int,
) -> list[Listed]:
    """Open findings, the oldest first; of these departments, systems or this check, or all."""
    values = {
        "departments": None if departments is None else list(departments),
        "systems": None if systems is None else list(systems),
        "key": check,
        "most": most,
    }
    return [
        Listed(
            id=row.id,
            check=row.check_key,
            system=row.system,
            words=row.words,
            department=row.department,
            owner=row.owner,
            opened_at=row.opened_at,
            times=row.times,
        )
        for row in await tx.conn.execute(_LISTED, values)
    ]


async def history(tx: Tx, finding: int) -> list[tuple[datetime, str, int | None]]:
    """When it was opened, closed and opened again, and how many minutes it was open each time."""
    return [(row.at, row.turn, row.minutes) for row in await tx.conn.execute(_HISTORY, {"id": finding})]
