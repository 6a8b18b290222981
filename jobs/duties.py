"""Keeps what is owed in line with the catalogue, the calendar, happenings and posts: one replica at a time.

What it has written follows from facts alone, so it may be killed, run twice or run late.
"""

import asyncio
import contextlib

import structlog

from domain.office import Office
from handlers.duty_layout import facts_to_lay, write_layout
from jobs.runs import Clock
from storage.crash_points import reach
from storage.database import Database
from storage.failures import Failure, classify

POLL = 10.0  # seconds between two looks whether something has changed

log = structlog.stdlib.get_logger(__name__)


class DutyKeeper:
    """A loop that looks whether a layout is due and makes it."""

    def __init__(self, database: Database, office: Office, clock: Clock) -> None:
        self._database = database
        self._office = office
        self._clock = clock
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Until stopped."""
        while not self._stopped.is_set():
            try:
                await self.look()
            except Exception as error:
                if classify(error) is Failure.OTHER:
                    log.exception("duties_not_laid_out")
                else:
                    log.warning("duties_not_laid_out_yet", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), POLL)

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()

    async def look(self) -> int | None:
        """Lay out what is owed if something has changed; how many rows that changed, None where nothing was to do."""
        async with self._database.begin(self._clock()) as tx:
            facts = await facts_to_lay(tx, self._office)
            if facts is None:
                return None
            layout = await asyncio.to_thread(facts.lay)
            changed = await write_layout(tx, facts, layout)
            reach("duties.laid")
        log.info("duties_laid_out", changed=changed)
        return changed
