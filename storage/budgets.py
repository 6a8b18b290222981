"""Budgets that several replicas share: how much one account may send per stretch of time.

Each budget is counted in small windows. What a stretch may still take is the budget minus all windows that reach into
it, so that no stretch of that length, wherever it begins, ever holds more than the budget.
"""

from collections.abc import Sequence
from datetime import timedelta

PARTS = 10  # windows per stretch: more are more exact and cost more rows

Budget = tuple[int, timedelta]  # most, in any stretch of this length

# Parts of the statement that takes deliveries, where they are called `budget`, `room` and `spent`, after `taken`. Exact
# if callers hold a lock of their own on the name.
BUDGETS = """
    select * from unnest(
        cast(:counters as text[]), cast(:budgets as int[]), cast(:stretches as interval[]), cast(:parts as interval[])
    ) as given (counter, most, stretch, part)
"""
ROOM = """
    select greatest(0, least(cast(:most as int), min(budget.most - (
        select coalesce(sum(w.used), 0) from budget_windows w
        where w.name = budget.counter and w.window_start > now() - budget.stretch - budget.part
    )))) as most
    from budget
"""
SPEND = """
    insert into budget_windows (name, window_start, used)
    select budget.counter, date_bin(budget.part, now(), timestamptz '2000-01-01'), leased.used
    from budget, (select count(*) as used from taken where lease_token = :token) as leased
    where leased.used > 0
    on conflict (name, window_start) do update set used = budget_windows.used + excluded.used
"""


def budget_values(name: str, budgets: Sequence[Budget], wanted: int) -> dict[str, object]:
    """What those parts need. Stretches of different lengths are counted apart, for their windows differ."""
    return {
        "most": wanted,
        "counters": [f"{name}:{int(span.total_seconds())}" for _, span in budgets],
        "budgets": [most for most, _ in budgets],
        "stretches": [span for _, span in budgets],
        "parts": [span / PARTS for _, span in budgets],
    }
