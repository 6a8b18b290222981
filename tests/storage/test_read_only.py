"""A query for a check reads, and does nothing else, whatever it says: on the real database."""

from contextlib import suppress

import asyncpg
import pytest
from sqlalchemy import text

from domain.quality.refused_sql import refusal_of
from storage import read_only
from storage.database import Database, plain_address
from storage.read_only import READER, QueryRefused, SourceAway, is_reader_ready, prepare_reader, read_rows
from tests.handlers.college import MONDAY

WRITES = """
create table if not exists grades (no int, mark text);
insert into grades values (1, 'A');
create or replace function raise_mark() returns int language plpgsql as $$
begin update grades set mark = 'A+'; return 1; end $$;
"""
REFUSED = [
    "insert into grades values (2, 'B')",
    "update grades set mark = 'C'",
    "delete from grades",
    "truncate grades",
    "with gone as (delete from grades returning no) select * from gone",
    "with new as (insert into grades values (2, 'B') returning no) select no from new",
    "select raise_mark()",
    "select no into copied from grades",
    "select * from grades for update",
    "create table x as select 1",
    "set transaction read write",
    "set default_transaction_read_only = off",
    "select set_config('transaction_read_only', 'off', false)",
    "select \"set_config\"('transaction_read_only', 'off', false)",
    "select pg_catalog.set_config('transaction_read_only', 'off', false)",
    "select U&\"set\\005fconfig\"('transaction_read_only', 'off', false)",
    "select 1; delete from grades",
    "select 1; commit; delete from grades",
    "copy grades to '/tmp/grades'",
    "copy grades from program 'true'",
    "select pg_sleep(30)",
    "select pg_terminate_backend(1)",
    "select query_to_xml('delete from grades', true, true, '')",
    "select nextval('grades_seq')",
    "select lo_import('/etc/passwd')",
    "select pg_read_file('/etc/passwd')",
    "call raise_mark()",
    "do $$ begin delete from grades; end $$",
    "explain analyze delete from grades",
    "lock table grades",
    "listen everything",
    "select 1 -- ;\n; delete from grades",
]


# Of these the connection alone would know, and it is thrown away; nobody's session has the number 1.
HARMLESS = {
    "set transaction read write",
    "set default_transaction_read_only = off",
    "select pg_terminate_backend(1)",
    "lock table grades",
    "listen everything",
}


@pytest.fixture
async def prepared(database: Database) -> Database:
    """With a table to be written, and the role that checks read as."""
    connection = await asyncpg.connect(plain_address(database.address))
    await connection.execute(WRITES)
    await connection.close()
    async with database.begin(MONDAY) as tx:
        assert await prepare_reader(tx)
    return database


async def contents(database: Database) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(plain_address(database.address))
    try:
        return [tuple(row) for row in await connection.fetch("select no, mark from grades")]
    finally:
        await connection.close()


async def test_whatever_would_write_is_refused_before_it_is_run_or_by_the_database(prepared: Database):
    for sql in REFUSED:
        with pytest.raises((QueryRefused, SourceAway)):
            await read_rows(prepared.address, sql)

    assert await contents(prepared) == [(1, "A")]


@pytest.mark.parametrize("role", [READER, None])
async def test_without_the_look_at_its_words_the_database_still_lets_nothing_be_written(
    prepared: Database, monkeypatch, role
):
    monkeypatch.setattr(read_only, "refusal_of", lambda _: "")
    monkeypatch.setattr(read_only, "SESSION", read_only.SESSION | {"statement_timeout": "300ms"})
    passed = []
    for sql in REFUSED if role else [each for each in REFUSED if "/" not in each]:  # files are a superuser's
        with suppress(QueryRefused, SourceAway):
            await read_rows(prepared.address, sql, role=role)
            passed.append(sql)

    assert await contents(prepared) == [(1, "A")]
    assert set(passed) <= HARMLESS


async def test_the_role_sees_the_directory_and_no_secrets(prepared: Database):
    assert await read_rows(prepared.address, "select count(*) as n from people", role=READER) == [{"n": 0}]

    for hidden in ("platform_tokens", "inbox", "outbox", "requests", "audit", "api_tokens", "attachments"):
        with pytest.raises(QueryRefused, match="没有权限"):
            await read_rows(prepared.address, f"select * from {hidden}", role=READER)


async def test_what_takes_too_long_is_away_and_what_is_too_much_is_refused(prepared: Database, monkeypatch):
    monkeypatch.setattr(read_only, "SESSION", read_only.SESSION | {"statement_timeout": "200ms"})
    slow = "select count(*) from generate_series(1, 100000000) a, generate_series(1, 1000) b"
    with pytest.raises(SourceAway, match="已停止"):
        await read_rows(prepared.address, slow)

    monkeypatch.setattr(read_only, "MOST_ROWS", 1000)
    with pytest.raises(QueryRefused, match="超过 1000 行"):
        await read_rows(prepared.address, "select n from generate_series(1, 100000) n")


async def test_a_query_that_cannot_be_parsed_says_where_and_nothing_of_the_rows(prepared: Database):
    with pytest.raises(QueryRefused, match=r'SQL 写错了：column "marks" does not exist'):
        await read_rows(prepared.address, "select marks from grades")
    with pytest.raises(QueryRefused) as told:
        await read_rows(prepared.address, "select mark::int from grades")
    assert "A" not in str(told.value)


async def test_a_database_that_is_not_there_is_away():
    with pytest.raises(SourceAway, match="连不上"):
        await read_rows("postgresql://nobody@127.0.0.1:1/nothing", "select 1 as n")


@pytest.mark.parametrize(
    "sql",
    [
        "select 'insert; delete' as words",
        'select "update" from t',
        "select last_update, created_by from t where note = $$do;it$$",
        "with a as (select 1 as n) select n from a;",
        "select 1 /* drop ; */ as n",
        "values (1), (2)",
    ],
)
def test_a_query_that_only_mentions_such_words_may_run(sql):
    assert refusal_of(sql) == ""


async def test_where_the_role_may_not_be_made_our_own_database_is_not_read_until_somebody_has(address: str):
    """As on a server that the college rents."""
    owner = await asyncpg.connect(address)
    await owner.execute("create role rented login; grant all on all tables in schema public to rented")
    database = Database(address.replace("dutybell@", "rented@"))
    try:
        async with database.begin(MONDAY) as tx:
            assert await tx.conn.scalar(text("select current_user"), {}) == "rented"
            assert not await prepare_reader(tx)
            assert not await is_reader_ready(tx)
    finally:
        await database.close()
        await owner.execute("drop owned by rented")
        await owner.execute("drop role rented")
        await owner.close()
