"""The numbers behind the standing of systems and departments."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import text

from domain.quality.standing import Looked, Repaired
from storage.database import Tx

LATELY = timedelta(days=90)  # of how long the time of repair tells: a term

_LOOKED = text("""
    select check_key, department, rows, wrong from check_counts
    where cast(:departments as text[]) is null or department = any(cast(:departments as text[]))
""")
_REPAIRED = text("""
    select f.check_key, f.department,
        count(*) filter (where f.closed_at is null) as open,
        min(f.opened_at) filter (where f.closed_at is null) as oldest,
        coalesce(sum(t.closed), 0) as closed, coalesce(sum(t.minutes), 0) as minutes
    from findings f
    left join lateral (
        select count(*) as closed, sum(minutes) as minutes from finding_turns
        where finding_id = f.id and turn = 'closed' and at > cast(:now as timestamptz) - cast(:lately as interval)
    ) t on true
    where cast(:departments as text[]) is null or f.department = any(cast(:departments as text[]))
    group by f.check_key, f.department
""")


async def looked_at(tx: Tx, departments: Sequence[str] | None) -> list[Looked]:
    """What the last looks have counted; of these departments, or all."""
    rows = await tx.conn.execute(_LOOKED, {"departments": None if departments is None else list(departments)})
    return [Looked(row.check_key, row.department, row.rows, row.wrong) for row in rows]


async def repaired(tx: Tx, departments: Sequence[str] | None) -> list[Repaired]:
    """What is open, and what was closed lately."""
    values = {
        "departments": None if departments is None else list(departments),
        "now": tx.now,
        "lately": LATELY,
    }
    return [
        Repaired(row.check_key, row.department, row.open, row.oldest, int(row.closed), int(row.minutes))
        for row in await tx.conn.execute(_REPAIRED, values)
    ]
