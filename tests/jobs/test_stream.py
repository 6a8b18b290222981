"""The stream and the record: stored before acknowledged, and what may have been missed is looked for until it is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import asyncpg
import pytest

from adapters.dingtalk.callback import Gate
from adapters.dingtalk.pauses import Pauses
from adapters.dingtalk.stream import StreamListener
from adapters.dingtalk.stream_vitals import Timings
from adapters.ports import PlatformBusy, Received
from domain.events import Source
from jobs import stream_audit
from jobs.stream import Rhythm, Stream
from jobs.stream_audit import Looks
from jobs.stream_notice import Notice
from storage import inbox
from storage.database import Database
from storage.inbox import Acceptor
from storage.job_runs import RunLost, beat
from storage.stream_gaps import finish, give_back, owe, take
from tests.dingtalk.gateway import Gateway, event_frame, robot_frame, running, settings
from tests.jobs.scripted import clock

STUDENTS = Source("dingtalk", "students")
JOB = "gap:dingtalk:students"
BRISK = Timings(look=0.02, ping=0.1, silence=0.4, leave=0.5, drain=1.0, steady=0.2)
RHYTHM = Rhythm(look=0.02, beat=timedelta(seconds=0.1), alarm=timedelta(seconds=0.3), finish=1.0)
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


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    async with running() as gateway:
        yield gateway


@pytest.fixture
async def look(address: str) -> AsyncIterator[asyncpg.Connection]:
    """Somebody who looks at the database from outside."""
    connection = await asyncpg.connect(address)
    yield connection
    await connection.close()


async def until(look: asyncpg.Connection, question: str) -> None:
    """Until the database says yes."""
    async with asyncio.timeout(10):
        while not await look.fetchval(question):
            await asyncio.sleep(0.01)


async def was_connected(database: Database, ago: timedelta) -> None:
    async with database.begin(clock() - ago) as tx:
        await beat(tx, "stream:dingtalk:students")


def missed(key: str) -> Received:
    return Received(f"event:{key}", "gap.event:org_change", "", b"{}")


PAID = "select bool_and(finished_at is not null) from job_runs where lease_until is null or lease_until < now()"


async def test_what_is_pushed_is_a_row_before_it_is_acknowledged_and_a_copy_counts_once(
    gateway: Gateway, database: Database, look: asyncpg.Connection
):
    async with streaming(gateway, database, Past()):
        await gateway.until(lambda: gateway.fed)
        await gateway.push(event_frame(1), robot_frame(2))
        await gateway.until(lambda: not gateway.waiting)
        await gateway.push(event_frame(1))
        await gateway.until(lambda: not gateway.waiting)

    rows = await look.fetch("select event_key, kind, lane, seen from inbox order by event_key")
    assert [tuple(row) for row in rows] == [
        ("event:e1", "stream.event:user_modify_org", "", 2),
        ("robot:m2", "stream.robot", "user01", 1),
    ]


async def test_while_the_database_is_away_nothing_is_acknowledged_and_it_all_comes_again(
    gateway: Gateway, database: Database, look: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(inbox, "PATIENCE", 0.3)
    async with streaming(gateway, database, Past()):
        await gateway.until(lambda: gateway.fed)
        async with look.transaction():
            await look.execute("lock inbox")
            await gateway.push(*(event_frame(n) for n in range(5)), *(robot_frame(n) for n in range(5, 10)))
            await gateway.until(lambda: all(gateway.acked(f"f{n}", 500) for n in range(5)))
            await gateway.until(lambda: all(len(gateway.sent[f"f{n}"]) > 1 for n in range(10)))
            assert {ack.code for acks in gateway.acks.values() for ack in acks} == {500}
            assert set(gateway.acks) == {f"f{n}" for n in range(5)}

        await gateway.until(lambda: not gateway.waiting)

    assert await look.fetchval("select count(*) from inbox") == 10


async def test_nothing_is_lost_and_nothing_counts_twice_over_disconnects_cuts_and_two_replicas(
    gateway: Gateway, database: Database, address: str, look: asyncpg.Connection
):
    other = Database(address)
    async with streaming(gateway, database, Past()), streaming(gateway, other, Past()):
        await gateway.until(lambda: len(gateway.fed) == 2)
        for n in range(300):
            await gateway.push(event_frame(n))
            if n % 100 == 30 and gateway.fed:
                await gateway.disconnect(gateway.fed[0])
            if n % 100 == 60 and gateway.fed:
                gateway.fed[0].cut()
        await gateway.until(lambda: not gateway.waiting, 30)
    await other.close()

    assert await look.fetchval("select count(*) from inbox where event_key like 'event:e%'") == 300
    assert await look.fetchval("select bool_and(state = 'pending') from inbox")


async def test_the_heartbeat_goes_on_while_connected_and_stops_with_the_connection(
    gateway: Gateway, database: Database, look: asyncpg.Connection
):
    async with streaming(gateway, database, Past()):
        await until(look, "select count(*) > 0 from heartbeats where name = 'stream:dingtalk:students'")
        await until(look, "select beat_at > started_at from heartbeats")
        gateway.is_away = True
        gateway.clients[0].cut()
        await until(look, "select beat_at < now() - interval '0.5 seconds' from heartbeats")


async def test_at_the_very_first_start_nothing_was_missed(
    gateway: Gateway, database: Database, look: asyncpg.Connection
):
    past = Past()
    async with streaming(gateway, database, past):
        await until(look, "select beat_at > started_at from heartbeats")

    assert past.looks == []


async def test_a_start_looks_for_what_came_since_a_minute_before_the_last_beat(
    gateway: Gateway, database: Database, look: asyncpg.Connection
):
    await was_connected(database, timedelta(hours=2))
    past = Past(told=[missed("a"), missed("b")])
    async with streaming(gateway, database, past):
        await until(look, "select count(*) = 2 from inbox")
        await until(look, PAID)

    [(since, until_)] = past.looks
    assert abs(until_ - since - timedelta(hours=2, minutes=1)) < timedelta(seconds=10)
    assert await look.fetchval("select outcome from job_runs where finished_at is not null") == "找到 2 条"


async def test_nothing_older_than_a_week_is_asked_for(gateway: Gateway, database: Database, look: asyncpg.Connection):
    await was_connected(database, timedelta(days=30))
    past = Past()
    async with streaming(gateway, database, past):
        await until(look, "select count(*) > 0 from job_runs where finished_at is not null")

    [(since, until_)] = past.looks
    assert timedelta(days=6, hours=23) < until_ - since <= timedelta(days=7)


@pytest.mark.parametrize("end", ["cut", "disconnect", "zombie"])
async def test_every_reconnect_is_followed_by_a_look_at_what_may_be_missing(
    gateway: Gateway, database: Database, look: asyncpg.Connection, end: str
):
    past = Past(told=[missed("a")])
    async with streaming(gateway, database, past):
        await until(look, "select count(*) > 0 from heartbeats")
        client = gateway.clients[0]
        match end:
            case "cut":
                client.cut()
            case "disconnect":
                await gateway.disconnect(client)
            case _:
                client.is_zombie = True
        await gateway.until(lambda: len(gateway.clients) > 1)
        await until(look, "select count(*) = 1 from inbox")
        await until(look, PAID)

    since, until_ = past.looks[0]
    assert timedelta(seconds=60) <= until_ - since < timedelta(seconds=75)


async def test_many_reconnects_are_one_look(gateway: Gateway, database: Database, look: asyncpg.Connection):
    """Each look is dozens of calls, and the platform counts them by the month."""
    past = Past()
    async with streaming(gateway, database, past, Looks(rest=timedelta(hours=1))):
        await until(look, "select count(*) > 0 from heartbeats")
        for number in range(1, 5):
            await gateway.until(lambda number=number: len(gateway.clients) >= number and gateway.clients[-1].is_open)
            gateway.clients[-1].cut()
        await gateway.until(lambda: len(gateway.clients) >= 5)
        await until(look, "select count(*) > 0 from job_runs where finished_at is not null")

    assert len(past.looks) == 1


async def test_a_second_look_finds_what_the_platform_lists_late(
    gateway: Gateway, database: Database, look: asyncpg.Connection
):
    await was_connected(database, timedelta(hours=2))
    past = Past(told=[missed("a")])
    looks = Looks(rest=timedelta(), again=timedelta(seconds=0.5))
    async with streaming(gateway, database, past, looks):
        await until(look, "select count(*) = 1 from job_runs where finished_at is not null")
        past.told.append(missed("late"))
        await until(look, "select count(*) = 2 from job_runs where finished_at is not null")

    assert await look.fetchval("select count(*) from inbox") == 2
    assert past.looks[1][0] - past.looks[0][0] == stream_audit.SECOND_LOOK


async def test_a_look_that_fails_is_tried_again_and_the_stream_goes_on_meanwhile(
    gateway: Gateway, database: Database, look: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stream_audit, "backoff", lambda _: timedelta(seconds=0.1))
    await was_connected(database, timedelta(hours=2))
    past = Past(failures=[PlatformBusy("90018", "繁忙"), RuntimeError("unexpected")])
    async with streaming(gateway, database, past) as listener:
        await until(look, PAID)
        await until(look, "select count(*) > 0 from job_runs where finished_at is not null")

        assert listener.is_connected
    assert len(past.looks) == 3


async def test_one_replica_at_a_time_looks_and_only_one_of_them(
    gateway: Gateway, database: Database, address: str, look: asyncpg.Connection
):
    await was_connected(database, timedelta(hours=2))
    other, past = Database(address), Past(gate=asyncio.Event())
    async with streaming(gateway, database, past), streaming(gateway, other, past):
        await gateway.until(lambda: len(gateway.fed) == 2)
        await until(look, "select count(*) > 0 from job_runs where lease_token is not null")
        await until(look, "select beat_at > now() - interval '0.1 seconds' from heartbeats")
        past.gate.set()
        await until(look, PAID)
    await other.close()

    assert past.most_under_way == 1


async def test_what_is_owed_outlives_whoever_owes_it(gateway: Gateway, database: Database, look: asyncpg.Connection):
    """A replica noticed a gap, began to look and was killed; another was connected all the time."""
    since = clock() - timedelta(hours=5)
    async with database.begin(clock()) as tx:
        await owe(tx, JOB, since, timedelta())
    killed = await take(database, JOB, clock(), timedelta())
    assert killed
    assert killed.since == since
    await was_connected(database, timedelta())
    await look.execute("update job_runs set lease_until = now() - interval '1 second'")

    past = Past()
    async with streaming(gateway, database, past):
        await until(look, "select count(*) > 0 from job_runs where finished_at is not null")

    assert past.looks[0][0] == since
    with pytest.raises(RunLost):
        async with database.begin(clock()) as tx:
            await finish(tx, killed, "too late")


async def test_a_debt_that_grows_while_it_is_paid_is_paid_again(database: Database):
    since, now = clock() - timedelta(hours=5), clock()
    async with database.begin(now) as tx:
        await owe(tx, JOB, since, timedelta())
    owed = await take(database, JOB, now, timedelta())
    assert owed
    assert await take(database, JOB, now, timedelta()) is None
    async with database.begin(now) as tx:
        await owe(tx, JOB, since, timedelta())

    with pytest.raises(RunLost):
        async with database.begin(clock()) as tx:
            await finish(tx, owed, "done")

    again = await take(database, JOB, clock(), timedelta())
    assert again
    assert again.since == since
    async with database.begin(clock()) as tx:
        await give_back(tx, again, "later", timedelta(hours=1))
    assert await take(database, JOB, clock(), timedelta()) is None


async def test_it_is_told_once_when_nobody_is_connected_for_long_and_forgotten_when_somebody_is(
    gateway: Gateway, database: Database, look: asyncpg.Connection
):
    gateway.is_away = True
    async with streaming(gateway, database, Past()):
        await until(look, "select count(*) > 0 from alerts where cleared_at is null")
        await gateway.until(lambda: len(gateway.opens) > 10)
        assert await look.fetchval("select times from alerts") == 1

        gateway.is_away = False
        await until(look, "select cleared_at is not null from alerts")

    assert "dingtalk/students 的长连接已断开" in await look.fetchval("select text from alerts")


async def test_a_replica_without_a_connection_is_no_alarm_while_another_has_one(
    gateway: Gateway, database: Database, address: str, look: asyncpg.Connection
):
    other = Database(address)
    async with streaming(gateway, database, Past()):
        await until(look, "select count(*) > 0 from heartbeats")
        gateway.is_away = True
        async with streaming(gateway, other, Past()):
            opened = len(gateway.opens)
            await gateway.until(lambda: len(gateway.opens) > opened + 8)
    await other.close()

    assert await look.fetchval("select count(*) from alerts") == 0


async def test_a_look_that_is_under_way_may_finish_when_we_stop(
    gateway: Gateway, database: Database, look: asyncpg.Connection
):
    await was_connected(database, timedelta(hours=2))
    past = Past(gate=asyncio.Event())
    async with streaming(gateway, database, past):
        await until(look, "select count(*) > 0 from job_runs where lease_token is not null")
        asyncio.get_running_loop().call_later(0.2, past.gate.set)

    assert await look.fetchval("select count(*) from job_runs where finished_at is not null") == 1


async def test_a_look_that_takes_too_long_is_left_to_others_when_we_stop(
    gateway: Gateway, database: Database, look: asyncpg.Connection
):
    await was_connected(database, timedelta(hours=2))
    past = Past(gate=asyncio.Event())
    async with streaming(gateway, database, past, rhythm=Rhythm(look=0.02, finish=0.1)):
        await until(look, "select count(*) > 0 from job_runs where lease_token is not null")

    assert await look.fetchval("select count(*) from job_runs where lease_token is null and outcome = '中断'") == 1


def test_a_gap_begins_a_margin_before_the_connection_was_last_seen():
    notice, start = Notice(timedelta(minutes=1)), clock()
    assert notice.look(start, 1, is_connected=True)
    assert not notice.look(start + timedelta(seconds=5), 1, is_connected=True)
    assert notice.since is None

    notice.look(start + timedelta(seconds=6), 1, is_connected=False)
    assert notice.since == start - timedelta(seconds=55)

    notice.forget()
    notice.look(start + timedelta(hours=1), 2, is_connected=True)
    assert notice.since == start - timedelta(seconds=55)
