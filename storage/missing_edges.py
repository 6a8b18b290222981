"""Punches that were due on a day and are not there: whom to ask about them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import text

from domain.attendance.written import NEIGHBOURS
from domain.ids import PersonId
from domain.office import Office
from domain.punches import Side
from storage.database import Tx

_MISSING = text("""
    select d.person_id, edge ->> 'side' as side, edge ->> 'due' as due
    from attendance_days d cross join lateral jsonb_array_elements(d.detail -> 'edges') as edge
    where d.day = :day and d.status in ('missing_in', 'missing_out', 'absent')
        and edge ->> 'verdict' in ('missing', 'absent') and not edge ? 'punch'
    order by d.person_id, edge ->> 'due'
""")


@dataclass(frozen=True, slots=True)
class MissingEdge:
    """One punch that is missing; leave and trips are taken off already."""

    person: PersonId
    day: date
    side: Side
    due_at: datetime


async def missing_edges(tx: Tx, office: Office, day: date) -> list[MissingEdge]:
    """Of everybody whose duty of that day is over and was derived."""
    rows = await tx.conn.execute(_MISSING, {"day": day})
    return [MissingEdge(PersonId(row.person_id), day, Side(row.side), _instant(office, day, row.due)) for row in rows]


def _instant(office: Office, day: date, said: str) -> datetime:
    for days, word in NEIGHBOURS.items():
        if said.startswith(word):
            day, said = day + timedelta(days=days), said.removeprefix(word)
    return datetime.combine(day, time.fromisoformat(said), office.campus)
