"""Hints that there is work: NOTIFY across processes, a bell within one. Whoever waits looks again by itself anyway."""

import asyncio
import contextlib
from dataclasses import dataclass, replace
from typing import Never

import asyncpg

from storage.channels import Channel
from storage.database import Database
from storage.failures import Failure, classify

PAUSE = 1.0  # seconds between two attempts to listen again
PING = 20.0  # seconds after which a silent connection is tried


@dataclass(frozen=True, slots=True)
class Rung:
    """How much was announced so far, and how often something may have gone unheard."""

    times: int = 0
    lapses: int = 0


class Wakeups:
    """One listening connection per process, and everybody who waits for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rung = dict.fromkeys(Channel, Rung())
        self._waiting: dict[Channel, set[asyncio.Future[None]]] = {channel: set() for channel in Channel}

    def ring(self, channel: Channel, times: int = 1) -> None:
        """Wake everybody who waits for this channel; 0 times where nobody knows whether there is work."""
        heard = self._rung[channel]
        self._rung[channel] = replace(heard, times=heard.times + times)
        self._wake(channel)

    def lapse(self, channel: Channel) -> None:
        """Wake everybody, and let them know that something may have gone unheard."""
        heard = self._rung[channel]
        self._rung[channel] = replace(heard, lapses=heard.lapses + 1)
        self._wake(channel)

    def _wake(self, channel: Channel) -> None:
        for waiting in self._waiting[channel]:
            if not waiting.done():
                waiting.set_result(None)

    def rung(self, channel: Channel) -> Rung:
        """What was announced so far. Ask before looking for work, and give it to `wait`: nothing in between is
        missed.
        """
        return self._rung[channel]

    async def wait(self, channel: Channel, since: Rung, seconds: float) -> None:
        """Until it rings or has rung since, at most so long."""
        if self._rung[channel] != since:
            return
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[channel].add(waiting)
        try:
            await asyncio.wait([waiting], timeout=seconds)
        finally:
            self._waiting[channel].discard(waiting)

    async def run(self) -> Never:
        """Listen until cancelled, again and again."""
        while True:
            try:
                await self._listen()
            except Exception as error:
                if classify(error) is Failure.OTHER:
                    raise
            await asyncio.sleep(PAUSE)

    async def _listen(self) -> None:
        """Until the connection is lost. Work that came while nobody listened is found because everybody is woken."""
        connection = await self._database.connect()
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            for channel in Channel:
                await connection.add_listener(channel, self._heard)
            for channel in Channel:
                self.lapse(channel)
            while not lost.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(lost.wait(), PING)
                await connection.execute("select 1", timeout=PAUSE)
        finally:
            connection.terminate()

    def _heard(self, _connection: asyncpg.Connection, _pid: int, channel: str, payload: object) -> None:
        """What is announced says how many, if it knows."""
        times = str(payload)
        self.ring(Channel(channel), int(times) if times.isdecimal() else 1)
