"""What events have named is read again from the platform and written, where it is routine; the rest waits for HR."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from adapters.ports import Platform, PlatformFailure
from domain.events import Source
from domain.office import Office
from domain.org_run import Cause
from handlers.org_changes import settle_part
from jobs.backoff import backoff, soon
from storage.channels import Channel
from storage.database import Database, Tx
from storage.failures import Failure, classify
from storage.org_runs import begin_run
from storage.org_touched import Batch, Touch, Touched, drop, put_off, take_touched, take_whole
from storage.wakeups import Wakeups

POLL = 2.0  # seconds; notifications are only hints
DATABASE_PAUSE = 1.0  # seconds before the database is tried again
# Events may come before the platform's answers show the change: what shows none is looked at again after these.
LOOKS = (timedelta(seconds=3), timedelta(seconds=20), timedelta(minutes=2))
MOST_TRIES = 8  # of a platform that does not answer; the nightly comparison sees what was missed

log = structlog.stdlib.get_logger(__name__)


class OrgEvents:
    """Of all accounts. Any number of replicas may run one."""

    def __init__(
        self,
        database: Database,
        platforms: Mapping[Source, Platform],
        office: Office,
        clock: Callable[[], datetime],
        wakeups: Wakeups,
    ) -> None:
        self._database = database
        self._platforms = platforms
        self._office = office
        self._clock = clock
        self._wakeups = wakeups
        self._is_stopping = False

    async def run(self) -> None:
        """Until stopped."""
        while not self._is_stopping:
            since = self._wakeups.rung(Channel.ORG)
            if not await self._try_next():
                await self._wakeups.wait(Channel.ORG, since, POLL)

    def stop(self) -> None:
        """Read nothing more."""
        self._is_stopping = True
        self._wakeups.ring(Channel.ORG)

    async def read_next(self) -> bool:
        """Read some of what was named. False if nothing is due."""
        async with self._database.begin(self._clock()) as tx:
            for source in await take_whole(tx, self._platforms):
                await begin_run(tx, source, Cause.EVENTS)
            batch = await take_touched(tx, self._platforms)
        if batch is None:
            return False
        try:
            members, departments = batch.keys(Touched.MEMBER), batch.keys(Touched.DEPARTMENT)
            part = await self._platforms[batch.source].read_part(members, departments)
        except PlatformFailure as failure:
            await self._unread(batch, failure)
            return True
        async with self._database.begin(self._clock()) as tx:
            changed = await settle_part(tx, self._office, batch.source, part)
            await self._done_with(tx, batch, changed)
        return True

    async def _try_next(self) -> bool:
        """What cannot be read now is due again when its lease is over."""
        try:
            return await self.read_next()
        except Exception as error:  # noqa: BLE001 - one failure must not end the loop
            return await self._lost(error)

    async def _lost(self, error: Exception) -> bool:
        failure = classify(error)
        if failure is Failure.OTHER:
            log.error("org_events_failed", error=type(error).__name__)
        await asyncio.sleep(soon() if failure is Failure.CONTENTION else DATABASE_PAUSE)
        return failure is Failure.CONTENTION

    async def _unread(self, batch: Batch, failure: PlatformFailure) -> None:
        log.warning("org_events_unread", account=f"{batch.source.platform}:{batch.source.account}", code=failure.code)
        tired = [one for one in batch.touches if one.attempts >= MOST_TRIES]
        async with self._database.begin(self._clock()) as tx:
            await drop(tx, batch.source, tired)
            later = [one for one in batch.touches if one.attempts < MOST_TRIES]
            if later:
                await put_off(tx, batch.source, later, backoff(max(one.attempts for one in later)))

    async def _done_with(self, tx: Tx, batch: Batch, changed: frozenset[str]) -> None:
        """What has changed is dealt with; what has not may not be shown by the platform yet."""
        done = [one for one in batch.touches if _key(one) in changed or one.attempts > len(LOOKS)]
        await drop(tx, batch.source, done)
        for attempts, pause in enumerate(LOOKS, 1):
            again = [one for one in batch.touches if one.attempts == attempts and one not in done]
            if again:
                await put_off(tx, batch.source, again, pause)


def _key(touch: Touch) -> str:
    """Under which a difference names it: members by their id in lower case."""
    return touch.key.lower() if touch.kind is Touched.MEMBER else touch.key
