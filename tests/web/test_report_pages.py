"""The pages of the year's assessment and of the month put together: for whom they are, and for nobody else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from domain.duties.rules import Daily, Monthly
from handlers.one_pages import ask_departments, close_month_of_pages
from storage.database import Database
from tests.duties.owing import DAY, HALF_PAST_EIGHT, duty, escalation, owes, with_posts
from tests.handlers.college import find_college, found_college
from tests.handlers.forms import with_forms
from tests.web.case_pages import CasePages, case_pages

SCORES, MONTH = "/h5/assessment/2030", "/h5/one-page/2030-03.pdf"


@pytest.fixture
async def pages(database: Database) -> AsyncIterator[CasePages]:
    await found_college(database)
    college = await with_forms(await find_college(database), "monthly_one_page")
    college.office = replace(college.office, escalation=escalation())
    college.now = HALF_PAST_EIGHT
    with_posts(college, clerk=("李雷",), head=("王主任",), quality_performance=("郑老师",))
    page = duty("P-1", Monthly(day=30), post="head", form="monthly_one_page")
    await owes(college, duty("A-1", Daily(workdays_only=True)), page)
    college.now = HALF_PAST_EIGHT + 5 * DAY
    async with college.database.begin(college.now) as tx:
        assert await ask_departments(tx, college.office, date(2030, 3, 1)) == 1
        assert await close_month_of_pages(tx, college.office, date(2030, 3, 1))
    async with case_pages(college) as pages:
        yield pages


async def fetch(pages: CasePages, name: str, way: str) -> bytes:
    browser = await pages.browser(name)
    await browser.open(SCORES)
    async with browser.session.get(f"{browser.base}{way}") as answer:
        assert answer.status == 200
        return await answer.read()


async def test_the_quality_office_sees_the_scores_and_takes_the_sheet_along(pages: CasePages):
    page = await pages.open("郑老师", SCORES)
    assert "信息工程系" in page.text

    sheet = openpyxl.load_workbook(BytesIO(await fetch(pages, "郑老师", f"{SCORES}.xlsx"))).active

    assert [cell.value for cell in next(sheet.iter_rows(min_row=2))][:7] == [
        1,
        "信息工程系",
        "0.00",
        "0.00",
        "0.00",
        "0.00",
        5,
    ]


async def test_the_month_is_a_document_for_the_leaders(pages: CasePages):
    assert (await fetch(pages, "郑老师", MONTH)).startswith(b"%PDF-")
    assert (await fetch(pages, "钱院长", MONTH)).startswith(b"%PDF-")


async def test_nobody_else_sees_either(pages: CasePages):
    for way in (SCORES, f"{SCORES}.xlsx", MONTH, "/h5/one-page/2030-13.pdf"):
        assert (await pages.open("李雷", way)).status == 404, way
