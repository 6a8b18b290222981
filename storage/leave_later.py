"""What has become of an approved leave, for its record: 销假, 续假, and what a changed calendar made of it."""

from sqlalchemy import text

from domain.ids import RequestNo
from domain.record import Later, LaterKind
from storage.database import Tx

_LATER = text("""
    select 'return' as kind, ended_at as at, until, minutes, cast(null as bigint) as request, '' as note
    from leave_returns where request_no = :no and state = 'done'
    union all
    select 'goes_on_from', r.submitted_at, null, null, e.extends_no, ''
    from leave_extensions e join requests r on r.no = e.request_no where e.request_no = :no
    union all
    select 'goes_on_in', r.finished_at, upper(p.during), null, e.request_no, ''
    from leave_extensions e join requests r on r.no = e.request_no
    left join leave_periods p on p.request_no = e.request_no and p.active
    where e.extends_no = :no and r.state = 'approved'
    union all
    select 'reprice', ended_at, null, was - becomes, null, why
    from leave_reprices where request_no = :no and state = 'booked'
    order by at
""")


async def later_of(tx: Tx, number: RequestNo) -> list[Later]:
    """In the order in which it happened."""
    return [
        Later(
            kind=LaterKind(row.kind),
            at=row.at or tx.now,
            until=row.until,
            minutes=row.minutes,
            request=None if row.request is None else RequestNo(row.request),
            note=row.note,
        )
        for row in await tx.conn.execute(_LATER, {"no": number})
    ]
