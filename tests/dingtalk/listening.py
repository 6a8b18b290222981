"""A listener at the small gateway, what it has stored, and a wall clock that may jump."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from adapters.dingtalk.callback import Gate
from adapters.dingtalk.pauses import Pauses
from adapters.dingtalk.stream import StreamListener
from adapters.dingtalk.stream_vitals import Timings
from adapters.ports import Received
from tests.dingtalk.gateway import Gateway, settings
from tests.waiting import until

BRISK = Timings(look=0.02, ping=0.1, silence=0.4, jump=5.0, leave=0.5, drain=1.0, steady=0.2)


@dataclass
class Store:
    """What was accepted, by key; refuses while it is shut, and waits while there is a gate."""

    kept: dict[str, Received] = field(default_factory=dict)
    arrived: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None
    is_shut: bool = False
    in_flight: int = 0
    most_in_flight: int = 0

    async def accept(self, received: Received) -> None:
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            if self.gate:
                await self.gate.wait()
            if self.is_shut:
                raise ConnectionError("a reason that must not be seen")
            self.arrived.append(received.key)
            self.kept[received.key] = received
        finally:
            self.in_flight -= 1


@dataclass
class Wall:
    """The clock on the wall, which may jump."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def listener_at(gateway: Gateway, *, timings: Timings = BRISK, wall: Wall | None = None, **changed) -> StreamListener:
    account = settings(gateway, **changed)
    return StreamListener(
        account,
        Gate(account).decode_frame,
        nothing_missed,
        wall or Wall(),
        timings=timings,
        pauses=Pauses(shortest=0.05, longest=0.2, refused=0.3),
    )


async def nothing_missed(since: datetime, until: datetime) -> AsyncIterator[Received]:
    for never in ():
        yield never


@asynccontextmanager
async def listening(gateway: Gateway, store: Store, **changed) -> AsyncIterator[StreamListener]:
    """Connected, and in the end stopped."""
    listener = listener_at(gateway, **changed)
    before = len(gateway.clients)
    run = asyncio.create_task(listener.run(store.accept))
    await gateway.until(lambda: len(gateway.clients) > before)
    await until(lambda: listener.is_connected)
    try:
        yield listener
    finally:
        listener.stop()
        await asyncio.wait_for(run, 5)
