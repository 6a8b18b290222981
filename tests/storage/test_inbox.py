"""The front door's memory: nothing acknowledged is lost, nothing that comes twice counts twice."""

import asyncio
from dataclasses import dataclass

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.events import Source
from storage import inbox
from storage.database import Database
from storage.inbox import Acceptor, NotStored, Overloaded
from tests.waiting import until

STAFF = Source("wecom", "staff")


@dataclass(frozen=True)
class Arrived:
    key: str
    kind: str = "text"
    lane: str = "zhang3"
    body: bytes = b"<xml/>"


async def rows(database: Database) -> list[tuple[str, int, str]]:
    async with database.engine.connect() as conn:
        found = await conn.exec_driver_sql("select event_key, seen, state from inbox order by id")
        return [tuple(row) for row in found]


async def test_an_accepted_callback_is_stored(database: Database):
    async with Acceptor(database) as acceptor:
        await acceptor.accept(STAFF, Arrived("m1"))

        assert await rows(database) == [("m1", 1, "pending")]


async def test_a_callback_that_comes_twice_counts_once_and_its_second_coming_is_written(database: Database):
    async with Acceptor(database) as acceptor:
        await acceptor.accept(STAFF, Arrived("m1"))
        await acceptor.accept(STAFF, Arrived("m1"))
        await acceptor.accept(Source("wecom", "students"), Arrived("m1"))

    assert await rows(database) == [("m1", 2, "pending"), ("m1", 1, "pending")]


async def test_copies_in_one_batch_are_one_row_that_was_seen_so_often(database: Database):
    async with Acceptor(database) as acceptor:
        await asyncio.gather(*(acceptor.accept(STAFF, Arrived(f"m{n % 3}")) for n in range(9)))

    assert await rows(database) == [("m0", 3, "pending"), ("m1", 3, "pending"), ("m2", 3, "pending")]


async def test_a_callback_that_comes_to_two_replicas_at_once_counts_once(database: Database, address: str):
    other = Database(address)
    async with Acceptor(database) as here, Acceptor(other) as there:
        await asyncio.gather(*(door.accept(STAFF, Arrived(f"m{n}")) for n in range(50) for door in (here, there)))

    assert {(seen, state) for _, seen, state in await rows(database)} == {(2, "pending")}
    await other.close()


async def test_callbacks_that_wait_together_share_a_commit(database: Database):
    async with Acceptor(database) as acceptor:
        await asyncio.gather(*(acceptor.accept(STAFF, Arrived(f"m{n}")) for n in range(200)))

    async with database.engine.connect() as conn:
        instants = await conn.exec_driver_sql("select count(distinct received_at) from inbox")
        assert instants.scalar_one() <= 3


async def test_the_order_of_arrival_is_the_order_of_the_rows(database: Database):
    async with Acceptor(database) as acceptor:
        await asyncio.gather(*(acceptor.accept(STAFF, Arrived(f"m{n}")) for n in range(100)))

    assert [key for key, _, _ in await rows(database)] == [f"m{n}" for n in range(100)]


async def test_a_repeat_that_cannot_be_written_is_not_acknowledged(
    database: Database, address: str, monkeypatch: pytest.MonkeyPatch
):
    """It must not be answered from what is already there: a reader may see what a failover loses."""
    monkeypatch.setattr(inbox, "PATIENCE", 0.3)
    blocker = await asyncpg.connect(address)
    async with Acceptor(database) as acceptor:
        await acceptor.accept(STAFF, Arrived("m1"))
        async with blocker.transaction():
            await blocker.execute("select * from inbox for update")
            with pytest.raises(NotStored):
                await acceptor.accept(STAFF, Arrived("m1"))

        await acceptor.accept(STAFF, Arrived("m1"))

    await blocker.close()
    assert [key for key, _, _ in await rows(database)] == ["m1"]


