"""Which days are looked at when all of them would be too many."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import text

from domain.ids import PersonId
from storage.attendance_facts import Stretch
from storage.database import Tx

_NEWEST = text("""
    select person_id, min(day) as first, max(day) as last, max(computed_at) as newest from attendance_days
    where day >= :since group by person_id order by newest desc, person_id limit :most
""")
_TOUCHED = text("""
    select distinct person_id from attendance_touched where person_id = any(cast(:people as bigint[]))
""")


async def newest_stretches(tx: Tx, since: date, most: int) -> list[Stretch]:
    """The days since then of those people whose days were derived last."""
    rows = await tx.conn.execute(_NEWEST, {"since": since, "most": most})
    return [Stretch(PersonId(row.person_id), row.first, row.last) for row in rows]


async def untouched(tx: Tx, found: Collection[tuple[PersonId, date]]) -> list[tuple[PersonId, date]]:
    """Those of whom nothing waits to be derived again."""
    if not found:
        return []
    waiting = set(await tx.conn.scalars(_TOUCHED, {"people": sorted({person for person, _ in found})}))
    return [each for each in found if each[0] not in waiting]
