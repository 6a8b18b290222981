"""Leaves that are over and have no file with them: of some types a proof is owed."""

from datetime import datetime

from sqlalchemy import text

from domain.ids import Minutes, PersonId, RequestNo
from domain.leave_return import Absence
from storage.database import Tx
from storage.rows import AnyRow

_BARE = """
    select p.request_no, p.person_id, p.leave_type, lower(p.during) as begins, upper(p.during) as ends, p.minutes
    from leave_periods p join requests r on r.no = p.request_no join people who on who.id = p.person_id
    where p.active and r.state = 'approved' and who.status = 'active'
      and p.leave_type = any(cast(:types as text[])) and p.minutes is not null
      and upper(p.during) <= :now and upper(p.during) > :since
      and not exists (select from attachments a where a.request_no = p.request_no)
"""
_ONE = text("""
    select p.request_no, p.person_id, p.leave_type, lower(p.during) as begins, upper(p.during) as ends, p.minutes
    from leave_periods p join requests r on r.no = p.request_no
    where p.request_no = :no and p.active and r.state = 'approved'
      and p.leave_type = any(cast(:types as text[])) and p.minutes is not null
""")
_ALL = text(f"{_BARE} order by p.request_no")
_OF = text(f"{_BARE} and p.person_id = :person order by upper(p.during), p.request_no")


async def leave_with_proof(tx: Tx, no: RequestNo, types: list[str]) -> Absence | None:
    """The approved leave of this request if it is of one of these types, whether it has ended or not."""
    row = (await tx.conn.execute(_ONE, {"no": no, "types": types})).first()
    return _absence(row) if row else None


async def without_file(tx: Tx, types: list[str], since: datetime, person: PersonId | None = None) -> list[Absence]:
    """Leaves of these types that have ended since then; everybody's, or one person's, the oldest first."""
    values: dict[str, object] = {"types": types, "now": tx.now, "since": since}
    if person is None:
        return [_absence(row) for row in await tx.conn.execute(_ALL, values)]
    return [_absence(row) for row in await tx.conn.execute(_OF, {**values, "person": person})]


def _absence(row: AnyRow) -> Absence:
    return Absence(
        no=row.request_no,
        person=PersonId(row.person_id),
        type=row.leave_type,
        start=row.begins,
        end=row.ends,
        minutes=Minutes(row.minutes),
    )
