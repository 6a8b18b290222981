"""The stream's door and everybody behind it: who is connected, who gets a push, and what was acknowledged."""

import asyncio
import contextlib
import random
from collections.abc import AsyncGenerator, Coroutine, Generator

from aiohttp import web

from emulator.clock import Clock
from emulator.dingtalk import faults
from emulator.dingtalk.connection import Connection
from emulator.dingtalk.faults import Faults, SocketEffect
from emulator.dingtalk.frames import Ack
from emulator.dingtalk.ledger import ConnectionRow, Ledger
from emulator.dingtalk.letter import Topic
from emulator.dingtalk.org import Org
from emulator.dingtalk.rules import Timing
from emulator.dingtalk.tickets import Ticket, Tickets

UNAUTHORIZED = 401
Acks = asyncio.Queue[Ack]


class Hub:
    """All connections. Tests break them by `cut`, `make_zombies` and `disconnect`, or by `socket_faults` beforehand."""

    def __init__(self, clock: Clock, timing: Timing, ledger: Ledger, switches: Faults[SocketEffect]) -> None:
        self.tickets = Tickets()
        self.connections: list[Connection] = []
        self._clock = clock
        self._timing = timing
        self._ledger = ledger
        self._switches = switches
        self._waiting: dict[str, Acks] = {}
        self._works: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()

    async def stop(self) -> None:
        """End every connection."""
        for work in self._works:
            work.cancel()
        await asyncio.gather(*self._works, return_exceptions=True)
        for connection in self.connections:
            connection.cut()

    def pick(self, org: Org, topic: Topic, dice: random.Random) -> Connection | None:
        """The connection that gets the next push: any of those that subscribed to the topic, and never two."""
        takers = [connection for connection in self.connections if connection.takes(org, topic)]
        return dice.choice(takers) if takers else None

    def of(self, org: Org) -> list[Connection]:
        """The connections of one application that are still delivering."""
        return [connection for connection in self.connections if connection.org is org and connection.is_delivering]

    async def connected(self, org: Org, count: int = 1) -> list[Connection]:
        """Wait until so many are connected."""
        while len(self.of(org)) < count:
            self._changed.clear()
            await self._changed.wait()
        return self.of(org)

    def make_zombies(self, org: Org) -> None:
        """Those that are connected now answer pings from now on, and get nothing."""
        for connection in self.of(org):
            connection.is_zombie = True

    def cut(self, org: Org) -> None:
        """Break all connections off without a word."""
        for connection in self.of(org):
            connection.cut()

    async def ping(self, org: Org) -> None:
        """Ping all connections now."""
        for connection in self.of(org):
            await connection.ping()

    def disconnect(self, org: Org, reason: str = "connection is expired") -> None:
        """Tell all connections to go; nothing is delivered on them from now on."""
        for connection in self.of(org):
            connection.is_delivering = False
            self._begin(connection.disconnect(reason, self._timing.disconnect_grace))

    @contextlib.contextmanager
    def expecting(self, frame_id: str) -> Generator[Acks]:
        """Where acknowledgements of a frame arrive, also of those that were pushed on an earlier connection."""
        acks = self._waiting.setdefault(frame_id, asyncio.Queue())
        try:
            yield acks
        finally:
            self._waiting.pop(frame_id, None)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """GET /connect?ticket=…"""
        value = request.query.get("ticket", "")
        effect = self._switches.draw("connect")
        ticket = self.tickets.find(value)
        if isinstance(effect, faults.BadTicket):
            self.tickets.spend(value)
        row = self._note(ticket, effect)
        row.refused = self._why_not(ticket, effect)
        if row.refused or ticket is None:
            return web.Response(status=effect.status if isinstance(effect, faults.RefuseConnection) else UNAUTHORIZED)
        ticket.is_used = True
        async with self._admitted(Connection(ticket.org, ticket.topics, request, self._clock), row) as connection:
            socket = await connection.open()
            self._play(connection, effect)
            await connection.listen(self._timing.ping_every, self._on_ack)
        return socket

    def _note(self, ticket: Ticket | None, effect: SocketEffect | None) -> ConnectionRow:
        row = ConnectionRow(
            no=len(self._ledger.connections) + 1,
            at=self._clock(),
            client_id=ticket.org.client_id if ticket else "",
            connection_id="",
            fault=type(effect).__name__ if effect else "",
        )
        self._ledger.connections.append(row)
        return row

    def _why_not(self, ticket: Ticket | None, effect: SocketEffect | None) -> str:
        if isinstance(effect, faults.RefuseConnection):
            return "refused"
        if ticket is None:
            return "unknown ticket"
        if ticket.is_used:
            return "used ticket"
        return "expired ticket" if self._clock() >= ticket.expires_at else ""

    @contextlib.asynccontextmanager
    async def _admitted(self, connection: Connection, row: ConnectionRow) -> AsyncGenerator[Connection]:
        row.connection_id = connection.id
        try:
            yield connection
        finally:
            row.closed_at = self._clock()
            connection.is_delivering = False
            if connection in self.connections:
                self.connections.remove(connection)
            self._changed.set()

    def _play(self, connection: Connection, effect: SocketEffect | None) -> None:
        connection.is_zombie = isinstance(effect, faults.Zombie)
        self.connections.append(connection)
        self._changed.set()
        match effect:
            case faults.CutAfter(seconds):
                self._begin(_cut_later(connection, seconds))
            case faults.DisconnectAfter(seconds, reason):
                self._begin(_disconnect_later(connection, seconds, reason, self._timing.disconnect_grace))
            case _:
                return

    def _on_ack(self, ack: Ack) -> None:
        acks = self._waiting.get(ack.frame_id)
        if acks is not None:
            acks.put_nowait(ack)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._works.add(task)
        task.add_done_callback(self._works.discard)


async def _cut_later(connection: Connection, seconds: float) -> None:
    await asyncio.sleep(seconds)
    connection.cut()


async def _disconnect_later(connection: Connection, seconds: float, reason: str, grace: float) -> None:
    await asyncio.sleep(seconds)
    await connection.disconnect(reason, grace)
