"""A college whose 李雷 waits for 赵组长, the pages about it, and a browser that has never been there."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.handlers.college import College, find_college, found_college
from tests.web.staff_pages import Browser, StaffPages, browsing, serving


@pytest.fixture
async def college(database: Database) -> College:
    await found_college(database)
    college = await find_college(database)
    await college.asks_leave("李雷")
    return college


@pytest.fixture
async def pages(college: College) -> AsyncIterator[StaffPages]:
    async with serving(college) as pages:
        yield pages


@pytest.fixture
async def browser(pages: StaffPages) -> AsyncIterator[Browser]:
    async with browsing(pages.base) as browser:
        yield browser
