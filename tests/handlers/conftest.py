"""The college of the handler tests; it is founded once, and every test gets a copy of its database."""

from collections.abc import AsyncIterator, Iterator

import pytest

from storage.database import Database
from storage.embedded import EmbeddedServer
from tests.conftest_pg import Databases, in_a_loop_of_its_own
from tests.handlers.cases import TRAVEL, broken, submits
from tests.handlers.college import College, find_college, found_college
from tests.handlers.forms import with_forms

FOUNDED = "college_template"


async def found_template(server: EmbeddedServer, template: str, name: str = FOUNDED) -> None:
    """A database of that name with the people in it."""
    await server.create_database(name, template)
    database = Database(server.dsn(name))
    await found_college(database)
    await database.close()  # a database with connections cannot be copied


@pytest.fixture(scope="session")
def college_template(pg_server: EmbeddedServer, template: str) -> str:
    """The database with the people in it that every test's own is copied from."""
    in_a_loop_of_its_own(found_template(pg_server, template))
    return FOUNDED


@pytest.fixture
def address(databases: Databases, college_template: str) -> Iterator[str]:
    """The address of a database of the test's own with the college in it."""
    name = databases.make(college_template)
    yield databases.server.dsn(name)
    databases.remove(name)


@pytest.fixture
async def college(database: Database) -> College:
    """A fresh college on a Monday morning."""
    return await find_college(database)


@pytest.fixture
async def campus(college: College) -> AsyncIterator[College]:
    """The college with a few of its forms."""
    yield await with_forms(college, "travel", "overtime", "repair_ticket", "student_leave")
    assert await broken(college) == []


@pytest.fixture
async def trip(campus: College) -> int:
    """李雷's journey waits for 王主任."""
    return await submits(campus, "李雷", "travel", TRAVEL)


@pytest.fixture
async def forms(college: College) -> College:
    """The college with the forms that are asked for most."""
    return await with_forms(college)
