"""The embedded PostgreSQL outlives every crash: of a program, of the server, and of a start."""

import asyncio
import os
import signal
import subprocess
from functools import partial

import asyncpg
import pytest

from storage.embedded import Durability, EmbeddedServer, embedded, erase
from storage.embedded.locks import Share, grab
from tests.storage.embedding import answers, ask, note, postmaster, using
from tests.waiting import until


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
            await until(partial(back, server, killed))
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
    await until((empty / "dutybell" / "new").exists)

    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting

    assert not await answers(server)
    lock = grab(server.home.server, Share.ALONE)
    assert lock is not None
    lock.release()


async def test_a_killed_programs_server_is_stopped_before_its_database_is_erased(place, program):
    owner = program()
    await owner.postmaster()
    owner.kill()

    await erase(place)

    assert not (place / "PG_VERSION").exists()
    async with using(place) as server:
        assert await answers(server)
