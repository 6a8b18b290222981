"""The daily look at the platforms' directories: what is routine is written, what is not waits for HR."""

import asyncio

from domain.org_run import UNDER_WAY, Cause, OrgRun, RunState
from jobs.runs import Run, Surroundings
from storage.alerts import clear_alert, raise_alert
from storage.database import Tx
from storage.org_runs import begin_run, find_run

LOOK_AGAIN = 1.0  # seconds, while another replica has the run
PATIENCE = 1800.0  # seconds; a very large college is read in minutes


async def compare(run: Run) -> None:
    """Every account; the loop of runs carries it out, or this does where none runs beside it."""
    around = run.surroundings
    async with around.database.begin(run.now) as tx:
        begun = [await begin_run(tx, source, Cause.NIGHTLY) for source in around.office.sources]
    async with asyncio.timeout(PATIENCE):
        found = [await _finished(around, org_run) for org_run in begun]
    async with around.database.begin(run.now) as tx:
        for org_run in found:
            await _tell(tx, org_run)
        await run.finish(tx, "；".join(map(_outcome, found)) or "没有配置平台账号")


async def _finished(around: Surroundings, run: OrgRun) -> OrgRun:
    while run.state in UNDER_WAY:
        if around.org_runner is None or not await around.org_runner.work_next():
            await asyncio.sleep(LOOK_AGAIN)
        async with around.database.begin(around.clock()) as tx:
            run = await find_run(tx, run.id) or run
    return run


def _outcome(run: OrgRun) -> str:
    return f"{run.source.platform}:{run.source.account} {_words(run)}"


def _words(run: OrgRun) -> str:
    count = sum(run.counts.values())
    match run.state:
        case RunState.UNCHANGED:
            return "与现有的一致"
        case RunState.APPLIED:
            return f"有 {count} 处变化，已写入"
        case RunState.FAILED | RunState.REFUSED:
            return run.trouble
        case _:
            return f"有 {count} 处变化，等人事核对"


async def _tell(tx: Tx, run: OrgRun) -> None:
    """Administrators hear of what does not mend itself."""
    key = f"directory:{run.source.platform}:{run.source.account}"
    if run.state in {RunState.FAILED, RunState.REFUSED}:
        await raise_alert(tx, key, run.trouble)
    else:
        await clear_alert(tx, key)
