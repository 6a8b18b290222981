"""The page of what one may start, on a phone: found by typing, started by a finger, in both schemes."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from storage.database import Database
from tests.browser.chromium import Windows, open_browser, open_windows
from tests.browser.contrast import hard_to_read
from tests.browser.test_case_pages import TOO_SMALL, TOO_WIDE, UNNAMED, open_as
from tests.handlers.college import FORMS, find_college, found_college
from tests.handlers.forms import with_forms
from tests.web.case_pages import CasePages, case_pages

WAY = "/h5/forms"


@pytest.fixture
async def cases(database: Database) -> AsyncIterator[CasePages]:
    await found_college(database)
    college = await find_college(database)
    await with_forms(college, *(file.stem for file in FORMS.glob("*.toml")))
    async with case_pages(college) as pages:
        yield pages


@pytest.fixture
async def windows() -> AsyncIterator[Windows]:
    async with open_browser() as browser, open_windows(browser) as windows:
        yield windows


async def test_a_form_is_found_by_typing_and_started_by_its_line(cases, windows):
    page = await open_as(cases, windows, "李雷", WAY)

    await page.get_by_label("找哪一项").fill("出差")
    await expect(page.get_by_role("status")).to_have_text("找到 2 项。")
    await expect(page.get_by_role("heading", name="保卫")).to_be_hidden()
    await page.get_by_role("button", name="出差申请").click()

    await expect(page.get_by_label("目的地")).to_be_visible()
    assert await cases.college.rows("select form, state from requests") == [("travel", "draft")]


async def test_it_is_walked_through_by_keyboard(cases, windows):
    page = await open_as(cases, windows, "李雷", WAY)

    await page.get_by_label("找哪一项").focus()
    await page.keyboard.type("报修")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="网上报修")).to_be_focused()
    await page.keyboard.press("Enter")

    await expect(page).to_have_url(f"{cases.pages.base}/h5/form/1001")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_a_phone_and_can_be_read_and_named(cases, windows, scheme):
    await cases.draft("李雷", "travel")
    page = await open_as(cases, windows, "李雷", WAY, scheme)

    assert await page.evaluate(UNNAMED) == []
    assert await page.evaluate(TOO_SMALL) == []
    assert not await page.evaluate(TOO_WIDE)
    assert await hard_to_read(page.locator("body")) == []