async def test_an_unknown_commit_is_never_acknowledged(
    database: Database, address: str, monkeypatch: pytest.MonkeyPatch
):
    """The server is killed while it stores, again and again: whoever waits is told, and what comes later is stored."""
    monkeypatch.setattr(inbox, "PATIENCE", 0.5)
    executioner = await asyncpg.connect(address)
    table_lock = await asyncpg.connect(address)
    async with Acceptor(database) as acceptor:
        await acceptor.accept(STAFF, Arrived("m0"))
        held = table_lock.transaction()
        await held.start()
        await table_lock.execute("lock inbox")
        waiting = [asyncio.create_task(acceptor.accept(STAFF, Arrived(f"m{n}"))) for n in (1, 2)]
        await until_somebody_waits(executioner)
        await executioner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where wait_event_type = 'Lock' and pid <> pg_backend_pid()"
        )
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        await held.rollback()
        await acceptor.accept(STAFF, Arrived("m3"))

    await executioner.close()
    await table_lock.close()
    assert [type(answer) for answer in answers] == [NotStored, NotStored]
    assert [key for key, _, _ in await rows(database)] == ["m0", "m3"]


async def test_a_connection_that_was_lost_while_nobody_came_is_not_noticed_by_the_next(
    database: Database, address: str
):
    async with Acceptor(database) as acceptor:
        await acceptor.accept(STAFF, Arrived("m1"))
        other = await asyncpg.connect(address)
        await other.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
        await other.close()

        await acceptor.accept(STAFF, Arrived("m2"))

    assert [key for key, _, _ in await rows(database)] == ["m1", "m2"]


async def test_too_many_waiting_callbacks_are_refused_at_once(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(inbox, "CAPACITY", 5)
    async with Acceptor(database) as acceptor:
        answers = await asyncio.gather(
            *(acceptor.accept(STAFF, Arrived(f"m{n}")) for n in range(8)), return_exceptions=True
        )

    assert [type(answer) for answer in answers] == [type(None)] * 5 + [Overloaded] * 3
    assert len(await rows(database)) == 5


async def test_what_waits_at_the_end_is_stored_and_nothing_is_accepted_after_it(database: Database):
    async with Acceptor(database) as acceptor:
        waiting = [asyncio.create_task(acceptor.accept(STAFF, Arrived(f"m{n}"))) for n in range(20)]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)

    with pytest.raises(NotStored):
        await acceptor.accept(STAFF, Arrived("late"))
    assert len(await rows(database)) == 20


async def test_whoever_gives_up_waiting_does_not_disturb_the_others(database: Database):
    async with Acceptor(database) as acceptor:
        impatient = asyncio.create_task(acceptor.accept(STAFF, Arrived("m1")))
        patient = asyncio.create_task(acceptor.accept(STAFF, Arrived("m2")))
        await asyncio.sleep(0)
        impatient.cancel()
        await patient

    assert [key for key, _, _ in await rows(database)] == ["m1", "m2"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(poison=st.text(st.characters(exclude_categories=()), max_size=400), body=st.binary(max_size=200))
async def test_whatever_a_callback_holds_its_neighbours_are_stored(database: Database, poison: str, body: bytes):
    """NUL, halves of surrogate pairs, keys longer than an index takes: all of it is bytes and hashes to us."""
    awkward = Arrived(f"{poison}{body!r}", kind=poison, lane=poison, body=body)
    async with Acceptor(database) as acceptor:
        await asyncio.gather(
            acceptor.accept(STAFF, Arrived("before")),
            acceptor.accept(STAFF, awkward),
            acceptor.accept(STAFF, Arrived("x")),
        )

    async with database.engine.connect() as conn:
        stored = await conn.exec_driver_sql("select body from inbox")
        assert body in {bytes(row.body) for row in stored}


async def until_somebody_waits(conn: asyncpg.Connection) -> None:
    """Until a statement of somebody else's stands before a lock."""
    await until(lambda: conn.fetchval("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"))
