"""Writing to the platforms' directories: order after order, each account by one replica at a time.

A platform is asked with no transaction open. What was asked and not recorded is asked again: orders say how things are
to be, so that twice is once; only what makes something new is looked for first.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from adapters.ports import (
    Contacts,
    Platform,
    PlatformBusy,
    PlatformFailure,
    PlatformMisconfigured,
    PlatformUncertain,
)
from domain.directory_orders import MakeDepartment, MakeMember, Order
from domain.directory_reading import DirectoryRefused, straighten
from domain.events import Source
from domain.office import Office
from domain.platform_list import ListState, OrderState, PlatformList
from domain.roster_places import has_department
from domain.texts import platform_lists as words
from handlers.platform_list_settling import (
    bury_list,
    fail_list,
    finish_list,
    halt_list,
    settle_comparison,
    settle_order,
)
from handlers.platform_list_show import show_list
from jobs.backoff import backoff
from jobs.keeping import keeping
from jobs.sweeping import without_sweeps
from storage.crash_points import reach
from storage.database import Database, Tx
from storage.directory_writers import (
    LEASE,
    Working,
    WriterLost,
    hold_writer,
    prolong_writer,
    put_off_list,
    take_list,
)
from storage.failures import Failure, classify
from storage.platform_lists import expire_lists

MOST_TRIES = 8  # some twenty minutes; then it is on the card as not done
SHOWN_EVERY = timedelta(seconds=3)  # between two progress marks on a card

log = structlog.stdlib.get_logger(__name__)


class DirectoryWriter:
    """Of all accounts. Any number of replicas may run one in a loop."""

    def __init__(
        self,
        database: Database,
        platforms: Mapping[Source, Platform],
        contacts: Mapping[Source, Contacts],
        office: Office,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._platforms = platforms
        self._contacts = contacts
        self._office = office
        self._clock = clock
        self._shown_at: datetime | None = None

    async def work_next(self) -> bool:
        """Compare one account, or carry one order out. False if nothing is due."""
        async with self._database.begin(self._clock()) as tx:
            for expired in await expire_lists(tx):
                await show_list(tx, self._office, expired)
            working = await take_list(tx, self._platforms)
        if working is None:
            return False
        try:
            async with keeping(self._database, self._clock, LEASE, lambda tx: prolong_writer(tx, working)):
                await self._work(working)
        except WriterLost:
            log.info("directory_writer_lost", list=working.listed.id)
        except Exception as error:
            if classify(error) is not Failure.OTHER:
                raise  # it is taken again when its lease is over
            await self._bury(working, error)
        return True

    async def _work(self, working: Working) -> None:
        order = working.order.order if working.order is not None else None
        if working.listed.state is ListState.READING:
            await self._read(working)
        elif order is None:
            async with self._database.begin(self._clock()) as tx:
                listed = await hold_writer(tx, working)
                if listed.state is ListState.WRITING:
                    await finish_list(tx, self._office, listed)
        elif contacts := self._contacts.get(working.listed.source):
            await self._write(working, contacts, order)
        else:
            async with self._database.begin(self._clock()) as tx:
                await self._halt(tx, working, words.MAY_NOT_WRITE.get(working.listed.source.platform, words.NOT_NOW))

    async def _read(self, working: Working) -> None:
        try:
            directory = await self._platforms[working.listed.source].read_directory()
            reading = await asyncio.to_thread(straighten, directory)
        except (PlatformFailure, DirectoryRefused) as failure:
            trouble = failure.hint if isinstance(failure, PlatformFailure) else str(failure)
            async with self._database.begin(self._clock()) as tx:
                listed = await hold_writer(tx, working)
                if listed.state is ListState.READING:
                    await fail_list(tx, self._office, listed, trouble)
            return
        async with self._database.begin(self._clock()) as tx:
            listed = await hold_writer(tx, working)
            if listed.state is ListState.READING:  # and nobody has stopped it meanwhile
                with without_sweeps():
                    await settle_comparison(tx, self._office, listed, reading)

    async def _write(self, working: Working, contacts: Contacts, order: Order) -> None:
        reach("orders.called")
        failure: PlatformFailure | None = None
        try:
            if not (working.is_doubtful and await self._is_there(working.listed.source, order)):
                await contacts.write(order)
        except PlatformFailure as failed:
            failure = failed
        reach("orders.answered")
        async with self._database.begin(self._clock()) as tx:
            await self._record(tx, working, failure)
        reach("orders.recorded")

    async def _is_there(self, source: Source, order: Order) -> bool:
        """Whether what an unanswered call was to make is there: only such a call, made twice, would do harm."""
        platform = self._platforms[source]
        match order:
            case MakeMember():
                part = await platform.read_part([order.user_id], [])
                return part.members.get(order.user_id.lower()) is not None
            case MakeDepartment():
                reading = await asyncio.to_thread(straighten, await platform.read_directory())
                return has_department(reading.departments, order)
            case _:
                return False

    async def _record(self, tx: Tx, working: Working, failure: PlatformFailure | None) -> None:
        tries = working.order.attempts + 1 if working.order is not None else 1
        match failure:
            case None:
                await self._settle(tx, working, OrderState.DONE)
            case PlatformMisconfigured():
                log.warning("directory_not_written", list=working.listed.id, code=failure.code)
                await self._halt(tx, working, failure.hint)
            case PlatformBusy() if tries < MOST_TRIES:
                await self._put_off(tx, working, OrderState.OPEN, max(backoff(tries), failure.wait or timedelta()))
            case PlatformBusy():
                await self._settle(tx, working, OrderState.REFUSED, words.BUSY, failure.code)
            case PlatformUncertain() if tries < MOST_TRIES:
                await self._put_off(tx, working, OrderState.CALLED, backoff(tries))
            case PlatformUncertain():
                await self._settle(tx, working, OrderState.UNCERTAIN, words.UNCERTAIN, failure.code)
            case _:
                await self._settle(tx, working, OrderState.REFUSED, failure.hint.rstrip("。"), failure.code)

    async def _settle(self, tx: Tx, working: Working, state: OrderState, failure: str = "", code: str = "done") -> None:
        listed = await hold_writer(tx, working)
        await settle_order(tx, working, state, failure, code)
        await self._show_progress(tx, listed)

    async def _put_off(self, tx: Tx, working: Working, state: OrderState, pause: timedelta) -> None:
        await hold_writer(tx, working)
        await settle_order(tx, working, state)
        await put_off_list(tx, working, pause)

    async def _halt(self, tx: Tx, working: Working, trouble: str) -> None:
        listed = await hold_writer(tx, working)
        await settle_order(tx, working, OrderState.OPEN)
        await halt_list(tx, self._office, listed, trouble)

    async def _show_progress(self, tx: Tx, listed: PlatformList) -> None:
        now = self._clock()
        if self._shown_at is None or now - self._shown_at >= SHOWN_EVERY:
            self._shown_at = now
            await show_list(tx, self._office, listed)

    async def _bury(self, working: Working, error: Exception) -> None:
        log.error("directory_writing_failed", list=working.listed.id, error=type(error).__name__)
        async with self._database.begin(self._clock()) as tx:
            await bury_list(tx, self._office, await hold_writer(tx, working), type(error).__name__)
