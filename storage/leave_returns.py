"""Leaves that people are to come back from, what was proposed to be given back, and what was."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from domain.ids import Minutes, PersonId, RequestNo
from domain.leave_return import Absence, Return
from storage.database import Tx
from storage.rows import AnyRow

LOOKED_BACK = timedelta(days=90)  # what ended longer ago is past saying that one is back
WINDOW = "approved_leave_window"  # what a student's leave enters instead of a booking of leave

# A leave of the ledger, or the time for which a form lets somebody go; none of which somebody is back already.
_ABSENCES = f"""
    select a.*, exists (select from leave_extensions e where e.request_no = a.request_no) as goes_on from (
        select p.request_no, p.person_id, p.leave_type as type, lower(p.during) as begins, upper(p.during) as ends,
            p.minutes
        from leave_periods p join requests r on r.no = p.request_no
        where p.active and r.state = 'approved' and p.leave_type is not null and p.minutes is not null
        union all
        select b.request_no, r.applicant_id, b.detail ->> 'type', (b.detail -> 'period' ->> 'start')::timestamptz,
            (b.detail -> 'period' ->> 'end')::timestamptz, null
        from bookings b join requests r on r.no = b.request_no
        where b.what = '{WINDOW}' and b.reversed_at is null and r.state = 'approved'
    ) a
    where not exists (select from leave_returns d where d.request_no = a.request_no and d.state = 'done')
"""  # noqa: S608 - all of it is ours
_UNDER_WAY = text(f"""
    {_ABSENCES} and a.person_id = :person and a.begins <= :now and a.ends > :since
      and not (a.ends <= :now and exists (
          select from leave_extensions e join requests r on r.no = e.request_no
          where e.extends_no = a.request_no and r.state = 'approved'
      ))
    order by a.begins, a.request_no
""")
_ONE = text(f"{_ABSENCES} and a.request_no = :no")
# Whoever asks for more time, or is on another leave, is not late; nor is who has left.
_OVERDUE = text(f"""
    {_ABSENCES} and a.ends > :since and a.ends <= :now
      and exists (select from people p where p.id = a.person_id and p.status = 'active')
      and not exists (
          select from leave_extensions e join requests r on r.no = e.request_no
          where e.extends_no = a.request_no and r.state in ('pending', 'approved')
      )
      and not exists (
          select from leave_periods o join requests r on r.no = o.request_no
          where o.person_id = a.person_id and o.active and r.state = 'approved'
            and o.during @> cast(:now as timestamptz)
      )
    order by a.ends, a.request_no
""")  # noqa: S608 - all of it is ours
_EXTEND = text("""
    insert into leave_extensions (request_no, extends_no) values (:no, :extends) on conflict (request_no) do nothing
""")
_GOING_ON = text("""
    select e.request_no from leave_extensions e join requests r on r.no = e.request_no
    where e.extends_no = :no and r.state in ('pending', 'approved') order by e.request_no limit 1
""")
_PROPOSE = text("""
    insert into leave_returns (request_no, person_id, back_at, was_until, until, minutes, asked_at)
    values (:no, :person, :back, :was_until, :until, :minutes, :now) returning id
""")
_FIND = text("select * from leave_returns where id = :id")
_BACK = text("select back_at from leave_returns where request_no = :no and state = 'done'")
_END = text("""
    update leave_returns set state = :state, ended_at = :now, until = :until, was_until = :was_until, minutes = :minutes
    where id = :id
""")
_DROP_OTHERS = text("""
    update leave_returns set state = 'dropped', ended_at = :now where request_no = :no and state = 'asked'
""")
_UNDO = text("""
    update leave_returns set state = case state when 'done' then 'undone' else 'dropped' end, ended_at = :now
    where request_no = :no and state in ('asked', 'done')
""")
_SHORTEN = text("""
    update leave_periods set during = tstzrange(lower(during), cast(:until as timestamptz)), minutes = :minutes
    where request_no = :no and active and upper(during) > cast(:until as timestamptz)
""")
_CLOSE_WINDOW = text(f"""
    update bookings set detail = jsonb_set(detail, '{{period,end}}', to_jsonb(cast(:until as text)))
    where request_no = :no and what = '{WINDOW}' and reversed_at is null
