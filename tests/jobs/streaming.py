"""Replicas at the small gateway, and what the platform tells them afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import asyncpg

from adapters.dingtalk.callback import Gate
from adapters.dingtalk.pauses import Pauses
from adapters.dingtalk.stream import StreamListener
from adapters.dingtalk.stream_vitals import Timings
from adapters.ports import Received
from domain.events import Source
from jobs.stream import Rhythm, Stream
from jobs.stream_audit import Looks
from storage.database import Database
from storage.inbox import Acceptor
from storage.job_runs import beat
from tests import waiting
from tests.dingtalk.gateway import Gateway, settings
from tests.jobs.scripted import clock

STUDENTS = Source("dingtalk", "students")
BRISK = Timings(look=0.02, ping=0.1, silence=0.4, leave=0.5, drain=1.0, steady=0.2)
RHYTHM = Rhythm(look=0.02, beat=timedelta(seconds=0.1), alarm=timedelta(seconds=0.3), finish=1.0)
PAID = "select bool_and(finished_at is not null) from job_runs where lease_until is null or lease_until < now()"
OFTEN = Looks(rest=timedelta(), again=timedelta(hours=1))


@dataclass
class Past:
    """What the platform tells afterwards: `told` at every look, after the failures that are laid ready."""

    told: list[Received] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    looks: list[tuple[datetime, datetime]] = field(default_factory=list)
    gate: asyncio.Event | None = None
    under_way: int = 0
    most_under_way: int = 0

    async def read(self, since: datetime, until: datetime) -> AsyncIterator[Received]:
        self.looks.append((since, until))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            for received in self.told:
                yield received
            if self.gate:
                await self.gate.wait()
            if self.failures:
                raise self.failures.pop(0)
        finally:
            self.under_way -= 1


@asynccontextmanager
async def streaming(
    gateway: Gateway, database: Database, past: Past, looks: Looks = OFTEN, rhythm: Rhythm = RHYTHM
) -> AsyncIterator[StreamListener]:
    """A replica that runs, and in the end is stopped."""
    account = settings(gateway)
    pauses = Pauses(shortest=0.05, longest=0.2, refused=0.3)
    listener = StreamListener(account, Gate(account).decode_frame, past.read, clock, timings=BRISK, pauses=pauses)
    async with Acceptor(database) as acceptor:
        stream = Stream(database, STUDENTS, listener, acceptor, clock, rhythm=rhythm, looks=looks)
        run = asyncio.create_task(stream.run())
        try:
            yield listener
        finally:
            stream.stop()
            await asyncio.wait_for(run, 10)


async def until(look: asyncpg.Connection, question: str) -> None:
    """Until the database says yes."""
    await waiting.until(lambda: look.fetchval(question))


async def was_connected(database: Database, ago: timedelta) -> None:
    async with database.begin(clock() - ago) as tx:
        await beat(tx, "stream:dingtalk:students")


def missed(key: str) -> Received:
    return Received(f"event:{key}", "gap.event:org_change", "", b"{}")
