"""Which obligations have taken a colour that nobody was told of yet, and who was told of which."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import text

from domain.duties.colours import Colour
from domain.ids import PersonId
from storage.database import Tx
from storage.obligations import NEXT_COLOUR, Obligation, obligation_from

_DUE = text("""
    select * from obligations
    where state = 'open' and tell_at <= :now and claimed_at is null and disowned_at is null
        and due_at - opens_at <= cast(:span as interval)
    order by tell_at, id limit :most for update skip locked
""")
# Colours that were passed over while nobody could be told count as told: the last one says more.
_TOLD = text(f"""
    update obligations o set told = given.told, tell_at = {NEXT_COLOUR.format(told="given.told", row="o.")}
    from unnest(cast(:ids as bigint[]), cast(:ranks as integer[])) as given (id, told)
    where o.id = given.id
""")  # noqa: S608 - all of it is ours
_NOTE = text("""
    insert into escalation_tellings (obligation_id, colour, person_id, told_at)
    select id, colour, person_id, :now
    from unnest(cast(:ids as bigint[]), cast(:colours as text[]), cast(:people as bigint[]))
        as given (id, colour, person_id)
    order by id, colour, person_id
    on conflict (obligation_id, colour, person_id) do nothing
    returning obligation_id, colour, person_id
""")
_LAST = text("select max(told_at) from escalation_tellings")

Telling = tuple[int, Colour, PersonId]


async def to_tell(tx: Tx, longest: timedelta, most: int) -> list[Obligation]:
    """Those whose next colour has begun and whose whole time is not longer, the earliest first; locked."""
    rows = await tx.conn.execute(_DUE, {"now": tx.now, "span": longest, "most": most})
    return [obligation_from(row) for row in rows]


async def mark_told(tx: Tx, colours: Sequence[tuple[int, Colour]]) -> None:
    """Everything up to this colour is told."""
    ranks = [colour.rank for _, colour in colours]
    await tx.conn.execute(_TOLD, {"ids": [number for number, _ in colours], "ranks": ranks})


async def note_tellings(tx: Tx, tellings: Collection[Telling]) -> set[Telling]:
    """Those of them that are new: nobody is told of the same colour of the same obligation twice."""
    values = {
        "ids": [number for number, _, _ in tellings],
        "colours": [colour.value for _, colour, _ in tellings],
        "people": [person for _, _, person in tellings],
        "now": tx.now,
    }
    rows = await tx.conn.execute(_NOTE, values)
    return {(row.obligation_id, Colour(row.colour), PersonId(row.person_id)) for row in rows}


async def last_told_at(tx: Tx) -> datetime | None:
    """When anybody was told anything."""
    at: datetime | None = await tx.conn.scalar(_LAST, {})
    return at
