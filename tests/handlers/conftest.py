"""The college of the handler tests; it is founded once, and every test gets a copy of its database."""

import pytest

from storage.database import Database
from storage.embedded import EmbeddedServer
from tests.conftest_pg import in_a_loop_of_its_own
from tests.handlers.college import College, find_college, found_college

FOUNDED = "college_template"


async def _found(server: EmbeddedServer, template: str) -> None:
    await server.create_database(FOUNDED, template)
    database = Database(server.dsn(FOUNDED))
    await found_college(database)
    await database.close()  # a database with connections cannot be copied


@pytest.fixture(scope="session")
def college_template(pg_server: EmbeddedServer, template: str) -> str:
    """The database with the people in it that every test's own is copied from."""
    in_a_loop_of_its_own(_found(pg_server, template))
    return FOUNDED


@pytest.fixture
async def address(pg_server: EmbeddedServer, college_template: str, request: pytest.FixtureRequest):
    """The address of a database of the test's own with the college in it."""
    name = f"college_{abs(hash(request.node.nodeid))}"
    await pg_server.create_database(name, college_template)
    yield pg_server.dsn(name)
    await pg_server.drop_database(name)


@pytest.fixture
async def college(database: Database) -> College:
    """A fresh college on a Monday morning."""
    return await find_college(database)
