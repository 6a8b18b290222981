"""The month of the college's calendar, as a page on everybody's phone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
from playwright.async_api import expect

from domain.college_calendar import CollegeCalendar, Event, EventKind, Term
from storage.database import Database
from tests.browser.chromium import Windows, open_browser, open_windows
from tests.browser.contrast import hard_to_read
from tests.browser.test_case_pages import TOO_SMALL, TOO_WIDE, UNNAMED, open_as
from tests.handlers.college import find_college, found_college
from tests.web.case_pages import CasePages, case_pages

WAY = "/h5/calendar"
CALENDAR = CollegeCalendar(
    holidays={date(2030, 4, 5): "清明节"},
    makeups={date(2030, 4, 7): "清明节"},
    announced=frozenset({2030}),
    terms=(Term("2029–2030学年第二学期", date(2030, 2, 18), date(2030, 7, 7), (19, 20)),),
    events=(
        Event("运动会", date(2030, 3, 14), date(2030, 3, 15), EventKind.OTHER, works=False),
        Event("教工大会", date(2030, 3, 20), date(2030, 3, 20), EventKind.MEETING),
        Event("暑假", date(2030, 7, 8), date(2030, 8, 25), EventKind.VACATION, works=False),
    ),
)


@pytest.fixture
async def cases(database: Database) -> AsyncIterator[CasePages]:
    await found_college(database)
    college = await find_college(database)
    college.office = replace(college.office, calendar=CALENDAR)
    async with case_pages(college) as pages:
        yield pages


@pytest.fixture
async def windows() -> AsyncIterator[Windows]:
    async with open_browser() as browser, open_windows(browser) as windows:
        yield windows


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_month_fits_a_phone_and_can_be_read(cases, windows, scheme):
    page = await open_as(cases, windows, "李雷", WAY, scheme)

    await expect(page.get_by_role("heading", name="2030年3月")).to_be_visible()
    await expect(page.locator("[aria-current=date]")).to_contain_text("3月4日，工作日")
    await expect(page.get_by_role("cell", name="3月14日，运动会放假")).to_be_visible()
    await expect(page.get_by_role("cell", name="3月20日，工作日，教工大会")).to_be_visible()
    await expect(page.locator("main")).to_contain_text("3月4日(周一)，2029–2030学年第二学期第3周，工作日。")
    assert await page.evaluate(UNNAMED) == []
    assert await page.evaluate(TOO_SMALL) == []
    assert not await page.evaluate(TOO_WIDE)
    assert await hard_to_read(page.locator("body")) == []


async def test_one_goes_from_month_to_month_and_sees_exam_weeks_and_the_vacation(cases, windows):
    page = await open_as(cases, windows, "李雷", WAY)

    await page.get_by_role("link", name="下月").click()
    await expect(page.get_by_role("cell", name="4月7日，清明节调休，补班")).to_be_visible()
    for _ in range(2):
        await page.get_by_role("link", name="下月").click()
    await expect(page.get_by_role("heading", name="2030年6月")).to_be_visible()
    await expect(page.get_by_role("rowheader", name="19")).to_contain_text("考")
    await page.get_by_role("link", name="下月").click()
    await expect(page.get_by_role("cell", name="7月8日，暑假，不上班")).to_be_visible()
    await page.get_by_role("link", name="上月").click()
    await expect(page.get_by_role("heading", name="2030年6月")).to_be_visible()


@pytest.mark.parametrize("month", ["2030-13", "9999-01", "1-1", "x", "2030-０3"])
async def test_a_month_that_cannot_be_is_answered_in_words(cases, month):
    await cases.open("李雷", WAY)
    page = await cases.open("李雷", f"{WAY}?month={month}")

    assert page.status == 404
