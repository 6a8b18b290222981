"""The embedded PostgreSQL: it starts, is shared, and ends with its last user."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.embedded import Durability, EmbeddedError, EmbeddedServer, binaries, erase
from storage.embedded.accounts import ourselves
from tests.storage.embedding import answers, ask, note, postmaster, using


async def test_an_empty_place_becomes_a_private_and_durable_database(empty):
    async with using(empty, Durability.FULL) as server:
        found = {
            name: await ask(server, f"show {name}")
            for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums", "server_encoding")
        }
        listening = await ask(server, "show listen_addresses")
        zone = await ask(server, "show timezone")

        assert found == dict.fromkeys(found, "on") | {"server_encoding": "UTF8"}
        assert listening == ""
        assert zone == "UTC"
        assert server.home.directory.stat().st_mode & 0o077 == 0
        assert server.home.socket_directory().stat().st_mode & 0o077 == 0
        assert int((empty / "PG_VERSION").read_text()) >= 14


async def test_the_address_serves_sqlalchemy(place):
    async with using(place) as server:
        engine = create_async_engine(server.url())
        async with engine.connect() as conn:
            name = (await conn.execute(text("select current_database()"))).scalar()
        await engine.dispose()

    assert name == "dutybell"


async def test_what_was_stored_is_there_after_an_orderly_stop(place):
    async with using(place) as server:
        await note(server, "kept")
    assert not await answers(server)

    async with using(place) as again:
        assert await ask(again, "select word from kept") == "kept"


async def test_the_server_lives_until_its_last_user_stops(place):
    first, second = (EmbeddedServer(place, durability=Durability.FAST) for _ in range(2))
    await first.start()
    started = postmaster(first)
    await second.start()

    await first.stop()
    await first.stop()
    assert await answers(second)
    assert postmaster(second) == started

    await second.stop()
    assert not await answers(second)


async def test_two_programs_that_start_at_once_share_one_server(empty, program):
    one, other = program(), program()

    servers = await asyncio.gather(one.postmaster(), other.postmaster())
    assert servers[0] == servers[1]

    async with using(empty) as server:
        assert one.end() == 0
        assert other.end() == 0
        assert postmaster(server) == servers[0]
    assert not await answers(server)


async def test_a_database_in_use_is_not_erased(place):
    async with using(place) as server:
        with pytest.raises(EmbeddedError, match="正被另一个程序使用"):
            await erase(place)
        assert await answers(server)


async def test_facts_are_never_put_into_a_server_that_was_started_for_tests(place):
    async with using(place):
        with pytest.raises(EmbeddedError, match="测试方式"):
            await EmbeddedServer(place).start()


async def test_a_directory_is_opened_by_the_version_that_made_it(empty, monkeypatch):
    made_by = min(binaries.fitting(ourselves(), binaries.in_wheel(), None), key=lambda one: one.major)
    monkeypatch.setenv("DUTYBELL_PG_BIN", str(made_by.directory))
    async with using(empty) as server:
        await note(server, "kept")
    monkeypatch.delenv("DUTYBELL_PG_BIN")

    async with using(empty) as server:
        assert await ask(server, "select word from kept") == "kept"
        assert int(await ask(server, "show server_version_num")) // 10000 == made_by.major


async def test_a_version_that_is_nowhere_is_named(place):
    async with using(place):
        pass
    (place / "PG_VERSION").write_text("99\n")

    with pytest.raises(EmbeddedError, match=r"由 PostgreSQL 99 创建.*请安装 PostgreSQL 99"):
        await EmbeddedServer(place).start()


async def test_a_wrong_directory_of_programs_is_named(empty, monkeypatch):
    monkeypatch.setenv("DUTYBELL_PG_BIN", "/nowhere/bin")

    with pytest.raises(EmbeddedError, match="DUTYBELL_PG_BIN 指向的 /nowhere/bin"):
        await EmbeddedServer(empty).start()


async def test_a_server_that_cannot_start_says_where_the_reason_stands(place):
    async with using(place) as server:
        home = server.home
    with (home.directory / "postgresql.conf").open("a") as settings:
        settings.write("shared_buffers = 'much'\n")

    with pytest.raises(EmbeddedError, match="启动后立即退出"):
        await EmbeddedServer(place, durability=Durability.FAST).start()

    assert "much" in home.startup_log.read_text()


async def test_no_value_of_a_refused_row_reaches_the_log(place):
    async with using(place) as server:
        await ask(server, "create table phones (number text primary key)")
        with pytest.raises(asyncpg.UniqueViolationError):
            await ask(server, "insert into phones values ('13800000000'), ('13800000000')")
        logs = list((server.home.directory / "log").iterdir())

    assert logs
    assert not any("13800000000" in path.read_text() for path in logs)


async def test_a_database_is_copied_from_a_template_and_dropped_while_in_use(pg_server):
    await pg_server.create_database('odd "name"')
    conn = await asyncpg.connect(pg_server.dsn('odd "name"'))
    await conn.execute("create table kept (word text)")
    await conn.close()

    await pg_server.create_database("copy", 'odd "name"')
    conn = await asyncpg.connect(pg_server.dsn("copy"))
    assert await conn.fetchval("select count(*) from kept") == 0

    await pg_server.drop_database("copy")
    await pg_server.drop_database("copy")
    await pg_server.drop_database('odd "name"')
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(pg_server.dsn("copy"))
    conn.terminate()
