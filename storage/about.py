"""What is held of one person: their accounts, and when the directory changed something of them last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx

_SINCE = text("select since from people where id = :person")
# In the order in which they came: the eldest open one tells name, position and department.
_ACCOUNTS = text("select platform from accounts where person_id = :person and active order by id")
_CHANGED = text("select max(applied_at) from org_changes where person_id = :person and undone_at is null")


@dataclass(frozen=True, slots=True)
class Held:
    """`platforms` are those of the open accounts, the one that tells of the person first."""

    since: datetime
    platforms: Sequence[str]
    changed_at: datetime | None


async def held_of(tx: Tx, person: PersonId) -> Held:
    """Of somebody who is there."""
    values = {"person": person}
    return Held(
        since=await tx.conn.scalar(_SINCE, values),
        platforms=tuple(dict.fromkeys(await tx.conn.scalars(_ACCOUNTS, values))),
        changed_at=await tx.conn.scalar(_CHANGED, values),
    )
