"""What limits on leave ask about a person: when they came, and how much they have taken of a type in a year."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text

from domain.ids import Minutes, PersonId, RequestNo
from storage.database import Tx

_JOINED = text("""
    select r.joined_on from people p join roster r on r.staff_no = p.staff_no
    where p.id = :person and r.gone_at is null
""")
_TAKEN = text("""
    select coalesce(sum(p.minutes), 0) as minutes, count(*) as times
    from leave_periods p
    where p.person_id = :person and p.active and p.leave_type = :leave_type and p.request_no <> :but
      and lower(p.during) >= :since and lower(p.during) < :until
""")


@dataclass(frozen=True, slots=True)
class Taken:
    """Of one type within a stretch of time, what waits included."""

    minutes: Minutes
    times: int


async def joined_on(tx: Tx, person: PersonId) -> date | None:
    """As the roster has it; None where it does not say."""
    found: date | None = await tx.conn.scalar(_JOINED, {"person": person})
    return found


async def taken(
    tx: Tx, person: PersonId, leave_type: str, since: datetime, until: datetime, *, but: RequestNo
) -> Taken:
    """What begins from `since` to before `until`, without one request."""
    values = {"person": person, "leave_type": leave_type, "since": since, "until": until, "but": but}
    row = (await tx.conn.execute(_TAKEN, values)).one()
    return Taken(Minutes(row.minutes), row.times)