""")  # noqa: S608 - all of it is ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One that was asked about. `is_open`: not answered yet."""

    id: int
    no: RequestNo
    person: PersonId
    returned: Return
    was_until: datetime
    is_open: bool


async def under_way(tx: Tx, person: PersonId) -> list[Absence]:
    """What this person may come back from now, and what has ended of which nobody has said that they are back."""
    values = {"person": person, "now": tx.now, "since": tx.now - LOOKED_BACK}
    return [_absence(row) for row in await tx.conn.execute(_UNDER_WAY, values)]


async def absence_of(tx: Tx, no: RequestNo) -> Absence | None:
    """The leave of this request; None if it is none, or its person is back."""
    row = (await tx.conn.execute(_ONE, {"no": no})).first()
    return _absence(row) if row else None


async def overdue(tx: Tx, since: datetime) -> list[Absence]:
    """Everybody's leaves that have ended since then, and of which nobody has said that they are back."""
    return [_absence(row) for row in await tx.conn.execute(_OVERDUE, {"now": tx.now, "since": since})]


async def extend(tx: Tx, no: RequestNo, extends: RequestNo) -> None:
    """Link a request for more time with the leave that it goes on from."""
    await tx.conn.execute(_EXTEND, {"no": no, "extends": extends})


async def going_on(tx: Tx, no: RequestNo) -> RequestNo | None:
    """The request that asks for more time after this leave, or has got it."""
    found: int | None = await tx.conn.scalar(_GOING_ON, {"no": no})
    return None if found is None else RequestNo(found)


async def propose(tx: Tx, absence: Absence, returned: Return) -> int:
    """Note what is shown; its number. Nothing has happened yet."""
    values = {"no": absence.no, "person": absence.person, "was_until": absence.end, "now": tx.now}
    shown = {"back": returned.back, "until": returned.until, "minutes": returned.given_back}
    return int(await tx.conn.scalar(_PROPOSE, {**values, **shown}))


async def find_proposal(tx: Tx, number: int) -> Proposal | None:
    """As it is; whoever answers it holds the lock of its request."""
    row = (await tx.conn.execute(_FIND, {"id": number})).first()
    return _proposal(row) if row else None


async def back_from(tx: Tx, no: RequestNo) -> datetime | None:
    """When somebody came back from the leave of this request; None while they have not."""
    back: datetime | None = await tx.conn.scalar(_BACK, {"no": no})
    return back


async def end_proposal(tx: Tx, proposal: Proposal, absence: Absence, returned: Return, *, done: bool) -> None:
    """It is carried out as `returned` says, or dropped."""
    values = {"was_until": absence.end, "until": returned.until, "minutes": returned.given_back, "now": tx.now}
    await tx.conn.execute(_END, {**values, "id": proposal.id, "state": "done" if done else "dropped"})
    if done:
        await tx.conn.execute(_DROP_OTHERS, {"no": proposal.no, "now": tx.now})


async def undo_return(tx: Tx, no: RequestNo) -> None:
    """The leave is taken back whole: nobody has come back from it."""
    await tx.conn.execute(_UNDO, {"no": no, "now": tx.now})


async def shorten(tx: Tx, absence: Absence, returned: Return) -> None:
    """The time that is reserved, or allowed, ends earlier."""
    if absence.minutes is None:
        until = returned.until.astimezone(UTC).isoformat()
        await tx.conn.execute(_CLOSE_WINDOW, {"no": absence.no, "until": until})
    else:
        minutes = absence.minutes - returned.given_back
        await tx.conn.execute(_SHORTEN, {"no": absence.no, "until": returned.until, "minutes": minutes})


def _absence(row: AnyRow) -> Absence:
    return Absence(
        no=RequestNo(row.request_no),
        person=PersonId(row.person_id),
        type=row.type or "",
        start=row.begins,
        end=row.ends,
        minutes=None if row.minutes is None else Minutes(row.minutes),
        goes_on=row.goes_on,
    )


def _proposal(row: AnyRow) -> Proposal:
    return Proposal(
        id=row.id,
        no=RequestNo(row.request_no),
        person=PersonId(row.person_id),
        returned=Return(row.back_at, row.until, Minutes(row.minutes)),
        was_until=row.was_until,
        is_open=row.state == "asked",
    )
