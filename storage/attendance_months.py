"""Closed months: their days stand as they are, and what would be otherwise is kept for HR."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx

CLOSING = 22_000_034  # our advisory lock of closing, in PostgreSQL's number space

_CLOSED = text("select month from attendance_months")
_CLOSE = text("""
    insert into attendance_months (month, closed_at, closed_by) values (:month, :now, :by)
    on conflict (month) do nothing returning month
""")
_OPEN = text("delete from attendance_months where month = :month returning month")
_STANDING = text("select month, emptied_at is not null as is_emptied from attendance_months")
# Whoever writes days of open months shares it; whoever closes one waits for them, and they for the commit.
_TOGETHER = text("select pg_advisory_xact_lock_shared(:lock)")
_ALONE = text("select pg_advisory_xact_lock(:lock)")
_WITHHOLD = text("""
    insert into attendance_withheld (person_id, day, status, detail, cause, found_at)
    select person_id, day, status, cast(detail as jsonb), cause, :now
    from unnest(
        cast(:people as bigint[]), cast(:days as date[]), cast(:statuses as text[]), cast(:details as text[]),
        cast(:causes as text[])
    ) as g (person_id, day, status, detail, cause)
    on conflict (person_id, day) do update
    set status = excluded.status, detail = excluded.detail, cause = excluded.cause, found_at = excluded.found_at
    where (attendance_withheld.status, attendance_withheld.detail) is distinct from (excluded.status, excluded.detail)
    returning person_id, day
""")
_WITHHELD = text("""
    select w.person_id, p.name, p.staff_no, w.day, w.status, d.status as kept, w.cause, w.found_at
    from attendance_withheld w join people p on p.id = w.person_id
    left join attendance_days d using (person_id, day)
    where w.day >= :first and w.day < :next order by p.staff_no, w.day
""")
_RELEASE = text("delete from attendance_withheld where day >= :first and day < :next returning person_id, day")


class Emptied(Exception):
    """The punches of the month are forgotten: derived again, everybody would have been absent."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """What a day of a closed month would be today."""

    person: PersonId
    day: date
    status: str
    detail: str
    cause: str


@dataclass(frozen=True, slots=True)
class WithheldLine:
    """The same as HR reads it."""

    person: PersonId
    name: str
    staff_no: str
    day: date
    status: str
    kept: str
    cause: str
    found_at: datetime


def first_of(day: date) -> date:
    """By which day a month is known."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first of the next."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


async def closed_months(tx: Tx) -> frozenset[date]:
    """The first days of all of them."""
    return frozenset(await tx.conn.scalars(_CLOSED, {}))


async def emptied_months(tx: Tx) -> frozenset[date]:
    """Those of which the punches are forgotten, so that what their days would be today is not known any more."""
    return (await _standing(tx))[1]


async def rely_on_months(tx: Tx) -> tuple[frozenset[date], frozenset[date]]:
    """Which are closed, and of which the punches are forgotten; until the transaction ends no other one is closed."""
    await tx.conn.execute(_TOGETHER, {"lock": CLOSING})
    return await _standing(tx)


async def _standing(tx: Tx) -> tuple[frozenset[date], frozenset[date]]:
    rows = (await tx.conn.execute(_STANDING, {})).all()
    return frozenset(row.month for row in rows), frozenset(row.month for row in rows if row.is_emptied)


async def close_month(tx: Tx, month: date, by: str) -> bool:
    """From now on its days are not changed. False if it was closed before. `by` is a typed reference."""
    await tx.conn.execute(_ALONE, {"lock": CLOSING})
    closed = await tx.conn.scalar(_CLOSE, {"month": first_of(month), "now": tx.now, "by": by})
    if closed is not None:
        tx.audit(by, "attendance.close", f"month:{first_of(month):%Y-%m}")
    return closed is not None


async def open_month(tx: Tx, month: date, by: str) -> tuple[tuple[PersonId, date], ...] | None:
    """HR alone. The days that were withheld, which are to be derived again; None if it was not closed.

    Raises:
        Emptied: its punches are forgotten.
    """
    month = first_of(month)
    if month in await emptied_months(tx):
        raise Emptied
    if await tx.conn.scalar(_OPEN, {"month": month}) is None:
        return None
    tx.audit(by, "attendance.open", f"month:{month:%Y-%m}")
    rows = await tx.conn.execute(_RELEASE, {"first": month, "next": next_month(month)})
    return tuple((PersonId(row.person_id), row.day) for row in rows)


async def withhold(tx: Tx, days: Sequence[Withheld]) -> int:
    """Keep what would be otherwise; how much of it is new."""
    if not days:
        return 0
    values = {
        "people": [each.person for each in days],
        "days": [each.day for each in days],
        "statuses": [each.status for each in days],
        "details": [each.detail for each in days],
        "causes": [each.cause for each in days],
        "now": tx.now,
    }
    return (await tx.conn.execute(_WITHHOLD, values)).rowcount


async def withheld_in(tx: Tx, month: date) -> list[WithheldLine]:
    """Everything that a closed month would have otherwise."""
    first = first_of(month)
    rows = await tx.conn.execute(_WITHHELD, {"first": first, "next": next_month(first)})
    return [
        WithheldLine(
            PersonId(row.person_id),
            row.name,
            row.staff_no or "",
            row.day,
            row.status,
            row.kept or "",
            row.cause,
            row.found_at,
        )
        for row in rows
    ]
