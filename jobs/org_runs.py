"""Runs of the directory: reads a platform with no transaction open, then writes what was found or decided in one."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

import structlog

from adapters.ports import Platform, PlatformFailure
from domain.directory import Directory, Part
from domain.events import Source
from domain.office import Office
from domain.org_run import RunState
from handlers.org_settling import bury, fail, settle_apply, settle_reading, settle_undo
from handlers.org_show import show_run
from jobs.sweeping import without_sweeps
from storage.crash_points import reach
from storage.database import Database
from storage.failures import Failure, classify
from storage.org_runs import LEASE, RunLost, Working, expire_runs, hold, prolong_run, take_run
from storage.org_touched import named_since

SHOWN_EVERY = 3.0  # seconds between two progress marks on a card

log = structlog.stdlib.get_logger(__name__)


class OrgRunner:
    """Of all accounts. Any number of replicas may run one in a loop."""

    def __init__(
        self,
        database: Database,
        platforms: Mapping[Source, Platform],
        office: Office,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._platforms = platforms
        self._office = office
        self._clock = clock

    async def work_next(self) -> bool:
        """Carry one run a step further. False if none waits."""
        async with self._database.begin(self._clock()) as tx:
            for expired in await expire_runs(tx):
                await show_run(tx, self._office, expired)
            working = await take_run(tx, self._platforms)
        if working is None:
            return False
        try:
            with without_sweeps():
                await self._work(working)
        except RunLost:
            log.info("org_run_lost", run=working.run.id)
        except Exception as error:
            if classify(error) is not Failure.OTHER:
                raise  # it is taken again when its lease is over
            await self._bury(working, error)
        return True

    async def _bury(self, working: Working, error: Exception) -> None:
        """A fault of ours would come again and again, and nothing else could be asked of this account meanwhile."""
        log.error("org_run_failed", run=working.run.id, error=type(error).__name__)
        async with self._database.begin(self._clock()) as tx:
            await bury(tx, self._office, await hold(tx, working), type(error).__name__)

    async def _work(self, working: Working) -> None:
        match working.run.state:
            case RunState.APPLYING:
                await self._apply(working)
            case RunState.UNDOING:
                await self._undo(working)
            case _:
                await self._read(working)

    async def _read(self, working: Working) -> None:
        platform = self._platforms[working.run.source]
        try:
            directory = await self._whole(working, platform)
        except PlatformFailure as failure:
            log.warning("org_run_unread", run=working.run.id, code=failure.code)
            async with self._database.begin(self._clock()) as tx:
                run = await hold(tx, working)
                await fail(tx, self._office, run, RunState.FAILED, f"通讯录没有读成（{failure.hint}）。")
            return
        reach("org.read")
        async with self._database.begin(self._clock()) as tx:
            await settle_reading(tx, self._office, await hold(tx, working), directory)

    async def _whole(self, working: Working, platform: Platform) -> Directory:
        """Everything, with what has changed since the reading began read once more: the newer word counts."""
        mark = _Progress()
        telling = asyncio.create_task(self._tell_progress(working, platform, mark))
        try:
            directory = await platform.read_directory(mark.note)
            async with self._database.begin(self._clock()) as tx:
                members, departments = await named_since(tx, working.run.source, working.run.asked_at)
            if members or departments:
                directory = _patched(directory, await platform.read_part(members, departments))
        finally:
            telling.cancel()
        return directory

    async def _tell_progress(self, working: Working, platform: Platform, mark: "_Progress") -> None:
        """Keeps the lease, and the card where a platform lets it be redrawn as often as one likes."""
        while True:
            await asyncio.sleep(min(SHOWN_EVERY, LEASE.total_seconds() / 3))
            try:
                async with self._database.begin(self._clock()) as tx:
                    await prolong_run(tx, working, mark.people)
                    if platform.knows_its_cards and mark.has_moved():
                        await show_run(tx, self._office, replace(working.run, progress=mark.people))
            except Exception as error:  # noqa: BLE001 - the lease ends, and the token keeps the record straight
                log.info("org_run_not_prolonged", run=working.run.id, error=type(error).__name__)

    async def _apply(self, working: Working) -> None:
        began = time.monotonic()
        async with self._database.begin(self._clock()) as tx:
            await settle_apply(tx, self._office, await hold(tx, working))
            reach("org.written")
        reach("org.committed")
        log.info("org_run_worked", run=working.run.id, seconds=round(time.monotonic() - began, 1))

    async def _undo(self, working: Working) -> None:
        async with self._database.begin(self._clock()) as tx:
            run = await hold(tx, working)
            await settle_undo(tx, self._office, run)
            reach("org.unwritten")


class _Progress:
    """How many people have been read."""

    def __init__(self) -> None:
        self.people = 0
        self._told = 0

    def note(self, people: int) -> None:
        self.people = max(self.people, people)

    def has_moved(self) -> bool:
        """Since it was asked last."""
        moved, self._told = self.people > self._told, self.people
        return moved


def _patched(directory: Directory, part: Part) -> Directory:
    """The reading with some of it read again."""
    members = [one for one in directory.members if one.user_id.lower() not in part.members]
    members += [one for one in part.members.values() if one is not None]
    departments = [one for one in directory.departments if one.id not in part.departments]
    departments += [one for one in part.departments.values() if one is not None]
    return replace(directory, members=tuple(members), departments=tuple(departments))
