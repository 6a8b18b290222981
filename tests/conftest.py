"""A fresh, migrated PostgreSQL database for every test that asks for one."""

import gc
import os
import sys
from collections.abc import AsyncIterator, Iterator

# Imported here, because its plugin would do it at the very end, where Python 3.11 miscounts the depth of the stack.
import hypothesis
import pytest

from domain.leave_types import Catalogue, use
from storage.database import Database
from storage.embedded import EmbeddedServer
from storage.migrate import migrate
from tests.conftest_pg import Databases, databases, in_a_loop_of_its_own, pg_server, pg_shelter
from tests.thorough import examples

__all__ = ["databases", "pg_server", "pg_shelter"]

pytest.register_assert_rewrite("tests.unit")  # rooms beside the tests assert, too: a failed walk shows both sides

# Some start the program, all are read in by each process that shares them: what is compiled is kept, whatever else the
# machine is told. It is a quarter of a start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
gc.disable()  # until all is read in

# A busy machine is no fault of an example.
hypothesis.settings.register_profile("ours", deadline=None, max_examples=examples(100))
hypothesis.settings.load_profile("ours")

TEMPLATE = "dutybell_template"


def pytest_collection_finish() -> None:
    """Thousands of tests are read in and stay: the collector of garbage need not look through them time and again."""
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def usual_leave_types() -> Iterator[None]:
    """A test that reads in the content's leave types leaves them to no other."""
    yield
    use(Catalogue())


async def _make_template(server: EmbeddedServer) -> None:
    await server.create_database(TEMPLATE)
    await migrate(server.dsn(TEMPLATE))


@pytest.fixture(scope="session")
def template(pg_server: EmbeddedServer) -> str:
    """The name of the migrated database that every test's own is copied from."""
    in_a_loop_of_its_own(_make_template(pg_server))
    return TEMPLATE


@pytest.fixture
def address(databases: Databases, template: str) -> Iterator[str]:
    """The address of a migrated, empty database of the test's own."""
    name = databases.make(template)
    yield databases.server.dsn(name)
    databases.remove(name)


@pytest.fixture
def empty_address(databases: Databases) -> Iterator[str]:
    """The address of a database with nothing in it."""
    name = databases.make()
    yield databases.server.dsn(name)
    databases.remove(name)


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    """The test's own database, as production code opens it."""
    database = Database(address)
    yield database
    await database.close()
