"""The clock of a replica. APScheduler says *when*; a row of `job_runs` decides *who*, and remembers what was missed.

What is due is computed from the record at every tick, so that nothing depends on a replica having been awake.
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import Sequence
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from jobs.runs import Run, Surroundings
from jobs.timetable import JOBS, CatchUp, Job, due_times
from storage.alerts import clear_alert, raise_alert
from storage.database import Database
from storage.failures import Failure, classify
from storage.job_runs import (
    LEASE,
    Lease,
    RunLost,
    abandon_runs,
    beat,
    begin_run,
    fail_run,
    finished_runs,
    prolong_run,
)
from storage.request_ids import follow

SWEEP = 15.0  # seconds between two looks at the record, whatever APScheduler says; also the heartbeat

log = structlog.stdlib.get_logger(__name__)


class UnknownJob(Exception):
    """There is no job of this name."""


class Schedule:
    """Carries out what is due. Any number of replicas may run one."""

    def __init__(self, surroundings: Surroundings, jobs: Sequence[Job] = JOBS) -> None:
        self._surroundings = surroundings
        self._jobs = jobs
        self._replica = f"replica:{socket.gethostname()}:{os.getpid()}"
        self._bell = asyncio.Event()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._is_stopping = False

    async def run(self) -> None:
        """Until stopped. A job that has been begun is finished."""
        bells = self._hang_bells()
        try:
            while not self._is_stopping:
                self._bell.clear()
                await self._look()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._bell.wait(), SWEEP)
        finally:
            bells.shutdown(wait=False)
        await asyncio.gather(*self._under_way.values())

    def stop(self) -> None:
        """Begin no more runs."""
        self._is_stopping = True
        self._bell.set()

    async def run_due(self) -> int:
        """Carry out everything that is due now and that nobody else is at; how many runs that were."""
        due = await self._due()
        for job, occurrence in due:
            await self._carry_out(job, occurrence, self._surroundings.clock())
        return len(due)

    async def run_now(self, name: str, at: datetime) -> bool:
        """One run as of that instant. False if it was carried out before or is under way elsewhere.

        Raises:
            UnknownJob: no job is called that.
        """
        for job in self._jobs:
            if job.name == name:
                return await self._carry_out(job, at, at)
        raise UnknownJob(name)

    def _hang_bells(self) -> AsyncIOScheduler:
        """One trigger per job; a late bell still rings, several late ones ring once."""
        campus = self._surroundings.office.campus
        bells = AsyncIOScheduler(timezone=campus)
        for job in self._jobs:
            bells.add_job(self._ring, job.when(campus), id=job.name, misfire_grace_time=None, coalesce=True)
        bells.start()
        return bells

    async def _ring(self) -> None:
        """A coroutine, for APScheduler calls plain functions in threads."""
        self._bell.set()

    async def _look(self) -> None:
        """Start what is due. One job may take long without holding up the others."""
        try:
            due = await self._due()
        except Exception as error:
            if classify(error) is Failure.OTHER:
                raise
            log.warning("schedule_unreachable", error=type(error).__name__)
            return
        for job, occurrence in due:
            if job.name not in self._under_way:
                self._under_way[job.name] = asyncio.create_task(self._work(job, occurrence))

    async def _work(self, job: Job, occurrence: datetime) -> None:
        follow(f"{job.name}:{occurrence:%Y%m%dT%H%M}")
        try:
            if await self._carry_out(job, occurrence, self._surroundings.clock()):
                self._bell.set()  # the next occurrence of the same job may wait already
        except Exception as error:  # noqa: BLE001 - the lease ends and the run is tried again
            log.warning("run_interrupted", job=job.name, error=type(error).__name__)
        finally:
            del self._under_way[job.name]

    async def _due(self) -> list[tuple[Job, datetime]]:
        """What the record lacks. Before the first start of all nothing was due."""
        now, campus = self._surroundings.clock(), self._surroundings.office.campus
        async with self._surroundings.database.begin(now) as tx:
            installed = await beat(tx)
            await beat(tx, self._replica)
            await abandon_runs(tx, {job.name: now - job.at_most_late for job in self._jobs})
            finished = await finished_runs(tx, now - max(job.at_most_late for job in self._jobs))
        due: list[tuple[Job, datetime]] = []
        for job in self._jobs:
            times = due_times(job.when(campus), max(installed, now - job.at_most_late), now)
            wanted = times[-1:] if job.catch_up is CatchUp.LATEST else times
            due += [(job, time) for time in wanted if (job.name, time) not in finished]
        return due

    async def _carry_out(self, job: Job, occurrence: datetime, now: datetime) -> bool:
        database = self._surroundings.database
        lease = await begin_run(database, job.name, occurrence, self._surroundings.clock())
        if lease is None:
            return False
        prolonging = asyncio.create_task(_prolong(database, lease))
        try:
            await job.work(Run(surroundings=self._surroundings, lease=lease, now=now))
        except RunLost:
            log.warning("run_lost", job=job.name)
            return False
        except Exception as error:
            if classify(error) is not Failure.OTHER:
                raise
            await self._failed(lease, error)
            return False
        finally:
            prolonging.cancel()
        await self._succeeded(job)
        return True

    async def _failed(self, lease: Lease, error: Exception) -> None:
        log.error("run_failed", job=lease.job, error=type(error).__name__)
        reason = f"失败：{type(error).__name__}"
        async with self._surroundings.database.begin(self._surroundings.clock()) as tx:
            await fail_run(tx, lease, reason)
            await raise_alert(tx, f"job:{lease.job}", f"定时作业 {lease.job} {reason}，稍后会自动重试。")

    async def _succeeded(self, job: Job) -> None:
        async with self._surroundings.database.begin(self._surroundings.clock()) as tx:
            await clear_alert(tx, f"job:{job.name}")


async def _prolong(database: Database, lease: Lease) -> None:
    """While the job runs. If the database cannot be reached the lease ends, and so does the right to finish."""
    while True:
        await asyncio.sleep(LEASE.total_seconds() / 3)
        with contextlib.suppress(Exception):
            await prolong_run(database, lease)
