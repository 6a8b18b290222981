"""PostgreSQL for tests: one server for the session, fast and forgetful; databases are made on top of it."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from storage.embedded import Durability, EmbeddedServer

PREFIX = "dutybell-test-"
# A test's database is some seven hundred small files: made in memory it costs a quarter of what it costs on a disk.
MEMORY = Path("/dev/shm")
DISK = Path("/tmp")
ROOM = 2 << 30  # bytes; a server keeps up to 1 GB of its log, Docker gives 64 MB unless asked


def in_a_loop_of_its_own(work: Coroutine[None, None, object]) -> None:
    """Run to the end beside whatever loop the tests use."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


def roomy() -> Path:
    """The quickest place with room for a server, which may be copied there, too, and must run."""
    if not os.access(MEMORY, os.W_OK):
        return DISK
    found = os.statvfs(MEMORY)
    runs = not found.f_flag & os.ST_NOEXEC
    return MEMORY if runs and found.f_bavail * found.f_frsize > ROOM else DISK


def clear_left(base: Path) -> None:
    """Remove what runs left behind that were killed, servers and files: memory is not to be filled with them."""
    for left in base.glob(f"{PREFIX}*"):
        with suppress(ValueError, PermissionError):
            owner = int(left.name.removeprefix(PREFIX).partition("-")[0])
            try:
                os.kill(owner, 0)
            except ProcessLookupError:
                erase(left)


def erase(shelter: Path) -> None:
    """Stop whatever server still runs in there, and remove it."""
    for pid_file in shelter.rglob("postmaster.pid"):
        with suppress(ProcessLookupError, FileNotFoundError):
            os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGQUIT)
    shutil.rmtree(shelter, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def pg_shelter() -> Iterator[Path]:
    """Where test databases go; pytest's own directories are closed to the account that runs root's."""
    base = roomy()
    clear_left(base)
    shelter = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=base))
    shelter.chmod(0o711)
    os.environ["DUTYBELL_SHELTER"] = str(shelter)
    yield shelter
    del os.environ["DUTYBELL_SHELTER"]
    shutil.rmtree(shelter, ignore_errors=True)


@pytest.fixture(scope="session")
def pg_server(pg_shelter: Path) -> Iterator[EmbeddedServer]:
    """The session's server; its address and `create_database`, `drop_database` may be used from any loop."""
    server = EmbeddedServer(pg_shelter / "postgres", durability=Durability.FAST)
    in_a_loop_of_its_own(server.start())
    yield server
    in_a_loop_of_its_own(server.stop())


class Databases:
    """Makes databases and removes them, on one connection: another one for each costs as much as the removal."""

    def __init__(self, server: EmbeddedServer) -> None:
        self.server = server
        self._numbers = count(1)
        self._thread = ThreadPoolExecutor(1)
        self._runner = asyncio.Runner()
        self._conn: asyncpg.Connection = self._carry_out(asyncpg.connect(server.dsn()))

    def make(self, template: str = "template1") -> str:
        """A copy of the template; its name."""
        name = f"made_{next(self._numbers)}"
        self._carry_out(self._conn.execute(f"create database {name} template {template}"))
        return name

    def remove(self, name: str) -> None:
        """Whoever is still connected to it."""
        self._carry_out(self._conn.execute(f"drop database {name} with (force)"))

    def close(self) -> None:
        self._carry_out(self._conn.close())
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()

    def _carry_out(self, order: Coroutine[None, None, object]) -> object:
        return self._thread.submit(self._runner.run, order).result()


@pytest.fixture(scope="session")
def databases(pg_server: EmbeddedServer) -> Iterator[Databases]:
    databases = Databases(pg_server)
    yield databases
    databases.close()
