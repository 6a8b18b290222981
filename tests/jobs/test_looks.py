"""The inbox's workers look as often as there is something to find, and once in vain at most."""

import asyncio
from enum import StrEnum

import pytest

from domain.events import Event, Source
from jobs import inbox as inbox_module
from jobs.inbox import Inbox
from jobs.looks import Looks
from storage.database import Database, Tx
from storage.inbox import Acceptor
from storage.wakeups import Wakeups
from tests.jobs.scripted import STAFF, ScriptedPlatform, clock, text_body
from tests.jobs.test_inbox import Arrived
from tests.waiting import until


class Outcome(StrEnum):
    DONE = "done"


async def is_wanted(looks: Looks) -> bool:
    """Whether somebody would look now."""
    try:
        await asyncio.wait_for(looks.take(), 0.01)
    except TimeoutError:
        return False
    return True


async def after_a_vain_sweep() -> Looks:
    """As it is when all is quiet."""
    looks = Looks()
    looks.note(await looks.take(), found=False)
    return looks


async def test_what_is_announced_is_looked_for_once():
    looks = await after_a_vain_sweep()
    looks.want(1)

    looks.note(await looks.take(), found=True)

    assert not await is_wanted(looks)


async def test_who_handled_something_while_another_looked_in_vain_looks_again():
    looks = await after_a_vain_sweep()
    looks.want(2)
    first, second = await looks.take(), await looks.take()

    looks.note(second, found=False)
    looks.note(first, found=True)

    assert await is_wanted(looks)


async def test_what_nobody_announced_is_followed_until_nothing_is_left():
    looks = await after_a_vain_sweep()
    looks.sweep()

    looks.note(await looks.take(), found=True)
    looks.note(await looks.take(), found=True)
    assert await is_wanted(looks)

    looks.note(0, found=False)
    looks.note(await looks.take(), found=True)
    looks.note(await looks.take(), found=False)
    assert not await is_wanted(looks)


async def test_a_hundred_events_cost_a_hundred_looks_and_a_few(database: Database, monkeypatch: pytest.MonkeyPatch):
    """However many workers there are; before each is found by its own announcement, there is one sweep.

    Each comes when all is quiet: while one is being handled, another worker may look in vain for the next.
    """
    looked: list[bool] = []
    under_way = 0
    handled = asyncio.Semaphore(0)
    claim = inbox_module.claim

    async def count(tx: Tx, sources):
        claimed = await claim(tx, sources)
        looked.append(claimed is not None)
        return claimed

    async def note(event: Event, source: Source, tx: Tx) -> StrEnum:
        handled.release()
        return Outcome.DONE

    monkeypatch.setattr(inbox_module, "claim", count)
    monkeypatch.setattr(inbox_module, "POLL", 60.0)  # a slow machine's sweeps are another thing
    wakeups = Wakeups(database)
    listening = asyncio.create_task(wakeups.run())
    replica = Inbox(database, {STAFF: ScriptedPlatform()}, note, clock, wakeups)
    handle_next = replica.handle_next

    async def counted() -> bool:
        nonlocal under_way
        under_way += 1
        try:
            return await handle_next()
        finally:
            under_way -= 1

    monkeypatch.setattr(replica, "handle_next", counted)
    running = asyncio.create_task(replica.run())

    async with Acceptor(database) as acceptor:
        for number in range(100):
            user = f"user{number}"
            await acceptor.accept(STAFF, Arrived(f"m{number}", text_body(user, "请假"), user))
            await handled.acquire()
            await until(lambda: under_way == 0 and replica._looks._wanted.locked())
    replica.stop()
    await running
    listening.cancel()

    assert looked.count(True) == 100
    assert looked.count(False) < 15


async def test_one_persons_events_do_not_wait_for_the_next_sweep(database: Database, monkeypatch: pytest.MonkeyPatch):
    """The second is announced while the first is being handled, and found when that is done."""
    monkeypatch.setattr(inbox_module, "POLL", 60.0)
    begun, goes_on = asyncio.Semaphore(0), asyncio.Event()

    async def wait_in_it(event: Event, source: Source, tx: Tx) -> StrEnum:
        begun.release()
        await goes_on.wait()
        return Outcome.DONE

    wakeups = Wakeups(database)
    listening = asyncio.create_task(wakeups.run())
    replica = Inbox(database, {STAFF: ScriptedPlatform()}, wait_in_it, clock, wakeups)
    running = asyncio.create_task(replica.run())
    async with Acceptor(database) as acceptor:
        await acceptor.accept(STAFF, Arrived("m1", text_body("zhang3", "请假"), "zhang3"))
        await asyncio.wait_for(begun.acquire(), 5)
        await acceptor.accept(STAFF, Arrived("m2", text_body("zhang3", "待办"), "zhang3"))
        await acceptor.accept(STAFF, Arrived("m3", text_body("li4", "待办"), "li4"))
        await asyncio.wait_for(begun.acquire(), 5)

        goes_on.set()

        await asyncio.wait_for(begun.acquire(), 5)
    replica.stop()
    await running
    listening.cancel()
