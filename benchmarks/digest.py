"""The morning of a large college: everybody's digest, written with its card; how long, how much memory."""

import asyncio
import resource
import subprocess
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from benchmarks.cases import OFFICE
from benchmarks.product import folder
from benchmarks.table import Figure
from domain.ids import PersonId
from handlers.digests import make_digests
from jobs.digest import AT_ONCE
from storage.database import Database
from storage.embedded import embedded
from storage.migrate import migrate

PEOPLE, DUTIES = 50_000, 20
SECONDS, MEGABYTES, TIMES = 60, 500, 11  # the goals; the last is the cost at ten times the size
NOW = datetime(2030, 3, 4, 0, 30, tzinfo=UTC)  # 8:30 on a Monday on campus
FILL = (
    "insert into people (staff_no, name) select 'D' || n, '教师' || n from generate_series(1, :people) n",
    """
    insert into accounts (person_id, platform, account, user_id, user_key)
    select id, 'wecom', 'staff', staff_no, lower(staff_no) from people
    """,
    """
    insert into duties (code, document, version, mark, department, post, origin, ordinal, published_at)
    select 'D-' || n, jsonb_build_object('code', 'D-' || n, 'post', 'clerk', 'title', '按时上报第' || n || '类数据',
        'section', '', 'rule', jsonb_build_object('kind', 'monthly', 'day', 1 + n)), 1, gen_random_uuid(), '处室',
        'clerk', 'content', n, :now
    from generate_series(1, :duties) n
    """,
)
# Duty by duty: a million rows in one statement take longer than the driver waits.
OWE = """
    insert into obligations (
        duty, period, label, holder_id, owner_id, opens_at, due_at, due_on, is_shared, yellow_at, orange_at, tell_at
    )
    select 'D-' || n, '2030-03', '2030年3月', p.id, p.id, cast(:now as timestamptz) - interval '3 days', d.due,
        d.due::date, false, d.due - interval '2 days', d.due - interval '1 day', d.due - interval '2 days'
    from people p cross join (select cast(:number as int) as n) one
    cross join lateral (select cast(:now as timestamptz) + make_interval(days => n - 2) as due) d
    """


def measure() -> list[Figure]:
    """Each size in a process of its own, whose memory is nobody else's."""
    tenth, _, _ = _measured(PEOPLE // 10)
    whole, megabytes, sent = _measured(PEOPLE)
    times = whole / tenth
    return [
        Figure(
            f"{sent:,.0f} digests of {DUTIES} open duties each, written with their cards",
            f"{whole:.1f} s",
            f"≤ {SECONDS} s",
            is_met=whole <= SECONDS,
        ),
        Figure("memory at most", f"{megabytes:.0f} MB", f"≤ {MEGABYTES} MB", is_met=megabytes <= MEGABYTES),
        Figure("cost at ten times the size", f"{times:.1f}×", f"≤ {TIMES}×", is_met=times <= TIMES),
    ]


def _measured(people: int) -> tuple[float, float, float]:
    with folder() as place:
        ran = subprocess.run(
            [sys.executable, "-m", "benchmarks.digest", str(place), str(people)],
            check=True,
            capture_output=True,
            text=True,
        )
    seconds, megabytes, sent = map(float, ran.stdout.split())
    return seconds, megabytes, sent


async def _morning(place: Path, people: int) -> tuple[float, float, int]:
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(embedded(place / "postgres"))
        await migrate(address)
        database = Database(address)
        stack.push_async_callback(database.close)
        for statement in FILL:
            async with database.begin(NOW) as tx:
                values = {"people": people, "duties": DUTIES, "now": NOW}
                await tx.conn.execute(text(statement), values)
        for number in range(1, DUTIES + 1):
            async with database.begin(NOW) as tx:
                await tx.conn.execute(text(OWE), {"number": number, "now": NOW})
        async with database.begin(NOW) as tx:
            await tx.conn.execute(text("analyze"))
        began, sent, after = time.perf_counter(), 0, PersonId(0)
        office = replace(OFFICE, roles={})
        while True:
            async with database.begin(NOW) as tx:
                batch = await make_digests(tx, office, after, AT_ONCE)
            sent += batch.sent
            if batch.last is None:
                break
            after = batch.last
        seconds = time.perf_counter() - began
    if sent != people:
        raise RuntimeError(f"{sent} digests for {people} people")
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, sent


if __name__ == "__main__":
    print(*asyncio.run(_morning(Path(sys.argv[1]), int(sys.argv[2]))))
