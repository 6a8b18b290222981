"""A loop that does one piece of work after the other and waits for a hint of more.

Whatever goes wrong with one piece is waited out: it was leased in the database and is due again when its lease is over.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from jobs.backoff import soon
from storage.channels import Channel
from storage.failures import Failure, classify
from storage.wakeups import Wakeups

POLL = 2.0  # seconds; notifications are only hints
DATABASE_PAUSE = 1.0  # seconds before the database is tried again

log = structlog.stdlib.get_logger(__name__)


class OneByOne:
    """`do_next` does one piece of work, and says whether there was any."""

    def __init__(self, name: str, do_next: Callable[[], Awaitable[bool]], wakeups: Wakeups, channel: Channel) -> None:
        self.name = name
        self._do_next = do_next
        self._wakeups = wakeups
        self._channel = channel
        self._is_stopping = False

    async def run(self) -> None:
        """Until stopped. What has been begun is finished."""
        while not self._is_stopping:
            since = self._wakeups.rung(self._channel)
            if not await self._try_next():
                await self._wakeups.wait(self._channel, since, POLL)

    def stop(self) -> None:
        """Begin nothing more."""
        self._is_stopping = True
        self._wakeups.ring(self._channel)

    async def _try_next(self) -> bool:
        try:
            return await self._do_next()
        except Exception as error:  # noqa: BLE001 - one piece's failure must not end the loop
            await self._wait_out(error)
            return True

    async def _wait_out(self, error: Exception) -> None:
        failure = classify(error)
        if failure is Failure.OTHER:
            log.error("work_failed", loop=self.name, error=type(error).__name__)
        await asyncio.sleep(soon() if failure is Failure.CONTENTION else DATABASE_PAUSE)
