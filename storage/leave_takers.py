"""What limits on leave ask about a person: when they came, and how much they have taken of a type in a year."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text

from domain.accrual import Service
from domain.ids import Minutes, PersonId, RequestNo
from storage.database import Tx
from storage.rows import AnyRow

_JOINED = text("""
    select r.joined_on from people p join roster r on r.staff_no = p.staff_no
    where p.id = :person and r.gone_at is null
""")
_SERVICE = text("""
    select coalesce(r.joined_on, r.working_since) as joined_on,
        coalesce(r.working_since, r.joined_on) as since, r.left_on
    from people p join roster r on r.staff_no = p.staff_no
    where p.id = :person and r.gone_at is null and coalesce(r.joined_on, r.working_since) is not null
""")
_ALL_SERVICES = text("""
    select p.id, coalesce(r.joined_on, r.working_since) as joined_on,
        coalesce(r.working_since, r.joined_on) as since, r.left_on
    from people p join roster r on r.staff_no = p.staff_no
    where r.gone_at is null and coalesce(r.joined_on, r.working_since) is not null and p.status = 'active'
      and (r.left_on is null or r.left_on >= coalesce(r.joined_on, r.working_since))
    order by p.id
""")
_GRANTED = text("""
    select p.leave_type, sum(p.minutes) as minutes
    from leave_periods p join requests r on r.no = p.request_no
    where p.person_id = :person and p.active and r.state = 'approved' and p.leave_type is not null
      and lower(p.during) >= :since and lower(p.during) < :until
    group by p.leave_type
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


async def service_of(tx: Tx, person: PersonId) -> Service | None:
    """Years of service are counted from the first day of work anywhere, or the first day here where that is all."""
    row = (await tx.conn.execute(_SERVICE, {"person": person})).first()
    return _service(row) if row else None


async def taken(
    tx: Tx, person: PersonId, leave_type: str, since: datetime, until: datetime, *, but: RequestNo
) -> Taken:
    """What begins from `since` to before `until`, without one request."""
    values = {"person": person, "leave_type": leave_type, "since": since, "until": until, "but": but}
    row = (await tx.conn.execute(_TAKEN, values)).one()
    return Taken(Minutes(row.minutes), row.times)


async def services(tx: Tx) -> dict[PersonId, Service]:
    """Everybody who is here and whose first day of work the roster has."""
    rows = await tx.conn.execute(_ALL_SERVICES, {})
    return {PersonId(row.id): _service(row) for row in rows}


def _service(row: AnyRow) -> Service:
    return Service(since=row.since, joined=row.joined_on, left=row.left_on)


async def granted_in(tx: Tx, person: PersonId, since: datetime, until: datetime) -> dict[str, Minutes]:
    """Approved leave by type that begins from `since` to before `until`."""
    rows = await tx.conn.execute(_GRANTED, {"person": person, "since": since, "until": until})
    return {row.leave_type: Minutes(row.minutes) for row in rows}
