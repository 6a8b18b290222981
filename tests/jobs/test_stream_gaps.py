"""The record of the stream: what may have been missed is looked for until it is found."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from adapters.ports import PlatformBusy
from jobs import stream_audit
from jobs.stream import Rhythm
from jobs.stream_audit import Looks
from jobs.stream_notice import Notice
from storage.database import Database
from storage.job_runs import RunLost
from storage.stream_gaps import finish, give_back, owe, take
from tests.dingtalk.gateway import Gateway
from tests.jobs.scripted import clock
from tests.jobs.streaming import PAID, Past, missed, streaming, until, was_connected

JOB = "gap:dingtalk:students"


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
