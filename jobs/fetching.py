"""Fetching what people sent into the chat: from the platform by its id, then into the form, a file at a time.

The call is made with no transaction open; what comes of it is written in one, fenced by who took the file last.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog

from adapters.ports import Fetching, PlatformBusy, PlatformFailure, PlatformMisconfigured, PlatformUncertain
from domain.events import Source
from jobs.backoff import backoff, soon
from storage.channels import Channel
from storage.database import Database, Tx
from storage.failures import Failure, classify
from storage.wakeups import Wakeups
from storage.wanted_files import WantedFile, finish, put_off, take

MOST_TRIES = 8  # some twenty minutes; then whoever sent it is asked to send it again
POLL = 2.0  # seconds; notifications are only hints
DATABASE_PAUSE = 1.0  # seconds before the database is tried again

Receive = Callable[[Tx, WantedFile, bytes | None], Awaitable[None]]
"""Puts the content where it belongs, in the open transaction. Without a content it cannot be had."""

log = structlog.stdlib.get_logger(__name__)


class Fetcher:
    """Of all accounts. Any number of replicas may run one."""

    def __init__(
        self,
        database: Database,
        places: Mapping[Source, Fetching],
        receive: Receive,
        clock: Callable[[], datetime],
        wakeups: Wakeups,
    ) -> None:
        self._database = database
        self._places = places
        self._receive = receive
        self._clock = clock
        self._wakeups = wakeups
        self._is_stopping = False

    async def run(self) -> None:
        """Until stopped. What is being fetched is finished."""
        while not self._is_stopping:
            since = self._wakeups.rung(Channel.FILES)
            if not await self._try_next():
                await self._wakeups.wait(Channel.FILES, since, POLL)

    def stop(self) -> None:
        """Fetch nothing more."""
        self._is_stopping = True
        self._wakeups.ring(Channel.FILES)

    async def fetch_next(self) -> bool:
        """Fetch one file. False if none is due."""
        async with self._database.begin(self._clock()) as tx:
            wanted = await take(tx, self._places)
        if wanted is None:
            return False
        if wanted.attempts > MOST_TRIES:
            await self._deliver(wanted, None)
            return True
        try:
            content = await self._places[wanted.source].fetch(wanted.media_id)
        except PlatformFailure as failure:
            await self._failed(wanted, failure)
        else:
            await self._deliver(wanted, content)
        return True

    async def _try_next(self) -> bool:
        """A file that cannot be dealt with now is due again when its lease is over."""
        try:
            return await self.fetch_next()
        except Exception as error:  # noqa: BLE001 - one file's failure must not end the loop
            await self._lost(error)
            return True

    async def _lost(self, error: Exception) -> None:
        failure = classify(error)
        if failure is Failure.OTHER:
            log.error("file_not_received", error=type(error).__name__)
        await asyncio.sleep(soon() if failure is Failure.CONTENTION else DATABASE_PAUSE)

    async def _failed(self, wanted: WantedFile, failure: PlatformFailure) -> None:
        account = f"{wanted.source.platform}:{wanted.source.account}"
        log.warning("file_not_fetched", account=account, code=failure.code, hint=failure.hint)
        is_passing = isinstance(failure, PlatformBusy | PlatformUncertain | PlatformMisconfigured)
        if is_passing and wanted.attempts < MOST_TRIES:
            asked = failure.wait if isinstance(failure, PlatformBusy) else None
            async with self._database.begin(self._clock()) as tx:
                await put_off(tx, wanted, max(backoff(wanted.attempts), asked or timedelta()))
        else:
            await self._deliver(wanted, None)

    async def _deliver(self, wanted: WantedFile, content: bytes | None) -> None:
        async with self._database.begin(self._clock()) as tx:
            if await finish(tx, wanted):
                await self._receive(tx, wanted, content)
