"""Writes down what became of deliveries: those that end at about the same time share a commit."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import structlog
from tenacity import AsyncRetrying, retry_if_exception, stop_after_delay, wait_random_exponential

from storage.database import Database, Tx
from storage.deliveries import Sent, record_many_sent, record_sent
from storage.failures import Failure, classify

RECORD_FOR = 30.0  # seconds of trying to record an answer while the database is away
MOST_TOGETHER = 32

Result = TypeVar("Result")
Work = Callable[[Tx], Awaitable[None]]

log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class _Waiting:
    """A sent delivery, and who waits for its record."""

    sent: Sent
    recorded: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Recording:
    """One courier's records."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def sent(self, sent: Sent) -> bool:
        """Record what the platform has taken, and tell whether another delivery to the same member waits.

        Raises LeaseLost, or what the database says after half a minute.
        """
        waiting = _Waiting(sent)
        self._waiting.append(waiting)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        return await waiting.recorded

    async def once(self, work: Work) -> None:
        """Carry out in a transaction what is not to be lost."""

        async def carry_out() -> None:
            async with self._database.begin(self._clock()) as tx:
                await work(tx)

        await _keep_trying(carry_out)

    async def _write_all(self) -> None:
        """One commit after the other; what arrives meanwhile goes with the next."""
        while self._waiting:
            together, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
            if len(together) == 1 or not await self._write_together(together):
                for waiting in together:
                    await self._write_alone(waiting)

    async def _write_together(self, together: Sequence[_Waiting]) -> bool:
        """False if one of them cannot be recorded this way: then none is, and each is looked at alone."""
        try:
            async with self._database.at_once() as conn:
                followed = await record_many_sent(conn, [waiting.sent for waiting in together])
        except Exception as error:  # noqa: BLE001 - alone it shows whose fault it is
            log.info("records_parted", deliveries=len(together), error=type(error).__name__)
            return False
        if followed is None:
            return False
        for waiting in together:
            waiting.recorded.set_result(waiting.sent.leased.id in followed)
        return True

    async def _write_alone(self, waiting: _Waiting) -> None:
        async def write() -> bool:
            async with self._database.at_once() as conn:
                return bool(await record_sent(conn, waiting.sent))

        try:
            is_followed = await _keep_trying(write)
        except Exception as error:  # noqa: BLE001 - told to whoever waits
            waiting.recorded.set_exception(error)
        else:
            waiting.recorded.set_result(is_followed)


async def _keep_trying(work: Callable[[], Awaitable[Result]]) -> Result:
    """An answer that is not recorded is an uncertain delivery."""
    patiently = AsyncRetrying(
        stop=stop_after_delay(RECORD_FOR),
        wait=wait_random_exponential(max=5),
        retry=retry_if_exception(lambda error: classify(error) is not Failure.OTHER),
        reraise=True,
    )
    return await patiently(work)
