"""The roster's pages on HR's phone: upload, bad cells, changes, the list for a platform."""

import io
from collections.abc import AsyncIterator

import openpyxl
import pytest
from playwright.async_api import expect

from storage.database import Database
from tests.browser.chromium import Windows, open_browser, open_windows
from tests.browser.contrast import hard_to_read
from tests.browser.test_case_pages import TOO_SMALL, TOO_WIDE, UNNAMED, open_as
from tests.handlers.college import find_college, found_college
from tests.handlers.rosters import HR, Personnel, open_personnel, roster_of
from tests.web.case_pages import CasePages, case_pages

CHANGED = {"李雷": {"职务": "讲师"}, "韩梅": {"部门": "教务处"}, "郑老师": {"在岗状态": "退休"}}


@pytest.fixture
async def personnel(database: Database) -> Personnel:
    await found_college(database)
    return await open_personnel(await find_college(database))


@pytest.fixture
async def cases(personnel: Personnel) -> AsyncIterator[CasePages]:
    async with case_pages(personnel.college) as pages:
        yield pages


@pytest.fixture
async def windows() -> AsyncIterator[Windows]:
    async with open_browser() as browser, open_windows(browser) as windows:
        yield windows


async def fits(page) -> None:
    assert await page.evaluate(UNNAMED) == []
    assert await page.evaluate(TOO_SMALL) == []
    assert not await page.evaluate(TOO_WIDE)
    assert await hard_to_read(page.locator("body")) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_file_is_uploaded_and_its_bad_cells_are_told(personnel, cases, windows, scheme):
    page = await open_as(cases, windows, HR, "/h5/roster", scheme)
    await expect(page.get_by_role("heading", name="花名册")).to_be_visible()
    await fits(page)

    bad = roster_of({"李雷": {"部门": "火星办"}})
    await page.get_by_label("名单（.xlsx").set_input_files({"name": "名单.csv", "mimeType": "text/csv", "buffer": bad})
    await page.get_by_role("button", name="上传并检查").click()
    await expect(page.locator("main")).to_contain_text("正在逐格检查")
    await personnel.work()
    await page.reload()

    await expect(page.locator("main")).to_contain_text("第 5 行 C 列（部门）“火星办”")
    await fits(page)
    assert (await personnel.card("roster")).subtitle == "有 1 处要改，什么都没有写入；改好后再发一次"
    sheet = await taken_along(page, "下载标注的副本")
    assert sheet.sheetnames == ["名单", "要改的"]


async def test_what_would_change_and_what_is_to_be_done_can_be_taken_along(personnel, cases, windows):
    await personnel.send(roster_of(CHANGED))
    page = await open_as(cases, windows, HR, "/h5/roster/1")
    await expect(page.locator("main")).to_contain_text("现在还没有写入")
    await fits(page)
    changes = await taken_along(page, "下载全部变化")
    assert changes.active.max_row == 10

    await personnel.press("roster", "导入")
    page = await open_as(cases, windows, HR, "/h5/platform/1", "dark")
    await expect(page.get_by_role("heading", name="停用人员")).to_be_visible()
    await fits(page)
    todos = await taken_along(page, "下载全部 3 项")
    assert [cell.value for cell in todos.active[1]] == ["要做的", "对象", "平台上", "名单上", "谁办", "办得怎样"]

    page = await open_as(cases, windows, HR, "/h5/roster")
    current = await taken_along(page, "现在的名单")
    assert current.active.max_row == 10
    await taken_along(page, "空模板")


async def taken_along(page, link: str):
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name=link).click()
    download = await waiting.value
    with open(await download.path(), "rb") as file:  # noqa: PTH123 - a few kilobytes, in a test
        return openpyxl.load_workbook(io.BytesIO(file.read()))


@pytest.mark.parametrize(
    "way", ["/h5/roster", "/h5/roster/1", "/h5/roster/1.xlsx", "/h5/roster/current.xlsx", "/h5/platform/1"]
)
async def test_nobody_but_hr_learns_that_it_is_there(personnel, cases, way):
    await personnel.send(roster_of(CHANGED))
    await personnel.press("roster", "导入")

    page = await cases.open("李雷", way)

    assert page.status == 404
    assert "韩梅" not in page.text
