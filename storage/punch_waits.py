"""Who has begun to punch and is asked for a place: apart from what else is being talked about with them."""

from datetime import datetime

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx

_OPEN = text("""
    insert into punch_waits (person_id, begun_at) values (:person, :at)
    on conflict (person_id) do update set begun_at = excluded.begun_at
""")
_IS_OPEN = text("select exists (select from punch_waits where person_id = :person and begun_at > :since)")
_CLOSE = text("delete from punch_waits where person_id = :person")


async def open_wait(tx: Tx, person: PersonId, at: datetime) -> None:
    """A place is awaited from now on."""
    await tx.conn.execute(_OPEN, {"person": person, "at": at})


async def is_awaited(tx: Tx, person: PersonId, since: datetime) -> bool:
    """Whether one has been asked for since then."""
    return bool(await tx.conn.scalar(_IS_OPEN, {"person": person, "since": since}))


async def close_wait(tx: Tx, person: PersonId) -> None:
    """It has come, or is not needed."""
    await tx.conn.execute(_CLOSE, {"person": person})
