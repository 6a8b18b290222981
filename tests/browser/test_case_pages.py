"""Forms and requests on a phone, in a real browser: by finger, by keyboard, in both schemes, and without a script."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from storage.database import Database
from tests.browser.chromium import PHONE, Scheme, Windows, open_browser, open_windows
from tests.browser.contrast import hard_to_read
from tests.handlers.college import find_college, found_college
from tests.handlers.forms import with_forms
from tests.handlers.two_platforms import give_role
from tests.web.case_pages import CasePages, case_pages
from tests.web.test_form_page import STORED
from tests.web.test_request_page import correction

UNNAMED = """
() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, canvas, summary")]
  .filter((each) => each.checkVisibility() && !each.closest("[aria-hidden=true]"))
  .filter((each) => !(each.labels?.length || each.textContent.trim() || each.getAttribute("aria-label")))
  .map((each) => each.outerHTML)
"""
TOO_SMALL = """
() => [...document.querySelectorAll("button, select, textarea, a.plain, .tiles label, input[type=text]")]
  .filter((each) => each.checkVisibility() && !each.closest("[aria-hidden=true]"))
  .filter((each) => each.getBoundingClientRect().height < 36)
  .map((each) => each.outerHTML)
"""
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
async def cases(database: Database) -> AsyncIterator[CasePages]:
    await found_college(database)
    college = await find_college(database)
    await with_forms(college, "travel", "reception", "data_use_request", "data_correction", "repair_ticket")
    give_role(college, "admin", "郑老师")
    async with case_pages(college) as pages:
        yield pages


@pytest.fixture
async def windows() -> AsyncIterator[Windows]:
    """A browser of one's own: the database of a test lives in the test's event loop."""
    async with open_browser() as browser, open_windows(browser) as windows:
        yield windows


async def open_as(cases: CasePages, windows: Windows, name: str, way: str, scheme: Scheme = "light") -> Page:
    cases.pages.login.member = name
    return await windows.open(f"{cases.pages.base}{way}", PHONE, scheme)


async def sign(page: Page) -> None:
    """Draw something with a finger."""
    pad = page.locator("#pad")
    await pad.scroll_into_view_if_needed()
    box = await pad.bounding_box()
    assert box
    await page.mouse.move(box["x"] + 40, box["y"] + 30)
    await page.mouse.down()
    for step in range(20):
        await page.mouse.move(box["x"] + 40 + 10 * step, box["y"] + 40 + 30 * (step % 2))
    await page.mouse.up()


async def test_a_form_is_kept_while_it_is_written_and_sent_by_its_button(cases, windows):
    number = await cases.draft("李雷", "travel")
    page = await open_as(cases, windows, "李雷", f"/h5/form/{number}")

    await page.get_by_label("目的地").fill("杭州")
    await page.get_by_text("是", exact=True).click()
    await expect(page.locator("#kept")).to_contain_text("已存草稿")
    assert (await cases.fields(number))["destination"] == "杭州"

    await page.get_by_label("开始").fill("2030-03-06T08:00")
    await page.get_by_label("结束").fill("2030-03-07T18:00")
    await page.get_by_label("事由").fill("参加会议")
    await page.get_by_label("预计费用").fill("1200.50")
    await page.get_by_role("button", name="提交").click()
    await expect(page.locator(".stands")).to_have_text("审批中，等王主任办理")


async def test_names_are_found_and_chosen_by_keyboard_alone(cases, windows):
    number = await cases.draft("李雷", "reception")
    page = await open_as(cases, windows, "李雷", f"/h5/form/{number}")

    await page.get_by_label("陪同人员").focus()
    await page.keyboard.type("韩")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("checkbox", name="韩梅")).to_be_checked()
    await expect(page.locator("#kept")).to_contain_text("已存草稿")

    assert [each["name"] for each in (await cases.fields(number))["hosts"]] == ["韩梅"]


async def test_rows_and_files_come_and_go_without_leaving_the_page(cases, windows, tmp_path: Path):
    number = await cases.draft("李雷", "data_use_request")
    page = await open_as(cases, windows, "李雷", f"/h5/form/{number}")
    paper = tmp_path / "协议.pdf"
    paper.write_bytes(b"%PDF-1.7 x")

    await page.get_by_role("button", name="加一行").click()
    await expect(page.locator(".row")).to_have_count(2)
    await page.locator(".row").nth(1).get_by_label("数据表").fill("学籍表")
    await page.get_by_role("button", name="移除").first.click()
    await expect(page.locator(".row")).to_have_count(1)
    await page.locator("input[type=file]").set_input_files(paper)
    await expect(page.get_by_role("link", name="协议.pdf")).to_be_visible()
    await page.get_by_role("button", name="移除 协议.pdf").click()
    await expect(page.get_by_role("link", name="协议.pdf")).to_have_count(0)
    await page.get_by_role("button", name="存草稿").click()

    await expect(page.locator(".row").get_by_label("数据表")).to_have_value("学籍表")


async def test_a_signature_is_drawn_by_finger_and_nothing_is_sent_without_one(cases, windows):
    number = await correction(cases)
    page = await open_as(cases, windows, "李雷", f"/h5/request/{number}")

    await page.get_by_role("button", name="同意").click()
    await expect(page.get_by_text("还没有签名，请先在框内签名。")).to_be_visible()
    await sign(page)
    await page.get_by_role("button", name="同意").click()

    await expect(page.locator(".stands")).to_have_text("审批中，等周处长办理")
    assert await cases.college.one("select count(*) from attachments where field = 'signature:filler'") == 1


async def test_whoever_cannot_draw_signs_by_keyboard(cases, windows):
    number = await correction(cases)
    page = await open_as(cases, windows, "李雷", f"/h5/request/{number}")

    await page.get_by_label("意见").fill("属实")
    await page.get_by_label("手写签名").fill("李雷")
    await page.keyboard.press("Enter")
    assert await cases.college.rows("select kind from acts") == [("submit",)]
    await page.get_by_role("button", name="同意").click()

    await expect(page.locator(".stands")).to_have_text("审批中，等周处长办理")


async def test_an_administrator_puts_another_in_a_place_by_keyboard_alone(cases, windows):
    number = await cases.submitted("李雷", "travel", STORED)
    page = await open_as(cases, windows, "郑老师", f"/h5/request/{number}")

    await page.get_by_text("改派（换人办）").focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("改由谁办").focus()
    await page.keyboard.type("韩")
    await expect(page.get_by_role("option", name="韩梅")).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="改派").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_be_focused()
    await expect(page.get_by_label("改由谁办")).to_be_visible()  # what was refused is open still


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_fits_a_phone_and_can_be_read_and_named(cases, windows, scheme):
    draft = await cases.draft("李雷", "data_use_request")
    trip, signed = await cases.submitted("李雷", "travel", STORED), await correction(cases)
    ways = [
        ("form", draft, "李雷"),
        ("request", trip, "王主任"),
        ("request", trip, "郑老师"),
        ("request", signed, "李雷"),
    ]

    for room, number, name in ways:
        page = await open_as(cases, windows, name, f"/h5/{room}/{number}", scheme)
        for summary in await page.locator("summary").all():
            await summary.click()

        assert await page.evaluate(UNNAMED) == []
        assert await page.evaluate(TOO_SMALL) == []
        assert not await page.evaluate(TOO_WIDE)
        assert await hard_to_read(page.locator("body")) == []


async def test_what_is_wrong_is_where_the_focus_goes(cases, windows):
    number = await cases.draft("李雷", "travel")
    page = await open_as(cases, windows, "李雷", f"/h5/form/{number}")

    await page.get_by_role("button", name="提交").click()

    await expect(page.get_by_role("alert")).to_be_focused()
    await page.get_by_role("link", name="请填写“事由”。").click()
    await expect(page.get_by_label("事由")).to_be_focused()
