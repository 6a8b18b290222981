"""HR's words on a difference of the whole college, as the product's loop carries them out, in a process of its own.

python -m benchmarks.deciding CONFIGURATION; what each step took is printed as JSON.
"""

import asyncio
import json
import resource
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

import uvloop
from sqlalchemy import text

from benchmarks.loading import STAFF, longest_pause
from bot.clock import read_clock
from bot.load import load_settings
from bot.office import make_office
from bot.place import open_database
from bot.platforms import open_accounts
from domain.ids import PersonId
from domain.org_run import Cause, RunState
from jobs.org_runs import OrgRunner
from storage.database import Database
from storage.org_runs import begin_run, decide_run, find_run
from storage.tokens import Tokens

ANYBODY = text("select min(id) from people where status = 'active'")


async def main(configuration: Path) -> None:
    settings = load_settings(configuration, {})
    async with open_database(settings) as database, open_accounts(settings, Tokens(database)) as accounts:
        platforms = {source: account.platform for source, account in accounts.items()}
        runner = OrgRunner(database, platforms, make_office(settings), read_clock)
        print(json.dumps(await _measure(database, runner)))


async def _measure(database: Database, runner: OrgRunner) -> dict[str, dict[str, float]]:
    async with database.begin(read_clock()) as tx:
        run = await begin_run(tx, STAFF, Cause.ASKED)
        hr = PersonId(await tx.conn.scalar(ANYBODY))
    told = {"seen": await _step(database, runner, run.id, RunState.READY)}
    for step, word, end in (
        ("applied", RunState.APPLYING, RunState.APPLIED),
        ("undone", RunState.UNDOING, RunState.UNDONE),
    ):
        async with database.begin(read_clock()) as tx:
            await decide_run(tx, await find_run(tx, run.id), word, hr)
        told[step] = await _step(database, runner, run.id, end)
    return told


async def _step(database: Database, runner: OrgRunner, number: int, end: RunState) -> dict[str, float]:
    """One turn of the loop: seconds, the most memory meanwhile, and for how long nobody else was served."""
    _forget_peak()
    began = time.perf_counter()
    async with _watched() as pauses:
        await runner.work_next()
    seconds = time.perf_counter() - began
    async with database.begin(read_clock()) as tx:
        run = await find_run(tx, number)
    if run.state is not end:
        raise RuntimeError(f"the run is {run.state}, not {end}: {run.trouble}")
    return {"seconds": seconds, "megabytes": _peak(), "pause": pauses[0]}


@asynccontextmanager
async def _watched():
    pauses: list[float] = []
    pulse = asyncio.create_task(longest_pause())
    yield pauses
    pulse.cancel()
    pauses.append(await pulse)


def _forget_peak() -> None:
    """Linux counts the most memory anew from now on; elsewhere it is that of all steps until then."""
    if Path("/proc/self/clear_refs").exists():
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(row for row in status.read_text(encoding="ascii").splitlines() if row.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1])))
