"""Who has begun to punch and is asked for a place, then a picture: apart from what else is talked about with them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx

_OPEN = text("""
    insert into punch_waits (person_id, begun_at) values (:person, :at)
    on conflict (person_id) do update
    set begun_at = excluded.begun_at, placed_at = null, place = '', within_fence = null
""")
_PLACE = text("""
    insert into punch_waits (person_id, begun_at, placed_at, place, within_fence)
    values (:person, :at, :at, :place, :within_fence)
    on conflict (person_id) do update
    set placed_at = excluded.placed_at, place = excluded.place, within_fence = excluded.within_fence
""")
_IS_OPEN = text("select exists (select from punch_waits where person_id = :person and begun_at > :since)")
_PLACED = text("""
    select place, within_fence from punch_waits where person_id = :person and placed_at > :since
""")
_CLOSE = text("delete from punch_waits where person_id = :person")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where somebody is who is asked for a picture; `within_fence` is None where nobody looked."""

    place: str = ""
    within_fence: bool | None = None


async def open_wait(tx: Tx, person: PersonId, at: datetime) -> None:
    """A place is awaited from now on."""
    await tx.conn.execute(_OPEN, {"person": person, "at": at})


async def await_photo(tx: Tx, person: PersonId, at: datetime, placed: Placed) -> None:
    """Only a picture is lacking from now on."""
    values = {"person": person, "at": at, "place": placed.place, "within_fence": placed.within_fence}
    await tx.conn.execute(_PLACE, values)


async def is_awaited(tx: Tx, person: PersonId, since: datetime) -> bool:
    """Whether a place has been asked for since then."""
    return bool(await tx.conn.scalar(_IS_OPEN, {"person": person, "since": since}))


async def awaits_photo(tx: Tx, person: PersonId, since: datetime) -> Placed | None:
    """Where somebody is who was asked for a picture since then; None if nobody asked."""
    row = (await tx.conn.execute(_PLACED, {"person": person, "since": since})).first()
    return Placed(place=row.place, within_fence=row.within_fence) if row else None


async def close_wait(tx: Tx, person: PersonId) -> None:
    """It has come, or is not needed."""
    await tx.conn.execute(_CLOSE, {"person": person})
