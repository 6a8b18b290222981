"""Places for an embedded PostgreSQL of a test's own, and other programs that use it."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from storage.embedded import Durability, EmbeddedServer
from tests.conftest_pg import in_a_loop_of_its_own
from tests.storage.embedding import AS_ROOT, Program


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


@pytest.fixture
def program(place: Path) -> Iterator:
    started = []

    def start() -> Program:
        started.append(Program(place))
        return started[-1]

    yield start
    for one in started:
        one.kill()
