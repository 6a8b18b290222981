"""The embedded PostgreSQL: it starts, is shared, outlives every crash and ends with its last user."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from storage.embedded import Durability, EmbeddedError, EmbeddedServer, binaries, embedded, erase
from storage.embedded.accounts import ourselves
from storage.embedded.home import SOCKET_PATH_LIMIT
from storage.embedded.locks import Share, grab
from tests.conftest_pg import in_a_loop_of_its_own

ROOT = Path(__file__).parents[2]
AS_ROOT = os.geteuid() == 0

PROGRAM = """
import asyncio, sys
from pathlib import Path
from storage.embedded import Durability, EmbeddedServer

async def main():
    server = EmbeddedServer(Path(sys.argv[1]), durability=Durability.FAST)
    await server.start()
    print(server.home.pid_lines()[0], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await server.stop()

asyncio.run(main())
"""


@pytest.fixture
def empty(pg_shelter: Path, tmp_path: Path) -> Iterator[Path]:
    """Where there is no database yet, open to the account that will run it."""
    path = (Path(tempfile.mkdtemp(dir=pg_shelter)) if AS_ROOT else tmp_path) / "postgres"
    path.parent.chmod(0o711)
    yield path
    for pid_file in path.parent.rglob("postmaster.pid"):
        with suppress(ProcessLookupError):  # what a failed test left running
            os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGQUIT)


@pytest.fixture(scope="session")
def made(pg_shelter: Path) -> Path:
    """A database that was made and stopped."""
    path = pg_shelter / "made"
    server = EmbeddedServer(path, durability=Durability.FAST)
    in_a_loop_of_its_own(server.start())
    in_a_loop_of_its_own(server.stop())
    return path


@pytest.fixture
def place(made: Path, empty: Path) -> Path:
    """A copy of it: much quicker than making one."""
    return shutil.copytree(made, empty)


class Program:
    """Another program that uses the same embedded database."""

    def __init__(self, path: Path) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )

    async def postmaster(self) -> int:
        """The server it uses, once it is using it."""
        return int(await asyncio.to_thread(self.running.stdout.readline))

    def end(self) -> int:
        self.running.communicate(timeout=30)
        return self.running.returncode

    def kill(self) -> None:
        self.running.kill()
        self.running.communicate(timeout=30)


@pytest.fixture
def program(place: Path) -> Iterator:
    started = []

    def start() -> Program:
        started.append(Program(place))
        return started[-1]

    yield start
    for one in started:
        one.kill()


@asynccontextmanager
async def using(path: Path, durability: Durability = Durability.FAST) -> AsyncIterator[EmbeddedServer]:
    server = EmbeddedServer(path, durability=durability)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def ask(server: EmbeddedServer, query: str):
    conn = await asyncpg.connect(server.dsn())
    try:
        return await conn.fetchval(query)
    finally:
        await conn.close()


async def note(server: EmbeddedServer, word: str) -> None:
    await ask(server, "create table if not exists kept (word text)")
    await ask(server, f"insert into kept values ('{word}')")


async def answers(server: EmbeddedServer) -> bool:
    try:
        return await ask(server, "select true")
    except (FileNotFoundError, ConnectionRefusedError):
        return False


def postmaster(server: EmbeddedServer) -> int:
    return int(server.home.pid_lines()[0])


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


async def test_a_killed_program_leaves_the_server_to_the_next_one_which_stops_it(place, program):
    owner = program()
    started = await owner.postmaster()
    owner.kill()

    async with using(place) as server:
        assert postmaster(server) == started
        assert await answers(server)
    assert not await answers(server)


async def test_a_killed_server_starts_again_with_everything_committed(place):
    first = EmbeddedServer(place)
    await first.start()
    await note(first, "committed")
    killed = postmaster(first)
    os.kill(killed, signal.SIGKILL)

    async with using(place, Durability.FULL) as second:
        assert postmaster(second) != killed
        assert await ask(second, "select word from kept") == "committed"
    await first.stop()


async def test_a_server_killed_under_us_comes_back_by_itself(place):
    server = EmbeddedServer(place)
    await server.start()
    await note(server, "committed")

    async with embedded(place):
        for _ in range(2):
            killed = postmaster(server)
            os.kill(killed, signal.SIGKILL)
            async with asyncio.timeout(20):
                while not await back(server, killed):
                    await asyncio.sleep(0.02)
        assert await ask(server, "select word from kept") == "committed"

    await server.stop()
    assert not await answers(server)


async def back(server: EmbeddedServer, killed: int) -> bool:
    try:
        return await answers(server) and postmaster(server) != killed
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, IndexError):
        return False


async def test_a_process_number_taken_by_another_program_does_not_stop_a_start(place):
    async with using(place) as server:
        pass
    with subprocess.Popen(["sleep", "60"]) as stranger:
        lines = [
            str(stranger.pid),
            str(server.home.directory),
            "0",
            "5432",
            str(server.home.socket_directory()),
            "",
            "",
        ]
        server.home.pid_file.write_text("\n".join(lines))
        (server.home.socket_directory() / ".s.PGSQL.5432.lock").write_text("\n".join(lines))

        async with using(place) as server:
            assert await answers(server)

        assert stranger.poll() is None
        stranger.kill()


async def test_a_creation_that_was_interrupted_begins_anew(empty):
    (empty / "dutybell" / "new").mkdir(parents=True)
    (empty / "dutybell" / "new" / "PG_VERSION").write_text("15\n")
    (empty / "base").mkdir()

    async with using(empty) as server:
        assert await answers(server)


async def test_a_start_that_is_broken_off_leaves_no_server_behind(empty):
    server = EmbeddedServer(empty, durability=Durability.FAST)
    starting = asyncio.ensure_future(server.start())
    while not (empty / "dutybell" / "new").exists():
        await asyncio.sleep(0.01)

    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting

    assert not await answers(server)
    lock = grab(server.home.server, Share.ALONE)
    assert lock is not None
    lock.release()


async def test_a_database_in_use_is_not_erased(place):
    async with using(place) as server:
        with pytest.raises(EmbeddedError, match="正被另一个程序使用"):
            await erase(place)
        assert await answers(server)


async def test_a_killed_programs_server_is_stopped_before_its_database_is_erased(place, program):
    owner = program()
    await owner.postmaster()
    owner.kill()

    await erase(place)

    assert not (place / "PG_VERSION").exists()
    async with using(place) as server:
        assert await answers(server)


async def test_facts_are_never_put_into_a_server_that_was_started_for_tests(place):
    async with using(place):
        with pytest.raises(EmbeddedError, match="测试方式"):
            await EmbeddedServer(place).start()


async def test_a_path_too_long_for_a_socket_gets_a_short_private_one(empty):
    long = empty.parent / ("a long, deep 'directory' \"of\" 数据 " * 2) / ("b" * 60) / "postgres"
    async with using(long) as server:
        directory = server.home.socket_directory()

        assert len(bytes(server.home.ours)) > SOCKET_PATH_LIMIT
        assert len(bytes(directory)) < SOCKET_PATH_LIMIT
        assert directory.stat().st_mode & 0o777 == 0o700
        assert await answers(server)
    assert not directory.exists()


@pytest.mark.parametrize("name", ["a \"b\" $c 'd'\\ `e` 值", "one,two"])
async def test_odd_names_are_no_obstacle(empty, name):
    async with using(empty.parent / name) as server:
        assert await answers(server)


async def test_somebody_elses_socket_directory_is_refused(empty):
    long = empty.parent / ("c" * 100) / "postgres"
    async with using(long) as server:
        directory = server.home.socket_directory()
    directory.mkdir(mode=0o777)
    directory.chmod(0o777)
    try:
        with pytest.raises(EmbeddedError, match="可被别人读取"):
            await EmbeddedServer(long).start()
    finally:
        directory.rmdir()


async def test_the_server_never_runs_as_root(place):
    async with using(place) as server:
        uid = await asyncio.to_thread(uid_of, postmaster(server))

        assert uid != 0
        assert uid == server.home.directory.stat().st_uid == server.home.account.uid
        assert AS_ROOT or uid == os.geteuid()


def uid_of(pid: int) -> int:
    return int(subprocess.run(["ps", "-o", "uid=", "-p", str(pid)], capture_output=True, check=True).stdout)


async def test_where_only_root_may_go_the_database_moves_out_and_leaves_a_link(pg_shelter, tmp_path):
    asked = tmp_path / "postgres"
    tmp_path.chmod(0o700)
    for _ in range(2):
        async with using(asked) as server:
            await note(server, "kept")
            assert asked.is_symlink() == AS_ROOT
            assert asked.resolve() == server.home.directory
            assert server.home.directory.is_relative_to(pg_shelter if AS_ROOT else tmp_path)

    async with using(asked) as server:
        assert await ask(server, "select count(*) from kept") == 2


async def test_where_everybody_may_go_the_database_stays_where_it_was_asked_for(place):
    async with using(place) as server:
        assert server.home.directory == place
        assert not place.is_symlink()


async def test_programs_that_the_account_cannot_reach_are_copied_for_it(pg_shelter, place, monkeypatch):
    async with using(place) as server:
        account = server.home.account
    closed = place.parent / "packages"
    closed.mkdir(mode=0o700)
    package = next(binaries.in_wheel()).parents[1]
    (closed / package.name).symlink_to(package)
    monkeypatch.syspath_prepend(closed)

    found = binaries.from_wheel(account, 18)

    assert found[0].directory.is_relative_to(pg_shelter if AS_ROOT else closed)
    assert binaries.fitting(account, [found[0].directory], 18) == found


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


async def test_a_directory_with_other_files_is_left_alone(empty):
    empty.mkdir()
    (empty / "thesis.doc").write_text("years of work")

    with pytest.raises(EmbeddedError, match="不是空目录"):
        await EmbeddedServer(empty).start()

    assert [path.name for path in empty.iterdir()] == ["thesis.doc"]


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
