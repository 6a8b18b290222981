"""Leaves that a change of the calendar makes longer or shorter, and what became of each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import text

from domain.ids import Minutes, PersonId, RequestNo
from storage.database import Tx
from storage.rows import AnyRow

# Whatever lies over one of the days, with what is still asked about it from an earlier change. The request is locked,
# so that it is not approved meanwhile with what it cost before.
_OVER = text("""
    select p.request_no, p.person_id, p.leave_type, lower(p.during) as begins, upper(p.during) as ends, p.minutes,
        r.state, coalesce(q.becomes - q.was, 0) as open_minutes
    from leave_periods p join requests r on r.no = p.request_no
    left join leave_reprices q on q.request_no = p.request_no and q.state = 'asked'
    where p.active and r.state in ('pending', 'approved') and p.leave_type is not null and p.minutes is not null
      and exists (
          select from unnest(cast(:days as date[])) as changed (day)
          where p.during && tstzrange(
              changed.day::timestamp at time zone cast(:zone as text),
              (changed.day + 1)::timestamp at time zone cast(:zone as text)
          )
      )
    order by p.request_no
    for update of r
""")
_NOTE = text("""
    insert into leave_reprices (request_no, person_id, was, becomes, why, state, asked_at, due_at, ended_at)
    values (
        :no, :person, :was, :becomes, :why, :state, :now, cast(:due as timestamptz),
        case when :state = 'asked' then null else cast(:now as timestamptz) end
    )
    returning id
""")
_FIND = text("select * from leave_reprices where id = :id")
_LOCK_ASKED = text("select * from leave_reprices where id = :id and state = 'asked' for update")
_SILENT = text("select id from leave_reprices where state = 'asked' and due_at <= :now order by id")
_END = text("update leave_reprices set state = :state, ended_at = :now where id = :id and state = 'asked'")
_DROP = text("""
    update leave_reprices set state = 'dropped', ended_at = :now where request_no = :no and state = 'asked'
""")
_PERIOD = text("""
    select p.leave_type, lower(p.during) as begins, upper(p.during) as ends, p.minutes, r.state
    from leave_periods p join requests r on r.no = p.request_no
    where p.request_no = :no and p.active for update of r
""")
_COSTS = text("update leave_periods set minutes = minutes + :more where request_no = :no")


class Became(StrEnum):
    """What became of one."""

    ASKED = "asked"
    BOOKED = "booked"
    REFUSED = "refused"
    SILENT = "silent"
    WITHHELD = "withheld"  # a closed month: HR decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A leave with what it costs. `open_minutes` is what an earlier change would add, not answered yet."""

    no: RequestNo
    person: PersonId
    type: str
    start: datetime
    end: datetime
    minutes: Minutes
    is_approved: bool
    open_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprice:
    """What a leave costs, what it would cost, and why."""

    id: int
    no: RequestNo
    person: PersonId
    was: Minutes
    becomes: Minutes
    why: str


async def leaves_over(tx: Tx, days: Collection[date], campus: ZoneInfo) -> list[Priced]:
    """What is asked for or granted over any of these days; locked."""
    rows = await tx.conn.execute(_OVER, {"days": sorted(days), "zone": campus.key})
    return [_priced(RequestNo(row.request_no), PersonId(row.person_id), row, row.open_minutes) for row in rows]


async def note_reprice(tx: Tx, leave: Priced, more: int, why: str, became: Became, due: datetime | None) -> Reprice:
    """Write down what a change means for a leave; what was asked before about it is asked no more."""
    await drop_reprices(tx, leave.no)
    becomes = Minutes(leave.minutes + more)
    values = {"no": leave.no, "person": leave.person, "was": leave.minutes, "becomes": becomes, "why": why}
    number = await tx.conn.scalar(_NOTE, {**values, "state": became.value, "due": due, "now": tx.now})
    return Reprice(id=int(number), no=leave.no, person=leave.person, was=leave.minutes, becomes=becomes, why=why)


async def find_reprice(tx: Tx, number: int) -> Reprice | None:
    """Whatever has become of it."""
    row = (await tx.conn.execute(_FIND, {"id": number})).first()
    return _reprice(row) if row else None


async def lock_asked(tx: Tx, number: int) -> Reprice | None:
    """To be answered in this transaction; None if it is no longer asked about."""
    row = (await tx.conn.execute(_LOCK_ASKED, {"id": number})).first()
    return _reprice(row) if row else None


async def silent_reprices(tx: Tx) -> list[int]:
    """Those that nobody has answered in time."""
    return list(await tx.conn.scalars(_SILENT, {"now": tx.now}))


async def end_reprice(tx: Tx, number: int, became: Became) -> None:
    """It is answered."""
    await tx.conn.execute(_END, {"id": number, "state": became.value, "now": tx.now})


async def drop_reprices(tx: Tx, no: RequestNo) -> None:
    """The leave was taken back: nothing of it is to be counted any more."""
    await tx.conn.execute(_DROP, {"no": no, "now": tx.now})


async def priced_leave(tx: Tx, reprice: Reprice) -> Priced | None:
    """The leave as it is now, locked; None if it is over."""
    row = (await tx.conn.execute(_PERIOD, {"no": reprice.no})).first()
    return _priced(reprice.no, reprice.person, row, 0) if row else None


async def cost_more(tx: Tx, no: RequestNo, more: int) -> None:
    """The leave costs so many minutes more, or less, than was reserved."""
    await tx.conn.execute(_COSTS, {"no": no, "more": more})


def _priced(no: RequestNo, person: PersonId, row: AnyRow, open_minutes: int) -> Priced:
    return Priced(
        no=no,
        person=person,
        type=row.leave_type,
        start=row.begins,
        end=row.ends,
        minutes=Minutes(row.minutes),
        is_approved=row.state == "approved",
        open_minutes=open_minutes,
    )


def _reprice(row: AnyRow) -> Reprice:
    return Reprice(
        id=row.id,
        no=RequestNo(row.request_no),
        person=PersonId(row.person_id),
        was=Minutes(row.was),
        becomes=Minutes(row.becomes),
        why=row.why,
    )
