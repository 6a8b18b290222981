"""The departments' sheets of a month: asked for, signed over a content, taken back when the content changes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text

from domain.ids import DepartmentId, PersonId
from storage.database import Tx
from storage.rows import AnyRow

_OPEN = text("""
    insert into month_sheets (month, department_id)
    select :month, department from unnest(cast(:departments as bigint[])) as given (department)
    on conflict (month, department_id) do nothing
""")
_ALL = text("select * from month_sheets where month = :month order by id")
_FIND = text("select * from month_sheets where month = :month and department_id = :department")
_LOCK = text("select * from month_sheets where id = :id for update")
_LOCK_OF = text("select * from month_sheets where month = :month and department_id = :department for update")
_ASKED = text("update month_sheets set asked_at = coalesce(asked_at, :now), reminded_on = :today where id = :id")
_SIGN = text("""
    update month_sheets set signed_at = :now, signed_by_id = :person, fingerprint = :fingerprint where id = :id
""")
_RENEW = text("update month_sheets set version = version + 1 where id = :id")
_TAKE_BACK = text("""
    update month_sheets set signed_at = null, signed_by_id = null, fingerprint = null, version = version + 1
    where id = :id
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSheet:
    """One department's. `fingerprint` is of what was signed."""

    id: int
    month: date
    department: DepartmentId
    version: int
    asked_at: datetime | None
    reminded_on: date | None
    signed_at: datetime | None
    signed_by: PersonId | None
    fingerprint: str | None


async def open_sheets(tx: Tx, month: date, departments: Collection[DepartmentId]) -> None:
    """Have a sheet for each; those that are there stay."""
    if departments:
        await tx.conn.execute(_OPEN, {"month": month, "departments": sorted(departments)})


async def sheets_of(tx: Tx, month: date) -> list[MonthSheet]:
    """All of a month's."""
    return [_sheet(row) for row in await tx.conn.execute(_ALL, {"month": month})]


async def lock_sheet(tx: Tx, number: int) -> MonthSheet | None:
    """To be signed or taken back in this transaction."""
    row = (await tx.conn.execute(_LOCK, {"id": number})).first()
    return _sheet(row) if row else None


async def find_sheet(tx: Tx, month: date, department: DepartmentId) -> MonthSheet | None:
    """Only to be read."""
    row = (await tx.conn.execute(_FIND, {"month": month, "department": department})).first()
    return _sheet(row) if row else None


async def lock_sheet_of(tx: Tx, month: date, department: DepartmentId) -> MonthSheet | None:
    """The same by what it is about."""
    row = (await tx.conn.execute(_LOCK_OF, {"month": month, "department": department})).first()
    return _sheet(row) if row else None


async def note_asked(tx: Tx, sheet: MonthSheet, today: date) -> None:
    """Its head was asked or reminded today."""
    await tx.conn.execute(_ASKED, {"id": sheet.id, "now": tx.now, "today": today})


async def sign(tx: Tx, sheet: MonthSheet, person: PersonId, fingerprint: str) -> None:
    """It is signed; the audit has who and what."""
    await tx.conn.execute(_SIGN, {"id": sheet.id, "now": tx.now, "person": person, "fingerprint": fingerprint})
    detail = {"month": f"{sheet.month:%Y-%m}", "department": sheet.department, "sha256": fingerprint}
    tx.audit(f"person:{person}", "attendance.sign", f"sheet:{sheet.id}", **detail)


async def renew(tx: Tx, sheet: MonthSheet) -> None:
    """What it holds is other than its head was shown: whoever presses an older card signs nothing."""
    await tx.conn.execute(_RENEW, {"id": sheet.id})


async def take_back(tx: Tx, sheet: MonthSheet) -> None:
    """What was signed is no longer what the sheet says."""
    await tx.conn.execute(_TAKE_BACK, {"id": sheet.id})
    tx.audit("attendance", "attendance.unsign", f"sheet:{sheet.id}", sha256=sheet.fingerprint or "")


def _sheet(row: AnyRow) -> MonthSheet:
    return MonthSheet(
        id=row.id,
        month=row.month,
        department=DepartmentId(row.department_id),
        version=row.version,
        asked_at=row.asked_at,
        reminded_on=row.reminded_on,
        signed_at=row.signed_at,
        signed_by=None if row.signed_by_id is None else PersonId(row.signed_by_id),
        fingerprint=row.fingerprint,
    )
