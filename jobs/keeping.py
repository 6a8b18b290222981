"""Keeping a lease while work is done that takes its time: on the network, or in a thread."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog

from storage.database import Database, Tx

log = structlog.stdlib.get_logger(__name__)


@asynccontextmanager
async def keeping(
    database: Database, clock: Callable[[], datetime], lease: timedelta, prolong: Callable[[Tx], Awaitable[None]]
) -> AsyncGenerator[None]:
    """Prolongs it three times as often as it ends, until the block does."""

    async def keep() -> None:
        while True:
            await asyncio.sleep(lease.total_seconds() / 3)
            try:
                async with database.begin(clock()) as tx:
                    await prolong(tx)
            except Exception as error:  # noqa: BLE001 - the lease ends, and its token keeps the record straight
                log.info("lease_not_prolonged", error=type(error).__name__)

    keeper = asyncio.create_task(keep())
    try:
        yield
    finally:
        keeper.cancel()
