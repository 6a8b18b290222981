"""The plan of shifts by person and day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import text

from domain.attendance.filed import AssignedShift
from domain.ids import PersonId
from storage.attendance_days import touch_days
from storage.database import Tx

CAUSE = "shifts"
_ASSIGN = text("""
    insert into assigned_shifts (person_id, day, shift, assigned_at)
    select distinct on (person_id, day) person_id, day, shift, :now from unnest(
        cast(:people as bigint[]), cast(:days as date[]), cast(:shifts as text[])
    ) as g (person_id, day, shift)
    order by person_id, day
    on conflict (person_id, day) do update set shift = excluded.shift, assigned_at = excluded.assigned_at
    where assigned_shifts.shift <> excluded.shift
    returning person_id, day
""")
_NUMBERS = text("select staff_no, id from people where staff_no is not null")


async def assign_shifts(tx: Tx, shifts: Sequence[AssignedShift]) -> int:
    """Keep the plan; how many days are other than before. Those are derived again."""
    if not shifts:
        return 0
    values = {
        "people": [each.person for each in shifts],
        "days": [each.day for each in shifts],
        "shifts": [each.shift for each in shifts],
        "now": tx.now,
    }
    changed: defaultdict[tuple[date, date], list[PersonId]] = defaultdict(list)
    days_of: defaultdict[PersonId, list[date]] = defaultdict(list)
    for row in await tx.conn.execute(_ASSIGN, values):
        days_of[PersonId(row.person_id)].append(row.day)
    for person, days in days_of.items():
        changed[min(days), max(days)].append(person)
    for (first, last), people in changed.items():
        await touch_days(tx, people, first, last, CAUSE)
    return sum(map(len, days_of.values()))


async def people_by_number(tx: Tx) -> Mapping[str, PersonId]:
    """Everybody who has a staff number, also those who have left: their punches may come late."""
    return {row.staff_no: PersonId(row.id) for row in await tx.conn.execute(_NUMBERS, {})}
