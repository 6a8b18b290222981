"""打卡 on a phone: the browser is asked for the place, the camera for a picture; read in both schemes."""

from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO

import pytest
from playwright.async_api import Page, expect

from storage.database import Database
from tests.browser.chromium import Windows, open_browser, open_windows
from tests.browser.contrast import hard_to_read
from tests.browser.test_case_pages import TOO_SMALL, TOO_WIDE, UNNAMED, open_as
from tests.handlers.attendance import rules
from tests.handlers.college import find_college, found_college
from tests.handlers.test_punch_photos import GROUPS
from tests.handlers.test_punching import PUNCHES
from tests.web.case_pages import CasePages, case_pages

WAY = "/h5/punch"
AT_THE_GATE = {"latitude": 30.276546, "longitude": 120.150425, "accuracy": 20}
ELSEWHERE = {"latitude": 30.3, "longitude": 120.15, "accuracy": 20}
# A bitmap of 2000 × 2000 pixels, twelve megabytes: more than is taken, unless the page makes it smaller.
SIDE = 2000


@pytest.fixture
async def cases(database: Database) -> AsyncIterator[CasePages]:
    await found_college(database)
    college = await find_college(database)
    college.office = replace(college.office, attendance=rules(GROUPS))
    async with case_pages(college) as pages:
        yield pages


@pytest.fixture
async def windows() -> AsyncIterator[Windows]:
    async with open_browser() as browser, open_windows(browser) as windows:
        yield windows


def bitmap() -> bytes:
    """A picture as large as a camera's, which any browser draws."""
    to, size = BytesIO(), SIDE * SIDE * 3
    to.write(b"BM" + (54 + size).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little"))
    to.write((40).to_bytes(4, "little") + SIDE.to_bytes(4, "little") * 2 + b"\x01\x00\x18\x00" + bytes(24))
    to.write(b"\x40\x80\xc0" * (SIDE * SIDE))
    return to.getvalue()


async def can_be_read(page: Page) -> None:
    assert await page.evaluate(UNNAMED) == []
    assert await page.evaluate(TOO_SMALL) == []
    assert not await page.evaluate(TOO_WIDE)
    assert await hard_to_read(page.locator("body")) == []


async def test_a_phone_gives_its_place_and_its_camera_a_picture_that_is_made_smaller(cases, windows):
    page = await open_as(cases, windows, "孙副组长", WAY)
    await page.context.grant_permissions(["geolocation"])
    await page.context.set_geolocation(ELSEWHERE)
    await page.get_by_label("现场照片").set_input_files({"name": "p.bmp", "mimeType": "image/bmp", "buffer": bitmap()})
    await page.get_by_role("button", name="打卡", exact=True).click()

    await expect(page.get_by_role("status").first).to_contain_text("范围外，已记为外勤")
    ((_, _, _, _, within),) = await cases.college.rows(PUNCHES)
    ((media_type, size),) = await cases.college.rows("select media_type, octet_length(content) from punch_photos")
    assert (within, media_type) == (False, "image/jpeg")
    assert size < 1024 * 1024
    await can_be_read(page)


async def test_without_the_place_nothing_is_punched_and_that_is_said(cases, windows):
    page = await open_as(cases, windows, "孙副组长", WAY)
    await page.context.clear_permissions()
    await page.get_by_role("button", name="打卡", exact=True).click()

    await expect(page.locator("#told")).to_contain_text("没有打卡")
    assert await cases.college.rows(PUNCHES) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_fits_a_phone_and_can_be_read_and_named(cases, windows, scheme):
    page = await open_as(cases, windows, "李雷", WAY, scheme)

    await expect(page.get_by_label("现场照片")).to_have_attribute("required", "")
    await can_be_read(page)
