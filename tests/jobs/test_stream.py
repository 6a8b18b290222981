"""The stream: stored before acknowledged, with a heartbeat, and an alarm when nobody is connected."""

import asyncpg
import pytest

from storage import inbox
from storage.database import Database
from tests.dingtalk.gateway import Gateway, event_frame, robot_frame
from tests.jobs.streaming import Past, streaming, until


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
