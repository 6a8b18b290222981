"""The job `quality`: each check reads its source with no transaction open, then one transaction writes what follows."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import structlog

from domain.quality.check import Check, Rhythm
from domain.quality.judging import Judged, NoAnswer, judge
from handlers.amendments import see_to_own, see_to_rows
from handlers.check_results import take_judged, take_trouble
from jobs.check_reading import CheckReader, Reading, Unread
from jobs.runs import Run
from storage.checks import Watched, watched
from storage.failures import Failure, classify
from storage.findings import Turned

FAULT = "检查时出错，已记下，请管理员看日志"

log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class _Sum:
    """What a run has come to."""

    read: int = 0
    unknown: int = 0
    opened: int = 0
    closed: int = 0

    def add(self, turned: Turned) -> None:
        self.read += 1
        self.opened += turned.opened + turned.reopened
        self.closed += turned.closed

    @property
    def words(self) -> str:
        unknown = f"，{self.unknown} 项读不到" if self.unknown else ""
        return f"检查 {self.read} 项{unknown}，新发现 {self.opened} 处，已改好 {self.closed} 处"


async def look_at_all(run: Run) -> None:
    """Every check there is."""
    await _look(run, lambda _: True)


async def look_hourly(run: Run) -> None:
    """Those that say so, and new ones: nobody waits until tomorrow for what was published just now."""
    await _look(run, lambda each: each.check.rhythm is Rhythm.HOURLY or each.tried_at is None)


async def _look(run: Run, wanted: Callable[[Watched], bool]) -> None:
    around, total = run.surroundings, _Sum()
    async with around.database.begin(run.now) as tx:
        checks = [each.check for each in await watched(tx) if wanted(each)]
    reader = CheckReader(around.database, around.office, around.places, lambda: run.now)
    for check in checks:
        await _see_to(run, reader, check, total)
    async with around.database.begin(run.now) as tx:
        ended = await see_to_own(tx, around.office)
        await run.finish(tx, f"{total.words}，更正办结 {ended} 件")


async def _see_to(run: Run, reader: CheckReader, check: Check, total: _Sum) -> None:
    """One check; what is wrong with it stops no other."""
    around = run.surroundings
    today = run.now.astimezone(around.office.campus).date()
    trouble = ""
    try:
        reading = await reader.read(check)
        judged = await asyncio.to_thread(_judged, check, reading, today)
    except (Unread, NoAnswer) as failure:
        trouble = str(failure)
    except Exception as error:
        if classify(error) is not Failure.OTHER:
            raise
        log.error("check_failed", check=check.key, error=type(error).__name__)  # noqa: TRY400 - rows may be in its words
        trouble = FAULT
    else:
        async with around.database.begin(run.now) as tx:
            total.add(await take_judged(tx, around.office, check, judged))
            await see_to_rows(tx, around.office, check, reading.rows)
        return
    total.unknown += 1
    async with around.database.begin(run.now) as tx:
        await take_trouble(tx, check, trouble)


def _judged(check: Check, reading: Reading, today: date) -> Judged:
    return judge(check, reading.rows, reading.others, today)
