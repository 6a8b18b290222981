"""PostgreSQL for tests: one server for the session, fast and forgetful; databases are made on top of it."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storage.embedded import Durability, EmbeddedServer


def in_a_loop_of_its_own(work: Coroutine[None, None, object]) -> None:
    """Run to the end beside whatever loop the tests use."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


@pytest.fixture(scope="session", autouse=True)
def pg_shelter() -> Iterator[Path]:
    """Where root's test databases go, since pytest's own directories are closed to the account that runs them."""
    shelter = Path(tempfile.mkdtemp(prefix="dutybell-", dir="/tmp"))
    shelter.chmod(0o711)
    os.environ["DUTYBELL_SHELTER"] = str(shelter)
    yield shelter
    del os.environ["DUTYBELL_SHELTER"]
    shutil.rmtree(shelter, ignore_errors=True)


@pytest.fixture(scope="session")
def pg_server(pg_shelter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """The session's server; its address and `create_database`, `drop_database` may be used from any loop."""
    server = EmbeddedServer(tmp_path_factory.mktemp("pg") / "postgres", durability=Durability.FAST)
    in_a_loop_of_its_own(server.start())
    yield server
    in_a_loop_of_its_own(server.stop())
