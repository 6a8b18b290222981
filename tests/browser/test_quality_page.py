"""The quality of data on a phone: tables that scroll, words that can be read, nothing without a name."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from storage.database import Database
from tests.browser.chromium import Windows, open_browser, open_windows
from tests.browser.test_case_pages import open_as
from tests.browser.test_roster_page import fits
from tests.handlers.college import College, find_college, found_college
from tests.handlers.quality import brings, holds, looks, published
from tests.handlers.two_platforms import give_role
from tests.web.case_pages import CasePages, case_pages


@pytest.fixture
async def college(database: Database, tmp_path: Path) -> College:
    await found_college(database)
    college = await published(await find_college(database), tmp_path)
    give_role(college, "hr", "吴老师")
    for name in college.ids:
        await holds(college, name, "" if name == "韩梅" else "讲师")
    await brings(college, "郑老师", "T-李雷,硕士", "T-韩梅,")
    await looks(college)
    return college


@pytest.fixture
async def cases(college: College) -> AsyncIterator[CasePages]:
    async with case_pages(college) as pages:
        yield pages


@pytest.fixture
async def windows() -> AsyncIterator[Windows]:
    async with open_browser() as browser, open_windows(browser) as windows:
        yield windows


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_tables_and_a_check_fit_a_phone(cases, windows, scheme):
    page = await open_as(cases, windows, "吴老师", "/h5/quality", scheme)
    await expect(page.get_by_role("heading", name="数据质量")).to_be_visible()
    await fits(page)

    await page.get_by_role("link", name="没有学历").click()
    await expect(page.locator("main")).to_contain_text("T-韩梅没有登记学历")
    await fits(page)
