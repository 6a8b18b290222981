"""The page of a month, for HR and heads: read on a phone and on a desk, in both schemes."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from playwright.async_api import expect

from storage.database import Database
from tests.browser.chromium import Windows, open_browser, open_windows
from tests.browser.contrast import hard_to_read
from tests.browser.test_case_pages import TOO_SMALL, TOO_WIDE, UNNAMED, open_as
from tests.handlers.college import find_college, found_college
from tests.handlers.months import with_march
from tests.web.case_pages import CasePages, case_pages

WAY = "/h5/attendance/2030-03"


@pytest.fixture
async def cases(database: Database) -> AsyncIterator[CasePages]:
    await found_college(database)
    college = await with_march(await find_college(database))
    college.office = replace(college.office, roles={"hr": ("staff_no:T-吴老师",)})
    async with case_pages(college) as pages:
        yield pages


@pytest.fixture
async def windows() -> AsyncIterator[Windows]:
    async with open_browser() as browser, open_windows(browser) as windows:
        yield windows


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_hr_reads_the_month_and_goes_to_a_department(cases, windows, scheme):
    page = await open_as(cases, windows, "吴老师", WAY, scheme)

    await expect(page.get_by_role("heading", name="2030年3月")).to_be_visible()
    for department in ("信息工程系", ""):
        assert await page.evaluate(UNNAMED) == []
        assert await page.evaluate(TOO_SMALL) == []
        assert not await page.evaluate(TOO_WIDE)
        assert await hard_to_read(page.locator("body")) == []
        if department:
            await page.get_by_role("link", name=department).click()
            await expect(page.locator("svg").first).to_be_visible()
