"""The daily look at the platforms' directories: what is routine is written, what is not waits for HR."""

import asyncio
from collections.abc import Iterable

from bot.clock import read_clock
from domain.events import Source
from domain.org_run import UNDER_WAY, Cause, OrgRun, RunState
from jobs.org_runs import OrgRunner
from storage.alerts import clear_alert, raise_alert
from storage.database import Database, Tx
from storage.org_runs import begin_run, find_run

LOOK_AGAIN = 1.0  # seconds, while another replica has the run
PATIENCE = 1800.0  # seconds; a very large college is read in minutes


async def compare_all(database: Database, sources: Iterable[Source], runner: OrgRunner) -> str:
    """Every account; what was found, in a few words."""
    async with database.begin(read_clock()) as tx:
        begun = [await begin_run(tx, source, Cause.NIGHTLY) for source in sources]
    async with asyncio.timeout(PATIENCE):
        found = [await _finished(database, runner, run) for run in begun]
    async with database.begin(read_clock()) as tx:
        for run in found:
            await _tell(tx, run)
    return "；".join(f"{run.source.platform}:{run.source.account} {_words(run)}" for run in found) or "没有配置平台账号"


async def _finished(database: Database, runner: OrgRunner, run: OrgRun) -> OrgRun:
    """Whoever carries it out; also where no loop runs beside this."""
    while run.state in UNDER_WAY:
        if not await runner.work_next():
            await asyncio.sleep(LOOK_AGAIN)
        async with database.begin(read_clock()) as tx:
            run = await find_run(tx, run.id) or run
    return run


def _words(run: OrgRun) -> str:
    count = sum(run.counts.values())
    match run.state:
        case RunState.UNCHANGED:
            return "与现有的一致"
        case RunState.APPLIED:
            return f"有 {count} 处变化，已写入"
        case RunState.FAILED | RunState.REFUSED:
            return f"没有读成：{run.trouble}"
        case _:
            return f"有 {count} 处变化，等人事核对"


async def _tell(tx: Tx, run: OrgRun) -> None:
    """Administrators hear of what does not mend itself."""
    key = f"directory:{run.source.platform}:{run.source.account}"
    if run.state in {RunState.FAILED, RunState.REFUSED}:
        await raise_alert(tx, key, f"通讯录没有读成：{run.trouble}")
    else:
        await clear_alert(tx, key)
