"""The whole program assembled: settings become database, platforms, web application and loops, and stop in order."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum

import structlog
from aiohttp import web

from bot.clock import read_clock
from bot.listening import listen
from bot.loops import Loop, Loops
from bot.office import make_office
from bot.org_compare import compare_all
from bot.place import open_database
from bot.platforms import Account, open_accounts
from bot.settings import Settings
from bot.signals import StopSignals
from domain.events import Event, Source
from domain.office import Office
from handlers.dispatch import Outcome, handle
from jobs.inbox import Inbox
from jobs.outbox import Courier
from jobs.runs import Retention, Surroundings
from jobs.schedule import Schedule
from storage.database import Database, Tx
from storage.inbox import Acceptor
from storage.migrate import is_migrated
from storage.tokens import Tokens
from storage.vitals import Vitals, read_vitals
from storage.wakeups import Channel, Wakeups
from web.app import make_app
from web.callbacks import routes
from web.health import Health
from web.metrics import Metrics

REQUESTS_PATIENCE = 5.0  # seconds for requests that are under way; a callback takes milliseconds
STOP_PATIENCE = 15.0  # seconds for everything begun; with the embedded database's end it stays below 20

log = structlog.stdlib.get_logger(__name__)


class Role(StrEnum):
    """Which half of the program runs."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class House:
    """Everything that is open while the program runs."""

    settings: Settings
    office: Office
    database: Database
    accounts: Mapping[Source, Account]
    wakeups: Wakeups
    health: Health
    metrics: Metrics

    async def handle(self, event: Event, source: Source, tx: Tx) -> Outcome:
        """The handlers, with the office and a stopwatch."""
        with self.metrics.handling(type(event).__name__):
            return await handle(event, source, tx, self.office)

    def surroundings(self) -> Surroundings:
        """What jobs of the clock work with."""
        kept = self.settings.retention
        return Surroundings(
            database=self.database,
            clock=read_clock,
            office=self.office,
            retention=Retention(callbacks=kept.callbacks, deliveries=kept.deliveries),
            compare_directory=lambda: compare_all(self.database, self.accounts),
        )

    def loops(self) -> list[Loop]:
        """What a worker runs."""
        platforms = {source: account.platform for source, account in self.accounts.items()}
        workers = self.settings.limits.inbox_workers
        inbox = Inbox(self.database, platforms, self.handle, read_clock, self.wakeups, workers=workers)
        schedule = Schedule(self.surroundings())
        return [
            Loop("wakeups", self.wakeups.run),
            Loop("inbox", inbox.run, inbox.stop),
            Loop("schedule", schedule.run, schedule.stop),
            *map(self._courier, self.accounts.values()),
        ]

    def _courier(self, account: Account) -> Loop:
        courier = Courier(
            self.database,
            account.platform,
            read_clock,
            self.wakeups,
            account_budgets=account.budgets,
            workers=self.settings.limits.senders,
        )
        source = account.platform.source
        return Loop(f"courier:{source.platform}:{source.account}", courier.run, courier.stop)


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncGenerator[House]:
    """Open everything; close it in the opposite order."""
    office = make_office(settings)
    async with open_database(settings) as database, open_accounts(settings, Tokens(database)) as accounts:
        names = {source: account.token_name for source, account in accounts.items()}
        health = Health(_probe(database, list(names.values())), names)
        try:
            yield House(settings, office, database, accounts, Wakeups(database), health, Metrics(health))
        finally:
            await health.close()


async def serve(
    house: House,
    role: Role,
    announce: Callable[[], None],
    extend: Callable[[web.Application], None] = lambda _: None,
) -> None:
    """Run until a signal asks to stop, then finish what is begun. `extend` may add pages before the door opens.

    Raises:
        Unable: the port cannot be used.
    """
    loops = Loops()
    with StopSignals() as signals:
        async with AsyncExitStack() as stack:
            acceptor = await stack.enter_async_context(
                Acceptor(house.database, on_stored=lambda: house.wakeups.ring(Channel.INBOX))
            )
            runner = await _open_door(house, role, acceptor, extend)
            for loop in house.loops() if role is not Role.WEB else ():
                loops.start(loop)
            announce()
            await signals.asked.wait()
            house.health.is_stopping = True
            await _stop(loops, runner, signals)


async def _open_door(
    house: House, role: Role, acceptor: Acceptor, extend: Callable[[web.Application], None]
) -> web.AppRunner | None:
    """A worker alone answers monitors only, and only where a port is set for that."""
    server = house.settings.server
    platforms = {source: account.platform for source, account in house.accounts.items()}
    callbacks = routes(platforms, acceptor, read_clock) if role is not Role.WORKER else []
    port = server.worker_port if role is Role.WORKER else server.port
    if not port:
        return None
    app = make_app(callbacks, house.health, house.metrics, server.trusted_proxies)
    extend(app)
    return await listen(app, server.host, port, REQUESTS_PATIENCE)


async def _stop(loops: Loops, runner: web.AppRunner | None, signals: StopSignals) -> None:
    """In order if there is time; a second signal, or too long a wait, cuts off what is left."""
    log.info("stopping")
    orderly = asyncio.create_task(_finish(loops, runner))
    insisted = asyncio.create_task(signals.insisted.wait())
    await asyncio.wait({orderly, insisted}, timeout=STOP_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    insisted.cancel()
    if not orderly.done():
        log.warning("stopped_unfinished")
        await loops.cut_off()
        orderly.cancel()
    await asyncio.wait([orderly])


async def _finish(loops: Loops, runner: web.AppRunner | None) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(loops.stop())
        if runner:
            group.create_task(runner.cleanup())


def _probe(database: Database, token_names: list[str]) -> Callable[[], Awaitable[Vitals | None]]:
    """How the house is; None while the database is not migrated, which is asked until it is."""
    migrated = False

    async def probe() -> Vitals | None:
        nonlocal migrated
        migrated = migrated or await is_migrated(database)
        if not migrated:
            return None
        async with database.begin(read_clock()) as tx:
            return await read_vitals(tx, token_names)

    return probe
