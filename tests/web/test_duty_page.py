"""A year of duties on its page: one's own, a department's for its head, as a table and as a calendar of phones."""

from collections.abc import AsyncIterator
from io import BytesIO

import openpyxl
import pytest

from handlers.duty_list import key_of
from storage.database import Database
from tests.handlers.college import College, find_college, found_college
from tests.handlers.duty_college import with_duties
from tests.web.case_pages import CasePages, case_pages

WAY = "/h5/duties/year"
OFFICE = f"{WAY}/{key_of('教务处')}"


@pytest.fixture
async def college(database: Database) -> College:
    await found_college(database)
    return await with_duties(await find_college(database))


@pytest.fixture
async def pages(college: College) -> AsyncIterator[CasePages]:
    async with case_pages(college) as pages:
        yield pages


async def fetch(pages: CasePages, name: str, way: str) -> bytes:
    browser = await pages.browser(name)
    await browser.open(WAY)
    async with browser.session.get(f"{browser.base}{way}") as answer:
        assert answer.status == 200
        return await answer.read()


async def test_the_own_year_stands_month_by_month_with_what_is_owed_daily_and_what_has_no_day(pages: CasePages):
    page = await pages.open("周处长", WAY)

    assert "周处长的职责日历" in page.text
    assert "2030-03-01 到 2031-02-28，13 项职责" in page.text
    assert "25日（周一） 考勤核对" in page.text
    assert "2030年9月" in page.text
    assert "每天、每周" in page.text
    assert "日期由别人定，还没有填" in page.text


async def test_a_head_sees_the_own_department_and_nobody_else_does(pages: CasePages):
    own = await pages.open("周处长", f"{OFFICE}/2030-09-01")
    other = await pages.open("李雷", OFFICE)

    assert "教务处的职责日历" in own.text
    assert "教务处处长，每年9月20日前" in own.text
    assert other.status == 404


async def test_the_quality_office_sees_the_whole_college(pages: CasePages):
    page = await pages.open("吴老师", f"{WAY}/{key_of('全校')}")

    assert "全校的职责日历" in page.text
    assert "教案检查" in page.text


async def test_the_year_can_be_taken_along_as_a_table_and_that_is_on_record(pages: CasePages, college: College):
    content = await fetch(pages, "周处长", f"{OFFICE}/2030-03-01.xlsx")

    rows = list(openpyxl.load_workbook(BytesIO(content)).active.iter_rows(min_row=2, values_only=True))
    assert rows[0][:7] == ("2030-03-25", "2030-03-26 00:00", "J-2", "教务处", "教务处处长", "考勤核对", "2030年3月")
    assert len(rows) == 12 + 1 + 7
    assert await college.one("select detail ->> 'kind' from audit where action = 'duties.export'") == "xlsx"


async def test_the_year_can_be_put_into_a_phone(pages: CasePages):
    content = await fetch(pages, "周处长", f"{OFFICE}/2030-03-01.ics")

    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert "UID:J-2/2030-03@示例职业技术学院" in lines
    assert lines.count("BEGIN:VEVENT") == 20


@pytest.mark.parametrize("way", [f"{WAY}/my/2030-13-01", f"{WAY}/my/1990-01-01", f"{WAY}/{key_of('没有的处')}"])
async def test_what_there_is_not_is_said_in_words(pages: CasePages, way: str):
    assert (await pages.open("周处长", way)).status == 404
