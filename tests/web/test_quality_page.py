"""The quality of data on its page: numbers for leaders, findings for whoever sees to them, and nothing for others."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from storage.database import Database
from tests.handlers.college import College, find_college, found_college
from tests.handlers.quality import brings, holds, looks, published, told
from tests.handlers.two_platforms import give_role
from tests.web.case_pages import CasePages, case_pages

WAY = "/h5/quality"


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
async def pages(college: College) -> AsyncIterator[CasePages]:
    async with case_pages(college) as pages:
        yield pages


async def test_a_leader_sees_the_numbers_of_the_own_unit_and_no_name(pages: CasePages):
    page = await pages.open("王主任", WAY)

    assert page.status == 200
    assert "信息工程系" in page.text
    assert "80%" in page.text
    assert "教务处" not in page.text
    assert "韩梅" not in page.text


async def test_whoever_answers_for_a_system_sees_what_is_wrong_in_it_and_takes_it_along(pages: CasePages):
    whole = await pages.open("郑老师", WAY)
    assert "教师档案库" in whole.text
    assert "企业微信通讯录" not in whole.text

    page = await pages.open("郑老师", f"{WAY}/degree_missing")
    assert "T-韩梅没有登记学历" in page.text
    browser = await pages.browser("郑老师")
    async with browser.session.get(f"{browser.base}{WAY}/degree_missing.xlsx") as answer:
        sheet = openpyxl.load_workbook(BytesIO(await answer.read())).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["T-韩梅没有登记学历"]


async def test_a_file_for_a_check_is_brought_on_its_page(pages: CasePages, college: College):
    way = f"{WAY}/degree_missing"
    page = await pages.open("郑老师", way)
    better = ("file:file", "学历.csv", "工号,学历\nT-韩梅,博士\n".encode())

    assert (await pages.press("郑老师", page, way, "take", files=[better])).status in {200, 303}
    await looks(college)

    assert await told(college, "郑老师") == []


async def test_nobody_else_sees_or_brings_anything(pages: CasePages, college: College):
    for way in (WAY, f"{WAY}/degree_missing", f"{WAY}/degree_missing.xlsx"):
        assert (await pages.open("李雷", way)).status == 404, way
    page = await pages.open("郑老师", f"{WAY}/degree_missing")
    worse = ("file:file", "学历.csv", "工号,学历\n".encode())

    assert (await pages.press("李雷", page, f"{WAY}/degree_missing", "take", files=[worse])).status in {403, 404}
    assert await college.one("select count(*) from check_files") == 1
    assert (await pages.open("吴老师", f"{WAY}/no_such_check")).status == 404
