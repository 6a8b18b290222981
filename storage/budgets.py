"""Budgets that several replicas share: how much one account may send per stretch of time.

Each budget is counted in small windows. What a stretch may still take is the budget minus all windows that reach into
it, so that no stretch of that length, wherever it begins, ever holds more than the budget.
"""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import text

from storage.connection import Connection

PARTS = 10  # windows per stretch: more are more exact and cost more rows

Budget = tuple[int, timedelta]  # most, in any stretch of this length

USED = text("""
    select coalesce(sum(used), 0) from budget_windows
    where name = :name and window_start > now() - cast(:span as interval) - cast(:part as interval)
""")
SPEND = text("""
    insert into budget_windows (name, window_start, used)
    values (:name, date_bin(:part, now(), timestamptz '2000-01-01'), :used)
    on conflict (name, window_start) do update set used = budget_windows.used + excluded.used
""")


async def room(conn: Connection, name: str, budgets: Iterable[Budget], wanted: int) -> int:
    """How much of what is wanted may be spent now. Exact if callers hold a lock of their own on the name."""
    for most, span in budgets:
        used = await conn.scalar(USED, {"name": _counter(name, span), "span": span, "part": span / PARTS})
        wanted = max(0, min(wanted, most - int(used or 0)))
    return wanted


async def spend(conn: Connection, name: str, budgets: Iterable[Budget], used: int) -> None:
    """Count what was taken, in every budget."""
    for _, span in budgets:
        await conn.execute(SPEND, {"name": _counter(name, span), "part": span / PARTS, "used": used})


def _counter(name: str, span: timedelta) -> str:
    """Stretches of different lengths are counted apart, for their windows differ."""
    return f"{name}:{int(span.total_seconds())}"
