"""A delivery is leased: whoever was too slow, was killed or lost the lease records nothing."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from domain.events import Source
from jobs import outbox as outbox_module
from storage.database import Database
from storage.deliveries import Ending, finish
from storage.leases import LeaseLost
from tests.jobs.carrying import LI, ZHANG, change, courier, lease_of, outbox, queue
from tests.jobs.scripted import STAFF, ScriptedPlatform, clock
from tests.waiting import until


async def test_a_courier_that_was_paused_too_long_records_nothing(database: Database):
    """It wakes up believing that the delivery is still its own."""
    await queue(database, (ZHANG, "1"))
    [paused] = await lease_of(database, STAFF, 10)
    await change(database, "update outbox set lease_until = now() - interval '1 second'")
    [quick] = await lease_of(database, STAFF, 10)

    with pytest.raises(LeaseLost):
        async with database.begin(clock()) as tx:
            await finish(tx, paused, Ending.DEAD, "zu spät")
    async with database.begin(clock()) as tx:
        await finish(tx, quick, Ending.DONE, "")
    with pytest.raises(LeaseLost):
        async with database.begin(clock()) as tx:
            await finish(tx, replace(quick), Ending.DEAD, "noch einmal")

    assert await outbox(database) == [("done", "")]


async def test_a_delivery_whose_courier_died_before_calling_is_sent(database: Database):
    platform = ScriptedPlatform()
    await queue(database, (ZHANG, "1"))
    await lease_of(database, STAFF, 10)

    assert await courier(database, platform).deliver_due() == 0
    await change(database, "update outbox set lease_until = now() - interval '1 second'")
    assert await courier(database, platform).deliver_due() == 1

    assert platform.told() == [("zhang3", "1")]


async def is_leased(database: Database) -> bool:
    return (await outbox(database, "lease_until > now()"))[0][0]


async def test_a_call_that_lasts_keeps_its_lease(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outbox_module, "LEASE", timedelta(seconds=0.15))
    platform = ScriptedPlatform(gate=asyncio.Event())
    await queue(database, (ZHANG, "1"))
    one = courier(database, platform)
    running = asyncio.create_task(one.run())
    await until(lambda: platform.asked)

    await change(database, "update outbox set lease_until = now() - interval '1 second'")
    await until(lambda: is_leased(database))

    one.stop()
    platform.gate.set()
    await asyncio.wait_for(running, 5)
    assert len(platform.asked) == 1


async def test_leasing_stays_cheap_however_many_deliveries_wait(database: Database, address: str):
    conn = await asyncpg.connect(address)
    await conn.execute("""
        insert into outbox (platform, account, recipient, kind, payload, dedupe_key, state, finished_at, called_at)
        select 'wecom', 'staff', 'u' || n % 5000, 'text', '{}', n::text, 'done', now(), now() - interval '2 hours'
        from generate_series(1, 50000) n;
        insert into outbox (platform, account, recipient, kind, payload, dedupe_key)
        select 'wecom', 'staff', 'u' || n % 5000, 'text', '{}', 'p' || n from generate_series(1, 10000) n;
    """)
    before = await conn.fetchval("select extract(epoch from clock_timestamp())")

    taken = await lease_of(database, Source("wecom", "staff"), 16, member_budgets=((30, timedelta(minutes=1)),))

    elapsed = await conn.fetchval("select extract(epoch from clock_timestamp())") - before
    await conn.close()
    assert [one.to.user_id for one in taken] == [f"u{n}" for n in range(1, 17)]
    assert elapsed < 0.25


async def test_a_lease_that_is_lost_among_others_takes_their_records_from_nobody(database: Database):
    platform = ScriptedPlatform(gate=asyncio.Event())
    await queue(database, (ZHANG, "1"), (LI, "2"))
    delivering = asyncio.create_task(courier(database, platform).deliver_due())
    await until(lambda: len(platform.asked) >= 2)
    await change(database, "update outbox set lease_token = gen_random_uuid() where recipient = 'zhang3'")

    platform.gate.set()
    await asyncio.wait_for(delivering, 5)

    assert await outbox(database, "state") == [("pending",), ("done",)]
