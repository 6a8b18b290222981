"""Looking for what a stream may have missed. What is to be looked through is owed in the database until it is done."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from adapters.ports import Listening, PlatformFailure
from domain.events import Source
from jobs.backoff import backoff
from storage.database import Database, Tx
from storage.inbox import Acceptor
from storage.job_runs import LEASE, RunLost
from storage.stream_gaps import Owed, finish, give_back, owe, prolong, take

SECOND_LOOK = timedelta(microseconds=1)  # what tells the two looks at one stretch apart in the record

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """When and how far back. Each look is dozens of calls, and the platform counts them by the month."""

    rest: timedelta = timedelta(minutes=5)  # between two looks, however often the connection breaks
    again: timedelta = timedelta(minutes=6)  # a push that failed is listed three to five minutes later
    farthest: timedelta = timedelta(days=7)  # the platform keeps no more


class StreamAudit:
    """Of one account. One replica at a time looks, whichever is connected."""

    def __init__(
        self,
        database: Database,
        source: Source,
        listening: Listening,
        acceptor: Acceptor,
        clock: Callable[[], datetime],
        looks: Looks,
    ) -> None:
        self._database = database
        self._source = source
        self._listening = listening
        self._acceptor = acceptor
        self._clock = clock
        self._looks = looks
        self._job = f"gap:{source.platform}:{source.account}"
        self._failures = 0

    async def owe(self, tx: Tx, since: datetime) -> None:
        """From `since` on something may have been missed: to be looked for at once, and again a little later."""
        since = max(since, tx.now - self._looks.farthest)
        await owe(tx, self._job, since, timedelta())
        await owe(tx, self._job, since + SECOND_LOOK, self._looks.again)

    async def pay(self) -> None:
        """Look through everything that is due, if nobody else does. A failure is tried again later, by anybody."""
        now = self._clock()
        owed = await take(self._database, self._job, now, self._looks.rest)
        if owed is None:
            return
        prolonging = asyncio.create_task(_prolong(self._database, owed))
        try:
            found = await self._look(max(owed.since, now - self._looks.farthest), now)
        except asyncio.CancelledError:
            await self._failed(owed, "中断", timedelta())
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the stream goes on and the debt remains
            self._failures += 1
            code = error.code if isinstance(error, PlatformFailure) else type(error).__name__
            log.warning("gap_not_read", job=self._job, error=code)
            await self._failed(owed, f"失败：{code}", backoff(self._failures))
        else:
            self._failures = 0
            await self._succeeded(owed, found)
        finally:
            prolonging.cancel()

    async def _look(self, since: datetime, until: datetime) -> int:
        """Each is stored before the next is asked for: some of the platform's lists forget what they have told."""
        found = 0
        async for received in self._listening.read_missed(since, until):
            await self._acceptor.accept(self._source, received)
            found += 1
        return found

    async def _succeeded(self, owed: Owed, found: int) -> None:
        log.info("gap_read", job=self._job, found=found)
        with contextlib.suppress(RunLost):  # then it is owed still, and looked through again
            async with self._database.begin(self._clock()) as tx:
                await finish(tx, owed, f"找到 {found} 条")

    async def _failed(self, owed: Owed, outcome: str, after: timedelta) -> None:
        async with self._database.begin(self._clock()) as tx:
            await give_back(tx, owed, outcome, after)


async def _prolong(database: Database, owed: Owed) -> None:
    """While we look. If the database cannot be reached the lease ends, and somebody else looks."""
    while True:
        await asyncio.sleep(LEASE.total_seconds() / 3)
        with contextlib.suppress(Exception):
            await prolong(database, owed)
