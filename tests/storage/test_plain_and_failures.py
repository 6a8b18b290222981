"""Text that the database takes, and what its failures mean."""

import asyncio

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.failures import Failure, classify
from storage.plain import fitted, storable, storable_json
from tests.waiting import until

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_storable_text_has_neither_nul_nor_half_characters_and_good_text_stays_as_it_is(words: str):
    stored = storable(words)

    assert "\x00" not in stored
    assert stored.encode().decode() == stored
    if stored != words:
        assert "\x00" in words or not words.isascii()


def test_two_halves_that_belong_together_are_one_character():
    assert storable("\ud83d\ude00") == "\U0001f600"
    assert storable_json({"a\x00": ["\ud83d", 1, None, {"b": True}]}) == {"a�": ["�", 1, None, {"b": True}]}


@given(ANY_TEXT, ANY_TEXT)
def test_a_key_is_never_longer_than_the_index_takes_and_different_keys_stay_different(one: str, other: str):
    assert len(fitted(one, 71)) <= 71
    if one != other:
        assert fitted(one, 71) != fitted(other, 71)


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        ("40P01", Failure.CONTENTION),
        ("40001", Failure.CONTENTION),
        ("55P03", Failure.CONTENTION),
        ("25006", Failure.CONNECTION),
        ("57P01", Failure.CONNECTION),
        ("08006", Failure.CONNECTION),
        ("23505", Failure.OTHER),
    ],
)
async def test_the_databases_codes_say_whether_to_try_again(database: Database, code: str, failure: Failure):
    with pytest.raises(Exception) as raised:
        async with database.engine.begin() as conn:
            await conn.exec_driver_sql(f"do $$ begin raise exception 'x' using errcode = '{code}'; end $$")

    assert classify(raised.value) is failure


async def test_a_value_that_cannot_be_sent_is_no_lost_connection(database: Database):
    """Otherwise one awkward character would be tried for ever."""
    with pytest.raises(Exception) as raised:
        async with database.engine.begin() as conn:
            await conn.exec_driver_sql("select $1::text", ("\ud83d",))

    assert classify(raised.value) is Failure.OTHER


async def test_a_database_that_cannot_be_reached_is_a_lost_connection(tmp_path):
    nowhere = Database(f"postgresql://dutybell@/x?host={tmp_path}&port=5432")
    with pytest.raises(Exception) as raised:
        await nowhere.connect()
    with pytest.raises(Exception) as pooled:
        async with nowhere.engine.begin():
            pass

    assert classify(raised.value) is classify(pooled.value) is Failure.CONNECTION
    assert classify(FileNotFoundError()) is Failure.OTHER


async def test_after_a_failover_every_pooled_connection_is_left(database: Database):
    """Not one after the other, each with an error of its own."""
    whoami = "select pg_backend_pid()"
    async with database.engine.connect() as one, database.engine.connect() as other:
        before = {(await conn.exec_driver_sql(whoami)).scalar_one() for conn in (one, other)}

    with pytest.raises(DBAPIError):
        async with database.engine.begin() as broken:
            await broken.exec_driver_sql("do $$ begin raise exception 'x' using errcode = '25006'; end $$")

    async with database.engine.connect() as one, database.engine.connect() as other:
        after = {(await conn.exec_driver_sql(whoami)).scalar_one() for conn in (one, other)}
    assert not before & after


async def test_connections_that_the_server_ended_are_not_handed_out(database: Database, address: str):
    """A restart of the database costs nobody an error who begins after it."""
    async with database.work(), database.work(), database.work():
        pass
    other = await asyncpg.connect(address)
    ended = asyncio.Event()
    await other.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity "
        "where datname = current_database() and pid <> pg_backend_pid()"
    )
    is_alone = "select count(*) = 1 from pg_stat_activity where datname = current_database()"
    await until(lambda: other.fetchval(is_alone))
    asyncio.get_running_loop().call_soon(ended.set)
    await ended.wait()

    for _ in range(3):
        async with database.work() as conn:
            assert await conn.scalar(text("select 1")) == 1
    await other.close()
