"""A college whose 李雷 waits for 赵组长, the pages about it, and a browser that has never been there."""

from collections.abc import AsyncIterator, Iterator

import pytest

from storage.database import Database
from tests.conftest_pg import Databases, in_a_loop_of_its_own
from tests.handlers.college import College, find_college, found_college
from tests.web.staff_pages import Browser, StaffPages, browsing, serving


async def _found(address: str) -> None:
    database = Database(address)
    await found_college(database)
    await (await find_college(database)).asks_leave("李雷")
    await database.close()  # a database with connections cannot be copied


@pytest.fixture(scope="session")
def waiting(databases: Databases, template: str) -> Iterator[str]:
    """The database of the college, which is founded once, and every test gets a copy."""
    name = databases.make(template)
    in_a_loop_of_its_own(_found(databases.server.dsn(name)))
    yield name
    databases.remove(name)


@pytest.fixture
def address(databases: Databases, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database of the test's own, with the college in it for whoever asks for that."""
    name = databases.make(request.getfixturevalue("waiting" if "waiting" in request.fixturenames else "template"))
    yield databases.server.dsn(name)
    databases.remove(name)


@pytest.fixture
async def college(waiting: str, database: Database) -> College:
    college = await find_college(database)
    college.now = await college.one("select max(created_at) from cards")
    return college


@pytest.fixture
async def pages(college: College) -> AsyncIterator[StaffPages]:
    async with serving(college) as pages:
        yield pages


@pytest.fixture
async def browser(pages: StaffPages) -> AsyncIterator[Browser]:
    async with browsing(pages.base) as browser:
        yield browser
