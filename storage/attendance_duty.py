"""What was due of somebody on a day, as the derivation has kept it, and which of it is missing."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text

from domain.attendance.day_record import Status, Verdict
from domain.attendance.written import said_in
from domain.ids import PersonId
from domain.punches import Side
from storage.database import Tx
from storage.rows import AnyRow

NEAR = timedelta(hours=4)  # a correction farther from every duty belongs to none
_SHIFTED = {"次日": timedelta(days=1), "前日": timedelta(days=-1)}

_MISSING = text("""
    select person_id, day, status, detail from attendance_days
    where day between :first and :last and status = any(cast(:statuses as text[]))
    order by person_id, day
""")


@dataclass(frozen=True, slots=True)
class DueEdge:
    """One time at which a punch was due. `at` is aware; `day` is the day of the duty, which may be the one before."""

    person: PersonId
    day: date
    side: Side
    at: datetime
    verdict: str
    said: str  # the whole day's result in words


async def missing_edges(tx: Tx, first: date, last: date, campus: ZoneInfo) -> list[DueEdge]:
    """Punches that are missing of people who have others of that day: whoever has none was not there at all."""
    statuses = [Status.MISSING_IN.value, Status.MISSING_OUT.value]
    rows = await tx.conn.execute(_MISSING, {"first": first, "last": last, "statuses": statuses})
    edges = [edge for row in rows for edge in _edges(row, campus)]
    return [edge for edge in edges if edge.verdict == Verdict.MISSING]


def _edges(row: AnyRow, campus: ZoneInfo) -> list[DueEdge]:
    kept, said = row.detail.get("edges"), said_in(row.status, row.detail)
    return [
        DueEdge(
            PersonId(row.person_id),
            row.day,
            Side(each["side"]),
            _at(row.day, each["due"], campus),
            each["verdict"],
            said,
        )
        for each in (kept if isinstance(kept, list) else ())
    ]


def _at(day: date, said: str, campus: ZoneInfo) -> datetime:
    """08:00, 次日06:00 or 前日23:50, as the derivation writes them."""
    shifted = next((shift for word, shift in _SHIFTED.items() if said.startswith(word)), timedelta())
    return datetime.combine(day + shifted, time.fromisoformat(said[-5:]), campus)
