"""Who may have leave in weeks that are closed to its type: for which days, by whose word, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx

_ALLOW = text("""
    insert into leave_exceptions (person_id, leave_type, first, last, reason, allowed_by, allowed_at)
    select :person, code, :first, :last, :reason, :by, :now from unnest(cast(:types as text[])) as t (code)
""")
_ALLOWED = text("""
    select first, last from leave_exceptions where person_id = :person and leave_type = :leave_type order by first, id
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Days from `first` to `last`, both included."""

    person: PersonId
    first: date
    last: date
    reason: str
    by: PersonId


async def allow(tx: Tx, exception: Allowance, types: Iterable[str]) -> None:
    """For these types."""
    values = {"person": exception.person, "first": exception.first, "last": exception.last, "by": exception.by}
    more = {"reason": exception.reason, "types": list(types), "now": tx.now}
    await tx.conn.execute(_ALLOW, {**values, **more})


async def allowed_days(tx: Tx, person: PersonId, leave_type: str) -> tuple[tuple[date, date], ...]:
    """The days of closed weeks that this person was allowed."""
    rows = await tx.conn.execute(_ALLOWED, {"person": person, "leave_type": leave_type})
    return tuple((row.first, row.last) for row in rows)
