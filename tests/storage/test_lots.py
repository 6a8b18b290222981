"""Lots of people whose leave was booked before there were any, and bookings that race."""

import asyncio
from dataclasses import replace
from datetime import date

import asyncpg

from domain.ids import Minutes, PersonId
from domain.leave_types import CARE, LEAVE_TYPES, Catalogue, Stock, use
from storage.database import Database
from storage.ledger import Grant, book, reverse
from storage.lots import accounts_of
from storage.migrate import migrate
from storage.verify import verify
from tests.jobs.scripted import clock
from tests.storage.test_migrate_cases import upgrade

BEFORE = """
    insert into people (name) values ('张三'), ('李四'), ('王五');
    insert into leave_ledger (person_id, leave_type, minutes, reason, cause_key, booked_at)
    values (1, 'annual', 4800, '年初', 'grant:1', now()), (1, 'annual', -960, '请假', 'debit:1', now()),
           (2, 'annual', 480, '年初', 'grant:2', now()), (2, 'annual', -480, '请假', 'debit:2', now()),
           (3, 'care', -480, '请假', 'debit:3', now());
"""


async def fill(address: str, rows: str) -> None:
    conn = await asyncpg.connect(address)
    await conn.execute(rows)
    await conn.close()


async def balance(database: Database, person: int, leave_type: str) -> int:
    async with database.begin(clock()) as tx:
        account = (await accounts_of(tx, PersonId(person))).get(leave_type)
    return account.balance if account else 0


async def test_a_ledger_from_before_goes_on_with_what_it_had(empty_address: str):
    database = Database(empty_address)
    async with database.engine.begin() as conn:
        await conn.run_sync(upgrade, "0019")
    await fill(empty_address, BEFORE)

    await migrate(empty_address)

    assert [await balance(database, person, "annual") for person in (1, 2)] == [3840, 0]
    async with database.begin(clock()) as tx:
        await book(tx, PersonId(1), "annual", Minutes(-480), reason="年假", cause_key="debit:9")
        for person in (1, 2):
            await reverse(tx, f"debit:{person}", reason="撤回", cause_key=f"refund:{person}")
    assert [await balance(database, person, "annual") for person in (1, 2)] == [4320, 480]
    assert await verify(database) == []
    await database.close()


async def test_a_type_that_gets_a_stock_later_begins_at_nothing(address: str, database: Database):
    await fill(address, BEFORE)
    use(Catalogue(tuple(replace(CARE, stock=Stock()) if each is CARE else each for each in LEAVE_TYPES)))

    async with database.begin(clock()) as tx:
        await book(tx, PersonId(3), "care", Minutes(2400), reason="人事登记", cause_key="grant:care")
        assert not await book(tx, PersonId(3), "care", Minutes(2400), reason="人事登记", cause_key="grant:care")
        await reverse(tx, "debit:3", reason="撤回", cause_key="refund:3")

    assert await balance(database, 3, "care") == 2400
    assert await verify(database) == []


async def test_two_bookings_at_once_do_not_take_the_same_minutes(address: str, database: Database):
    await fill(address, "insert into people (name) values ('张三')")
    async with database.begin(clock()) as tx:
        for cause, until in (("a", date(2030, 6, 30)), ("b", None)):
            grant = Grant(expires_on=until)
            await book(tx, PersonId(1), "annual", Minutes(480), reason="发放", cause_key=cause, grant=grant)

    async def take(cause: str) -> None:
        async with database.begin(clock()) as tx:
            await book(tx, PersonId(1), "annual", Minutes(-480), reason="年假", cause_key=cause, day=date(2030, 3, 5))

    await asyncio.gather(*(take(f"debit:{number}") for number in range(2)))

    assert await balance(database, 1, "annual") == 0
    assert await verify(database) == []


async def test_what_was_approved_is_booked_even_where_nothing_is_left_and_somebody_hears_of_it(
    address: str, database: Database
):
    await fill(address, "insert into people (name) values ('张三')")

    async with database.begin(clock()) as tx:
        await book(tx, PersonId(1), "annual", Minutes(-480), reason="年假", cause_key="debit:1")

    conn = await asyncpg.connect(address)
    assert await conn.fetch("select minutes from leave_ledger order by id") == [(480,), (-480,)]
    assert "额度已不够" in await conn.fetchval("select text from alerts")
    await conn.close()
    assert await verify(database) == []
