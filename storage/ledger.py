"""The leave ledger: signed minutes per person and type, one booking per cause."""

from dataclasses import dataclass

from sqlalchemy import text

from domain.ids import Minutes, PersonId, RequestNo
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Balance:
    """What is booked, and how much of it is asked for by requests that still wait."""

    booked: Minutes
    pending: Minutes

    @property
    def free(self) -> Minutes:
        """What a new request may still take."""
        return Minutes(self.booked - self.pending)


_BOOK = text("""
    insert into leave_ledger (person_id, leave_type, minutes, reason, cause_key, request_no, booked_at)
    values (:person, :leave_type, :minutes, :reason, :cause_key, cast(:request_no as bigint), :booked_at)
    on conflict (cause_key) do nothing
""")
# What was booked is taken from the booking itself: rules and calendar may have changed since.
_REVERSE = text("""
    insert into leave_ledger (person_id, leave_type, minutes, reason, cause_key, request_no, booked_at)
    select person_id, leave_type, -minutes, :reason, :cause_key, request_no, :booked_at
    from leave_ledger where cause_key = :reversed
    on conflict (cause_key) do nothing
""")
# One statement, so that a request approved meanwhile is seen either as pending or as booked, never as neither.
_BALANCES = text("""
    select leave_type, sum(booked) as booked, sum(pending) as pending from (
        select leave_type, minutes as booked, 0 as pending from leave_ledger where person_id = :person
        union all
        select l.leave_type, 0, l.minutes
        from leave_periods l join requests r on r.no = l.request_no
        where l.person_id = :person and l.active and r.state = 'pending' and l.leave_type is not null
    ) both_kinds group by leave_type
""")


async def book(
    tx: Tx,
    person: PersonId,
    leave_type: str,
    minutes: Minutes,
    *,
    reason: str,
    cause_key: str,
    request_no: RequestNo | None = None,
) -> None:
    """Book once per cause: `cause_key` is made of facts ("debit:1024"). Signed minutes: a leave taken is negative."""
    values = {
        "person": person,
        "leave_type": leave_type,
        "minutes": minutes,
        "reason": reason,
        "cause_key": cause_key,
        "request_no": request_no,
        "booked_at": tx.now,
    }
    await tx.conn.execute(_BOOK, values)


async def reverse(tx: Tx, reversed_key: str, *, reason: str, cause_key: str) -> None:
    """Book the opposite of one booking, once per cause; nothing if there was none."""
    values = {"reversed": reversed_key, "reason": reason, "cause_key": cause_key, "booked_at": tx.now}
    await tx.conn.execute(_REVERSE, values)


async def balances(tx: Tx, person: PersonId) -> dict[str, Balance]:
    """Every type that has a booking or a waiting request. Types without are not in it."""
    rows = await tx.conn.execute(_BALANCES, {"person": person})
    return {row.leave_type: Balance(Minutes(row.booked), Minutes(row.pending)) for row in rows}
