"""Corrections by hand: who said what of whom and why. They stand against every directory until they are ended."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from domain.ids import PersonId
from domain.ownership import Field
from storage.database import Tx
from storage.ownership import settle
from storage.rows import AnyRow

_OPEN = text("""
    select c.id, c.person_id, p.name, p.staff_no, c.field, c.value, c.reason, c.made_by, c.made_at
    from corrections c join people p on p.id = c.person_id
    where c.ended_at is null
    order by c.id
""")

_END_OTHER = text("""
    update corrections set ended_at = :now, ended_by = :by
    where person_id = :person and field = :field and ended_at is null
""")

_ADD = text("""
    insert into corrections (person_id, field, value, reason, made_by, made_at)
    values (:person, :field, :value, :reason, :by, :now)
    returning id
""")

_END = text("""
    update corrections set ended_at = :now, ended_by = :by where id = :id and ended_at is null
    returning person_id, field
""")

_PERSON = text("select id, name, staff_no from people where staff_no = :number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One that stands. `number` is what it is ended by."""

    number: int
    person: PersonId
    name: str
    staff_no: str | None
    field: Field
    value: str
    reason: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Corrected:
    """Whom a correction is of."""

    id: PersonId
    name: str


async def person_by_number(tx: Tx, staff_no: str) -> Corrected | None:
    """Whoever has that staff number, here or gone."""
    row = (await tx.conn.execute(_PERSON, {"number": staff_no})).first()
    return None if row is None else Corrected(PersonId(row.id), row.name)


async def correct(tx: Tx, person: PersonId, of: Field, value: str, *, reason: str, by: str) -> int:
    """Let the value stand from now on; the one that stood before is ended. The caller has asked who owns the field."""
    about = {"person": person, "field": of.value, "by": by, "now": tx.now}
    await tx.conn.execute(_END_OTHER, about)
    number: int = await tx.conn.scalar(_ADD, about | {"value": value, "reason": reason})
    tx.audit(by, "person.corrected", f"person:{person}", correction=number, field=of.value, value=value, reason=reason)
    await settle(tx, {person})
    return number


async def end_correction(tx: Tx, number: int, *, by: str) -> bool:
    """Leave the field to its owner again, whose word comes with their next reading; whether there was such a one."""
    row = (await tx.conn.execute(_END, {"id": number, "by": by, "now": tx.now})).first()
    if row is None:
        return False
    tx.audit(by, "correction.ended", f"person:{row.person_id}", correction=number, field=row.field)
    await settle(tx, {PersonId(row.person_id)})
    return True


async def open_corrections(tx: Tx) -> list[Correction]:
    """All that stand, oldest first."""
    return [_correction(row) for row in await tx.conn.execute(_OPEN, {})]


def _correction(row: AnyRow) -> Correction:
    return Correction(
        number=row.id,
        person=PersonId(row.person_id),
        name=row.name,
        staff_no=row.staff_no,
        field=Field(row.field),
        value=row.value,
        reason=row.reason,
        made_by=row.made_by,
        made_at=row.made_at,
    )
