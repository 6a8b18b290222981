"""When people are away: one period per request; the table itself refuses two active ones at a time for one person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import Range, insert

from domain.ids import Minutes, PersonId, RequestNo
from storage.database import Tx
from storage.tables import leave_periods


@dataclass(frozen=True, slots=True)
class Period:
    """A leave that is asked for or granted; it ends before `end`."""

    request_no: RequestNo
    start: datetime
    end: datetime


async def overlapping(tx: Tx, person: PersonId, start: datetime, end: datetime) -> Period | None:
    """The earliest active leave of this person that shares time with the span."""
    during = leave_periods.c.during
    query = (
        select(leave_periods.c.request_no, func.lower(during).label("start"), func.upper(during).label("end"))
        .where(
            leave_periods.c.person_id == person,
            leave_periods.c.active,
            during.overlaps(Range(start, end)),
        )
        .order_by(during)
        .limit(1)
    )
    row = (await tx.conn.execute(query)).first()
    return Period(RequestNo(row.request_no), row.start, row.end) if row else None


async def reserve(tx: Tx, person: PersonId, period: Period, leave_type: str, minutes: Minutes) -> None:
    """Take the time from submission on, so that a second request for it is refused while the first still waits.

    `minutes` of the type's balance are taken with it, until the ledger has them. A request that was returned and is
    submitted again takes the time that it names now.
    """
    during = Range(period.start, period.end)
    query = insert(leave_periods).values(
        request_no=period.request_no,
        person_id=person,
        during=during,
        active=True,
        leave_type=leave_type,
        minutes=minutes,
    )
    excluded = query.excluded
    taken = {name: excluded[name] for name in ("during", "active", "leave_type", "minutes")}
    await tx.conn.execute(query.on_conflict_do_update(index_elements=["request_no"], set_=taken))


async def release(tx: Tx, number: RequestNo) -> None:
    """Give the time back: the request was refused or withdrawn."""
    await tx.conn.execute(update(leave_periods).where(leave_periods.c.request_no == number).values(active=False))
