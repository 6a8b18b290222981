"""What events have named is read again from the platform and written, where it is routine; the rest waits for HR."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from adapters.ports import Platform, PlatformFailure
from domain.events import Source
from domain.office import Office
from domain.org_run import Cause
from handlers.org_changes import settle_part
from jobs.backoff import backoff
from storage.alerts import raise_alert
from storage.database import Database, Tx
from storage.org_runs import begin_run
from storage.org_touched import Batch, Touch, Touched, drop, put_off, take_touched, take_whole

# Events may come before the platform's answers show the change: what shows none is looked at again after these.
LOOKS = (timedelta(seconds=3), timedelta(seconds=20), timedelta(minutes=2))
MOST_TRIES = 8  # some twenty minutes; what was missed is seen by the daily comparison
GIVEN_UP = "{account} 的通讯录变化有 {count} 处一直没有读成，已放弃；每天的完整比较会补上。原因见日志。"

log = structlog.stdlib.get_logger(__name__)


class OrgEvents:
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

    async def read_next(self) -> bool:
        """Read some of what was named. False if nothing is due."""
        async with self._database.begin(self._clock()) as tx:
            for source in await take_whole(tx, self._platforms):
                await begin_run(tx, source, Cause.EVENTS)
            batch = await take_touched(tx, self._platforms)
        if batch is not None:
            await self._read(await self._without_tired(batch))
        return batch is not None

    async def _without_tired(self, batch: Batch) -> Batch:
        """What was tried too often is left to the comparison of everything, whoever was to blame."""
        tired = [one for one in batch.touches if one.attempts > MOST_TRIES]
        if tired:
            account = f"{batch.source.platform}:{batch.source.account}"
            async with self._database.begin(self._clock()) as tx:
                await drop(tx, batch.source, tired)
                await raise_alert(tx, f"directory:{account}", GIVEN_UP.format(account=account, count=len(tired)))
        return replace(batch, touches=[one for one in batch.touches if one not in tired])

    async def _read(self, batch: Batch) -> None:
        if not batch.touches:
            return
        members, departments = batch.keys(Touched.MEMBER), batch.keys(Touched.DEPARTMENT)
        try:
            part = await self._platforms[batch.source].read_part(members, departments)
        except PlatformFailure as failure:
            account = f"{batch.source.platform}:{batch.source.account}"
            log.warning("org_events_unread", account=account, code=failure.code)
            pause = backoff(max(one.attempts for one in batch.touches))
            async with self._database.begin(self._clock()) as tx:
                await put_off(tx, batch.source, batch.touches, pause)
            return
        async with self._database.begin(self._clock()) as tx:
            changed = await settle_part(tx, self._office, batch.source, part)
            await self._done_with(tx, batch, changed)

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
