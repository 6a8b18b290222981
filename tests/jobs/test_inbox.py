"""Events on their way to the handlers: each once, one person's in their order, and none can stop the others."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

import asyncpg
import pytest
from sqlalchemy import text

from domain.events import Event, Source, TextSaid
from jobs import inbox as inbox_module
from jobs.inbox import Inbox
from storage.audit import CHAIN_LOCK
from storage.claims import claim
from storage.database import Database, Tx
from storage.inbox import Acceptor
from storage.wakeups import Wakeups
from tests.jobs.scripted import STAFF, ScriptedPlatform, clock, text_body


class Outcome(StrEnum):
    DONE = "done"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Arrived:
    key: str
    body: bytes
    lane: str
    kind: str = "text"


Handle = Callable[[Event, Source, Tx], Awaitable[StrEnum]]


async def send(database: Database, *said: tuple[str, str]) -> None:
    """So many texts, one after the other, each by its speaker."""
    async with Acceptor(database) as acceptor:
        for user, words in said:
            await acceptor.accept(STAFF, Arrived(f"{user}:{words}", text_body(user, words), user))


def inbox(database: Database, handle: Handle, *, workers: int = 4) -> Inbox:
    return Inbox(database, {STAFF: ScriptedPlatform()}, handle, clock, Wakeups(database), workers=workers)


async def note(event: Event, source: Source, tx: Tx) -> StrEnum:
    """A handler whose effect is a row per event: `budget_windows` counts how often each was handled."""
    assert isinstance(event, TextSaid)
    await tx.conn.execute(
        text("""
            insert into budget_windows values (:name, '2030-01-01', 1)
            on conflict (name, window_start) do update set used = budget_windows.used + 1
        """),
        {"name": f"{event.user_id}:{event.text}"},
    )
    return Outcome.DONE


async def effects(database: Database) -> dict[str, int]:
    async with database.engine.connect() as conn:
        found = await conn.exec_driver_sql("select name, used from budget_windows")
        return {row.name: row.used for row in found}


async def states(database: Database) -> list[tuple[str, str, int]]:
    async with database.engine.connect() as conn:
        found = await conn.exec_driver_sql("select event_key, state, attempts from inbox order by id")
        return [tuple(row) for row in found]


async def make_due(database: Database) -> None:
    """Let the pauses after failures be over."""
    async with database.engine.begin() as conn:
        await conn.exec_driver_sql("update inbox set available_at = now() where state = 'pending'")


async def test_an_event_is_handled_once_and_marked_with_its_effect(database: Database):
    await send(database, ("zhang3", "请假"))

    handled = await inbox(database, note).handle_due()

    assert handled == 1
    assert await effects(database) == {"zhang3:请假": 1}
    assert await states(database) == [("zhang3:请假", "done", 0)]


async def test_an_event_that_means_nothing_to_us_is_ignored_and_kept(database: Database):
    async def ignore(event: Event, source: Source, tx: Tx) -> StrEnum:
        return Outcome.IGNORED

    await send(database, ("zhang3", "?"))
    await inbox(database, ignore).handle_due()

    assert await states(database) == [("zhang3:?", "ignored", 0)]


async def test_two_replicas_share_the_work_and_nothing_is_done_twice(database: Database, address: str):
    other = Database(address)
    await send(database, *((f"u{n % 40}", str(n)) for n in range(300)))
    replicas = [inbox(database, note), inbox(other, note)]

    handled = await asyncio.gather(*(replica.handle_due() for replica in replicas for _ in range(3)))

    assert sum(handled) == 300
    assert sorted((await effects(database)).values()) == [1] * 300
    await other.close()


async def test_one_persons_events_are_handled_in_their_order_by_however_many_workers(database: Database, address: str):
    seen: list[tuple[str, int]] = []

    async def slowly(event: Event, source: Source, tx: Tx) -> StrEnum:
        assert isinstance(event, TextSaid)
        await asyncio.sleep(0.001 * (int(event.text) % 3))
        seen.append((str(event.user_id), int(event.text)))
        return Outcome.DONE

    other = Database(address)
    await send(database, *((f"u{n % 3}", str(n)) for n in range(60)))
    await asyncio.gather(*(inbox(db, slowly).handle_due() for db in (database, other) for _ in range(3)))

    for user in ("u0", "u1", "u2"):
        of_one = [number for name, number in seen if name == user]
        assert of_one == sorted(of_one)
        assert len(of_one) == 20
    await other.close()


async def test_a_claimed_event_holds_back_its_lane_and_no_other(database: Database, address: str):
    await send(database, ("zhang3", "1"), ("zhang3", "2"), ("li4", "1"))
    other = Database(address)

    async with database.begin(clock()) as here, other.begin(clock()) as there:
        first, second, third = await claim(here, [STAFF]), await claim(there, [STAFF]), await claim(there, [STAFF])

    assert first
    assert second
    assert [first.lane, second.lane] == ["zhang3", "li4"]
    assert third is None or third.id == second.id  # its own lock does not hide a row from the same transaction
    await other.close()


async def test_events_without_a_lane_have_no_order(database: Database, address: str):
    await send(database, ("", "1"), ("", "2"))
    other = Database(address)

    async with database.begin(clock()) as here, other.begin(clock()) as there:
        first, second = await claim(here, [STAFF]), await claim(there, [STAFF])

    assert first
    assert second
    assert first.id != second.id
    await other.close()


async def test_events_of_accounts_that_are_not_ours_are_left_alone(database: Database):
    async with Acceptor(database) as acceptor:
        await acceptor.accept(Source("dingtalk", "students"), Arrived("m1", b"{}", "x"))

    assert await inbox(database, note).handle_due() == 0
    assert await states(database) == [("m1", "pending", 0)]


async def test_a_poisonous_event_is_buried_with_a_reason_and_its_neighbours_are_handled(database: Database):
    """What it contained is neither in the reason nor in the alert."""

    async def fail_on_poison(event: Event, source: Source, tx: Tx) -> StrEnum:
        await note(event, source, tx)
        tx.audit("person:1", "note", "event:1", words="x")
        if isinstance(event, TextSaid) and event.text == "毒":
            raise LookupError(event.text)
        return Outcome.DONE

    await send(database, ("zhang3", "毒"), ("zhang3", "后来"), ("li4", "旁边"))
    replica = inbox(database, fail_on_poison)
    for _ in range(4):
        await replica.handle_due()
        await make_due(database)
    await replica.handle_due()

    assert await states(database) == [
        ("zhang3:毒", "dead", 4),
        ("zhang3:后来", "done", 0),
        ("li4:旁边", "done", 0),
    ]
    assert await effects(database) == {"zhang3:后来": 1, "li4:旁边": 1}
    async with database.engine.connect() as conn:
        assert (await conn.exec_driver_sql("select error from inbox where state = 'dead'")).scalar_one() == (
            "LookupError: 处理失败"
        )
        told = (await conn.exec_driver_sql("select recipient, payload ->> 'text' as words from outbox")).one()
        alert = (await conn.exec_driver_sql("select text from alerts")).scalar_one()
        audited = (await conn.exec_driver_sql("select count(*) from audit")).scalar_one()
    assert told.recipient == "zhang3"
    assert "没办成" in told.words
    assert "毒" not in alert
    assert audited == 2


async def test_a_failed_event_waits_longer_after_every_failure(database: Database):
    async def fail(event: Event, source: Source, tx: Tx) -> StrEnum:
        raise RuntimeError

    await send(database, ("zhang3", "x"))
    pauses: list[int] = []
    for _ in range(3):
        await inbox(database, fail).handle_due()
        async with database.engine.connect() as conn:
            row = await conn.exec_driver_sql("select round(extract(epoch from available_at - now())) from inbox")
            pauses.append(int(row.scalar_one()))
        await make_due(database)

    assert pauses == [1, 5, 30]


async def test_what_cannot_be_read_is_buried_at_once(database: Database):
    async with Acceptor(database) as acceptor:
        await acceptor.accept(STAFF, Arrived("m1", b"\x00\xff not json", "zhang3"))

    await inbox(database, note).handle_due()

    assert [(state, attempts) for _, state, attempts in await states(database)] == [("dead", 0)]


@pytest.mark.parametrize("words", ["\x00", "\ud83d", "请\x00假\udfff"])
async def test_awkward_characters_can_be_answered(database: Database, words: str):
    """What a person typed comes back in answers, so the way out must take it as well."""
    from domain.address import Address
    from storage.outbox import say

    async def echo(event: Event, source: Source, tx: Tx) -> StrEnum:
        assert isinstance(event, TextSaid)
        await say(tx, Address(source, str(event.user_id), None), f"没听懂“{event.text}”", key=f"echo:{event.text}")
        return Outcome.DONE

    async with Acceptor(database) as acceptor:
        body = json.dumps({"user": "zhang3", "text": words}).encode()
        await acceptor.accept(STAFF, Arrived("m1", body, "zhang3"))
    await inbox(database, echo).handle_due()

    assert [state for _, state, _ in await states(database)] == ["done"]


async def test_a_deadlock_is_tried_again_and_not_counted(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inbox_module, "soon", lambda: 0.0)
    tries: list[int] = []

    async def deadlock_twice(event: Event, source: Source, tx: Tx) -> StrEnum:
        tries.append(1)
        if len(tries) < 3:
            code = "40P01" if len(tries) == 1 else "40001"
            await tx.conn.execute(text(f"do $$ begin raise exception 'x' using errcode = '{code}'; end $$"))
        return await note(event, source, tx)

    await send(database, ("zhang3", "请假"))
    await inbox(database, deadlock_twice).handle_due()

    assert await states(database) == [("zhang3:请假", "done", 0)]
    assert await effects(database) == {"zhang3:请假": 1}


async def test_a_lost_connection_is_not_the_events_fault(
    database: Database, address: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(inbox_module, "DATABASE_PAUSE", 0.0)
    executioner = await asyncpg.connect(address)
    tries: list[int] = []

    async def be_killed_once(event: Event, source: Source, tx: Tx) -> StrEnum:
        tries.append(1)
        if len(tries) == 1:
            pid = (await tx.conn.execute(text("select pg_backend_pid()"))).scalar_one()
            await executioner.execute("select pg_terminate_backend($1)", pid)
        return await note(event, source, tx)

    await send(database, ("zhang3", "请假"))
    await inbox(database, be_killed_once).handle_due()

    assert len(tries) == 2
    assert await states(database) == [("zhang3:请假", "done", 0)]
    assert await effects(database) == {"zhang3:请假": 1}
    await executioner.close()


async def test_a_failure_at_the_commit_is_counted_too(database: Database):
    """An audit entry that cannot be written shows only after the handler has returned."""

    async def audit_badly(event: Event, source: Source, tx: Tx) -> StrEnum:
        tx.audit("person:1", "note", "event:1", what=object())
        return Outcome.DONE

    await send(database, ("zhang3", "请假"))
    replica = inbox(database, audit_badly)
    for _ in range(4):
        await replica.handle_due()
        await make_due(database)

    assert await states(database) == [("zhang3:请假", "dead", 4)]


async def test_workers_hear_of_new_events_and_finish_what_they_began(database: Database):
    """No waiting for the next look: a notification wakes them."""
    handled = asyncio.Event()
    released = asyncio.Event()

    async def wait_in_it(event: Event, source: Source, tx: Tx) -> StrEnum:
        handled.set()
        await released.wait()
        return await note(event, source, tx)

    wakeups = Wakeups(database)
    listening = asyncio.create_task(wakeups.run())
    replica = Inbox(database, {STAFF: ScriptedPlatform()}, wait_in_it, clock, wakeups, workers=2)
    running = asyncio.create_task(replica.run())
    await send(database, ("zhang3", "请假"))
    await asyncio.wait_for(handled.wait(), 5)

    replica.stop()
    released.set()
    await asyncio.wait_for(running, 5)

    assert await states(database) == [("zhang3:请假", "done", 0)]
    listening.cancel()


async def test_a_claim_stays_cheap_however_many_events_are_done(database: Database, address: str):
    """A million done events later it still reads a few pages (here a hundred thousand)."""
    conn = await asyncpg.connect(address)
    await conn.execute("""
        insert into inbox (platform, account, event_key, kind, lane, state, handled_at)
        select 'wecom', 'staff', n::text, 'text', 'u' || n % 500, 'done', now() from generate_series(1, 100000) n;
        insert into inbox (platform, account, event_key, kind, lane, body)
        select 'wecom', 'staff', 'p' || n, 'text', 'u' || n % 20, '' from generate_series(1, 300) n;
    """)
    await conn.close()

    from storage.claims import CLAIM

    async with database.engine.begin() as connection:
        values = {"sources": ["wecom:staff"]}
        plan = (
            await connection.execute(text(f"explain (analyze, buffers, format json) {CLAIM.text}"), values)
        ).scalar_one()
    read = plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"]
    assert read <= 200


async def test_a_lock_that_is_held_too_long_is_not_the_events_fault(
    database: Database, address: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(inbox_module, "soon", lambda: 0.0)
    holder = await asyncpg.connect(address)
    await holder.execute("select pg_advisory_lock($1)", CHAIN_LOCK)
    tries: list[int] = []

    async def audit(event: Event, source: Source, tx: Tx) -> StrEnum:
        tries.append(1)
        if len(tries) == 2:
            await holder.close()
        await tx.conn.execute(text("set local lock_timeout = '50ms'"))
        tx.audit("person:1", "note", "event:1")
        return Outcome.DONE

    await send(database, ("zhang3", "请假"))
    await inbox(database, audit).handle_due()

    assert len(tries) >= 2
    assert await states(database) == [("zhang3:请假", "done", 0)]
