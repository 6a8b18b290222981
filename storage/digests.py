"""今日待办: one row per person and day, written in the transaction that queues its card, and whose hour has come."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

import msgspec
from sqlalchemy import text

from domain.duties.digest import from_json, to_json
from domain.duties.lines import Line
from domain.ids import CardId, PersonId
from storage.database import Tx
from storage.rows import AnyRow

# Somebody with an open account, whose hour has come today and who was not looked at today.
_DUE = text("""
    select p.id, coalesce(h.at, cast(:usual as time)) as hour
    from people p left join digest_hours h on h.person_id = p.id
    where p.status = 'active' and p.id > :after and coalesce(h.at, cast(:usual as time)) <= cast(:at as time)
        and exists (select from accounts a where a.person_id = p.id and a.active)
        and not exists (select from digests d where d.person_id = p.id and d.day = cast(:day as date))
    order by p.id limit :most
""")
# A second one of the same person and day waits for the first and finds it there: no row, no card.
_KEEP = text("""
    insert into digests (person_id, day, told_id, made_at, lines, cases, card_id)
    select person_id, :day, told_id, :now, cast(lines as jsonb), cast(cases as bigint[]), card_id
    from unnest(
        cast(:people as bigint[]), cast(:told as bigint[]), cast(:lines as text[]), cast(:cases as text[]),
        cast(:cards as text[])
    ) as given (person_id, told_id, lines, cases, card_id)
    order by person_id
    on conflict (person_id, day) do nothing
    returning person_id
""")
_OF = text("""
    select d.person_id, d.day, d.told_id, d.lines, d.card_id, p.name from digests d join people p on p.id = d.person_id
    where d.person_id = any(cast(:people as bigint[])) and d.day >= cast(:since as date) and d.card_id is not null
    order by d.person_id, d.day
""")
# Cards that show a case as waiting which waits for nobody of theirs any more.
_STALE = text("""
    select distinct d.person_id
    from digests d
    join cards c on c.id = d.card_id and c.state = 'live'
    cross join lateral unnest(d.cases) as case_no
    where d.day = cast(:day as date) and d.cases <> '{}' and not exists (
        select from places l where l.request_no = case_no and d.person_id in (l.person_id, l.stand_in_id)
    )
    order by d.person_id limit :most
""")
_FORGET_CASES = text("""
    update digests d set cases = array(
        select case_no from unnest(d.cases) as case_no where exists (
            select from places l where l.request_no = case_no and d.person_id in (l.person_id, l.stand_in_id)
        )
    )
    where d.day = cast(:day as date) and d.person_id = any(cast(:people as bigint[]))
""")
_encode = msgspec.json.Encoder().encode
_HOUR_OF = text("select at from digest_hours where person_id = :person")
_CHOOSE_HOUR = text("""
    insert into digest_hours (person_id, at, chosen_at) values (:person, cast(:at as time), :now)
    on conflict (person_id) do update set at = excluded.at, chosen_at = excluded.chosen_at
""")
_DROP_HOUR = text("delete from digest_hours where person_id = :person")


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeDigest:
    """One person's; `told` reads it. Without a card nothing is sent, because there is nothing to do."""

    person: PersonId
    told: PersonId
    lines: Sequence[Line]
    cases: Sequence[int] = ()
    card: CardId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentDigest:
    """One that was sent; `name` is whose it is."""

    person: PersonId
    name: str
    day: date
    told: PersonId
    lines: tuple[Line, ...]


async def due_people(
    tx: Tx, day: date, at: time, usual: time, *, after: PersonId | None, most: int
) -> list[tuple[PersonId, time]]:
    """Who is to be looked at, with their hour, the next of them in the order of their numbers."""
    values = {"day": day, "at": at, "usual": usual, "after": after or 0, "most": most}
    return [(PersonId(row.id), row.hour) for row in await tx.conn.execute(_DUE, values)]


async def keep_digests(tx: Tx, day: date, made: Sequence[MadeDigest]) -> set[PersonId]:
    """Whose row is ours: the others' was written elsewhere, and nothing may be sent to them."""
    values = {
        "day": day,
        "now": tx.now,
        "people": [each.person for each in made],
        "told": [each.told for each in made],
        "lines": [_encode(to_json(each.lines)).decode() for each in made],
        "cases": ["{" + ",".join(map(str, each.cases)) + "}" for each in made],
        "cards": [each.card for each in made],
    }
    return {PersonId(person) for person in await tx.conn.scalars(_KEEP, values)}


async def digests_of(tx: Tx, people: Collection[PersonId], since: date) -> list[SentDigest]:
    """What was sent about these people from that day on, the oldest first."""
    return [_sent(row) for row in await tx.conn.execute(_OF, {"people": list(people), "since": since})]


async def find_digest(tx: Tx, person: PersonId, day: date) -> SentDigest | None:
    """The one that was sent that day."""
    return next((each for each in await digests_of(tx, [person], day) if each.day == day), None)


async def stale_digests(tx: Tx, day: date, most: int) -> list[PersonId]:
    """Whose card of that day shows a case that was dealt with elsewhere; each is named once."""
    values: Mapping[str, object] = {"day": day, "most": most}
    people = [PersonId(person) for person in await tx.conn.scalars(_STALE, values)]
    if people:
        await tx.conn.execute(_FORGET_CASES, {"day": day, "people": people})
    return people


async def hour_of(tx: Tx, person: PersonId) -> time | None:
    """The hour that somebody has chosen for themselves."""
    hour: time | None = await tx.conn.scalar(_HOUR_OF, {"person": person})
    return hour


async def choose_hour(tx: Tx, person: PersonId, at: time | None) -> None:
    """From the next morning on; None: the college's."""
    if at is None:
        await tx.conn.execute(_DROP_HOUR, {"person": person})
    else:
        await tx.conn.execute(_CHOOSE_HOUR, {"person": person, "at": at, "now": tx.now})


def _sent(row: AnyRow) -> SentDigest:
    return SentDigest(
        person=PersonId(row.person_id),
        name=row.name,
        day=row.day,
        told=PersonId(row.told_id),
        lines=from_json(row.lines),
    )
