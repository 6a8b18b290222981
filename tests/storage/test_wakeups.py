"""Hints of work: they arrive, they are not missed, and losing the connection loses nothing."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from storage import wakeups as module
from storage.channels import Channel
from storage.database import Database
from storage.wakeups import Rung, Wakeups

LONG = 20.0  # seconds; nobody should ever wait so long here


@pytest.fixture
async def wakeups(database: Database) -> AsyncIterator[Wakeups]:
    """Listening already: a fresh listener rings every channel once."""
    bells = Wakeups(database)
    listening = asyncio.create_task(bells.run())
    await asyncio.wait_for(bells.wait(Channel.INBOX, Rung(), LONG), 5)
    yield bells
    listening.cancel()


async def test_a_notification_from_another_process_wakes_whoever_waits(wakeups: Wakeups, address: str):
    since = wakeups.rung(Channel.OUTBOX)
    waiting = asyncio.create_task(wakeups.wait(Channel.OUTBOX, since, LONG))
    other = await asyncpg.connect(address)

    await other.execute(f"notify {Channel.OUTBOX}")

    await asyncio.wait_for(waiting, 5)
    assert wakeups.rung(Channel.INBOX).times == 0
    await other.close()


async def test_what_rang_between_looking_and_waiting_is_not_missed(wakeups: Wakeups):
    since = wakeups.rung(Channel.INBOX)
    wakeups.ring(Channel.INBOX)

    await asyncio.wait_for(wakeups.wait(Channel.INBOX, since, LONG), 5)


async def test_what_rang_while_nobody_listened_is_told_apart_from_what_was_announced(wakeups: Wakeups):
    """Whoever hears both at once has to look for what nobody announced, too."""
    since = wakeups.rung(Channel.INBOX)
    wakeups.lapse(Channel.INBOX)
    wakeups.ring(Channel.INBOX)

    await asyncio.wait_for(wakeups.wait(Channel.INBOX, since, LONG), 5)
    now = wakeups.rung(Channel.INBOX)
    assert (now.times - since.times, now.lapses - since.lapses) == (1, 1)


async def test_nobody_waits_longer_than_he_wants(wakeups: Wakeups):
    await asyncio.wait_for(wakeups.wait(Channel.INBOX, wakeups.rung(Channel.INBOX), 0.01), 5)


async def test_a_lost_connection_is_made_again_and_everybody_looks_for_what_came_meanwhile(
    wakeups: Wakeups, address: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "PAUSE", 0.05)
    other = await asyncpg.connect(address)
    since = wakeups.rung(Channel.INBOX)

    await other.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where datname = current_database() and pid <> pg_backend_pid()"
    )
    await asyncio.wait_for(wakeups.wait(Channel.INBOX, since, LONG), 5)
    since = wakeups.rung(Channel.INBOX)
    await other.execute(f"notify {Channel.INBOX}")

    await asyncio.wait_for(wakeups.wait(Channel.INBOX, since, LONG), 5)
    await other.close()
