"""When people are away: one period per request; the table itself refuses two active ones at a time for one person."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import Range, insert

from domain.ids import Minutes, PersonId, RequestNo
from domain.working_time import Span
from storage.database import Tx
from storage.rows import AnyRow
from storage.tables import leave_periods

# What somebody has asked for is reserved for them, but only what was granted keeps them from work.
_GRANTED = text("""
    with asked as (
        select unnest(cast(:people as bigint[])) as person_id
        union
        select person_id from places where request_no = any(cast(:numbers as bigint[]))
        union
        select stand_in_id from places
        where request_no = any(cast(:numbers as bigint[])) and stand_in_id is not null
    )
    select asked.person_id, lower(l.during) as begins, upper(l.during) as ends
    from asked
    left join (select p.person_id, p.during from leave_periods p join requests r on r.no = p.request_no
        where p.active and r.state = 'approved') l on l.person_id = asked.person_id
    order by asked.person_id, l.during
""")


_RESERVED = text("select minutes from leave_periods where request_no = :number")


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


async def reserved(tx: Tx, number: RequestNo) -> Minutes | None:
    """How long it was when it was submitted; None for one that reserved nothing."""
    minutes: int | None = await tx.conn.scalar(_RESERVED, {"number": number})
    return None if minutes is None else Minutes(minutes)


async def granted(tx: Tx, people: Collection[PersonId]) -> dict[PersonId, tuple[Span, ...]]:
    """The approved leave of each of these people in its order; none for who has none."""
    return _by_person(await tx.conn.execute(_GRANTED, {"people": sorted(people), "numbers": []}))


async def granted_around(tx: Tx, numbers: Sequence[RequestNo]) -> dict[PersonId, tuple[Span, ...]]:
    """The same of everybody for whom these cases wait, with their stand-ins: one question for all of them."""
    return _by_person(await tx.conn.execute(_GRANTED, {"people": [], "numbers": list(numbers)}))


def _by_person(rows: Iterable[AnyRow]) -> dict[PersonId, tuple[Span, ...]]:
    found: dict[PersonId, tuple[Span, ...]] = {}
    for row in rows:
        periods = found.setdefault(PersonId(row.person_id), ())
        if row.begins is not None:
            found[PersonId(row.person_id)] = (*periods, (row.begins, row.ends))
    return found


async def release(tx: Tx, number: RequestNo) -> None:
    """Give the time back: the request was refused or withdrawn."""
    await tx.conn.execute(update(leave_periods).where(leave_periods.c.request_no == number).values(active=False))
