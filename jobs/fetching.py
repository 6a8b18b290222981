"""Fetching what people sent into the chat: from the platform by its id, then into the form, a file at a time.

The call is made with no transaction open; what comes of it is written in one, fenced by who took the file last.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import structlog

from adapters.ports import Fetching, PlatformBusy, PlatformFailure, PlatformMisconfigured, PlatformUncertain
from domain.events import Source
from jobs.backoff import backoff
from storage.database import Database, Tx
from storage.wanted_files import WantedFile, finish, put_off, take

MOST_TRIES = 8  # some twenty minutes; then whoever sent it is asked to send it again

Receive = Callable[[Tx, WantedFile, bytes | None], Awaitable[None]]
"""Puts the content where it belongs, in the open transaction. Without a content it cannot be had."""

log = structlog.stdlib.get_logger(__name__)


class Fetcher:
    """Of all accounts. Any number of replicas may run one in a loop."""

    def __init__(
        self,
        database: Database,
        places: Mapping[Source, Fetching],
        receive: Receive,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._places = places
        self._receive = receive
        self._clock = clock

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
