"""What a run of the directory changes, as a page on HR's phone and as a sheet to take along."""

import io
from collections.abc import AsyncIterator
from dataclasses import replace

import openpyxl
import pytest
from playwright.async_api import expect

from storage.database import Database
from tests.browser.chromium import Windows, open_browser, open_windows
from tests.browser.contrast import hard_to_read
from tests.browser.test_case_pages import TOO_SMALL, TOO_WIDE, UNNAMED, open_as
from tests.handlers.college import STAFF, find_college, found_college
from tests.handlers.org import Office, as_it_is
from tests.handlers.two_platforms import give_role
from tests.web.case_pages import CasePages, case_pages

HR, WAY = "吴老师", "/h5/org/1"


@pytest.fixture
async def cases(database: Database) -> AsyncIterator[CasePages]:
    """HR has asked; one moved, one is new under a name that wants to be a formula, one has left."""
    await found_college(database)
    college = await find_college(database)
    give_role(college, "hr", HR)
    college.office = replace(college.office, sources=(STAFF,))
    office = Office(college, as_it_is())
    office.platform.move("李雷", "网络教研室")
    office.platform.add("=1+1", "教务处")
    del office.platform.members["韩梅"]
    await college.say(HR, "同步组织")
    await office.work()
    async with case_pages(college) as pages:
        yield pages


@pytest.fixture
async def windows() -> AsyncIterator[Windows]:
    async with open_browser() as browser, open_windows(browser) as windows:
        yield windows


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_lists_every_change_fits_a_phone_and_can_be_read(cases, windows, scheme):
    page = await open_as(cases, windows, HR, WAY, scheme)

    await expect(page.get_by_role("heading", name="人员离开")).to_be_visible()
    await expect(page.locator("main")).to_contain_text("韩梅（T-韩梅）")
    await expect(page.locator("main")).to_contain_text("现在还没有写入")
    assert await page.evaluate(UNNAMED) == []
    assert await page.evaluate(TOO_SMALL) == []
    assert not await page.evaluate(TOO_WIDE)
    assert await hard_to_read(page.locator("body")) == []


async def test_it_is_taken_along_as_a_sheet_without_formulas(cases, windows):
    page = await open_as(cases, windows, HR, WAY)

    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="下载全部").click()
    download = await waiting.value
    with open(await download.path(), "rb") as file:  # noqa: PTH123 - a few kilobytes, in a test
        sheet = openpyxl.load_workbook(io.BytesIO(file.read())).active

    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["类别", "对象", "原来", "现在"]
    assert {row[0] for row in rows[1:]} == {"人员离开", "人员调动", "新增人员"}
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


async def test_nobody_but_hr_learns_that_it_is_there(cases):
    page = await cases.open("李雷", WAY)

    assert page.status == 404
    assert "韩梅" not in page.text
