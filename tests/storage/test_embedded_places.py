"""Where the embedded PostgreSQL may live: any path, any account, and never in somebody else's place."""

import asyncio
import os
import subprocess

import pytest

from storage.embedded import EmbeddedError, EmbeddedServer, binaries
from storage.embedded.home import SOCKET_PATH_LIMIT
from tests.storage.embedding import AS_ROOT, answers, ask, note, postmaster, using


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


async def test_a_directory_with_other_files_is_left_alone(empty):
    empty.mkdir()
    (empty / "thesis.doc").write_text("years of work")

    with pytest.raises(EmbeddedError, match="不是空目录"):
        await EmbeddedServer(empty).start()

    assert [path.name for path in empty.iterdir()] == ["thesis.doc"]
