"""`run.py serve`: open the door, run the loops, and on a signal finish what is begun."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import structlog
from aiohttp import web

from bot.app import House
from bot.clock import read_clock
from bot.listening import listen, prepare
from bot.loops import Loop, Loops
from bot.signals import StopSignals
from storage.inbox import Acceptor
from web.api.routes import api_routes
from web.app import make_app
from web.callbacks import FrontDoor
from web.h5.routes import add_pages

STOP_PATIENCE = 15.0  # seconds for everything begun; with the embedded database's end it stays below 20

log = structlog.stdlib.get_logger(__name__)


class Role(StrEnum):
    """Which half of the program runs."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Manner:
    """How the door is kept. `extend` may add pages; a request may take `patience` more seconds at the end."""

    extend: Callable[[web.Application], None] = lambda _: None
    patience: float = 5.0


async def serve(house: House, role: Role, announce: Callable[[], None], manner: Manner = Manner()) -> None:
    """Run until a signal asks to stop.

    Raises:
        Unable: the port cannot be used.
    """
    loops = Loops()
    with StopSignals() as signals:
        async with Acceptor(house.database) as acceptor:
            runner = await _open_door(house, role, acceptor, manner)
            try:
                for loop in _loops(house, role, acceptor):
                    loops.start(loop)
                announce()
                await signals.asked.wait()
                house.health.is_stopping = True
                await _stop(loops, runner, signals)
            finally:
                await loops.cut_off()


def _loops(house: House, role: Role, acceptor: Acceptor) -> list[Loop]:
    """What a platform pushes through a connection comes in where callbacks do; all else is a worker's."""
    return [
        *house.common_loops(),
        *(house.streams(acceptor) if role is not Role.WORKER else ()),
        *(house.loops() if role is not Role.WEB else ()),
    ]


async def _open_door(house: House, role: Role, acceptor: Acceptor, manner: Manner) -> web.AppRunner | None:
    """A worker alone answers monitors only, and only where a port is set for that."""
    server = house.settings.server
    port = server.worker_port if role is Role.WORKER else server.port
    if not port:
        return None
    routes = [] if role is Role.WORKER else api_routes(house.database, house.office, read_clock)
    app = make_app(routes, house.health, house.metrics, server.trusted_proxies)
    if role is not Role.WORKER and house.accounts:
        add_pages(app, house.pages(acceptor))
    manner.extend(app)
    runner = await prepare(app, manner.patience)
    if role is not Role.WORKER and runner.server:
        platforms = {source: account.platform for source, account in house.accounts.items()}
        door = FrontDoor(platforms, acceptor, read_clock, house.metrics)
        runner.server.request_handler = door.before(runner.server.request_handler)
    await listen(runner, server.host, port)
    return runner


async def _stop(loops: Loops, runner: web.AppRunner | None, signals: StopSignals) -> None:
    """In order if there is time; a second signal, or too long a wait, gives up what is left."""
    log.info("stopping")
    orderly = asyncio.create_task(_finish(loops, runner))
    insisted = asyncio.create_task(signals.insisted.wait())
    await asyncio.wait({orderly, insisted}, timeout=STOP_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    insisted.cancel()
    if not orderly.done():
        log.warning("stopped_unfinished")
        orderly.cancel()
    await asyncio.wait([orderly])


async def _finish(loops: Loops, runner: web.AppRunner | None) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(loops.stop())
        if runner:
            group.create_task(runner.cleanup())
