"""A month on its page: HR sees the college, a head the own department, and nobody else anything."""

from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import update

from storage.database import Database
from storage.tables_of_people import people
from tests.handlers.college import College, find_college, found_college
from tests.handlers.months import with_march
from tests.web.case_pages import CasePages, case_pages

WAY = "/h5/attendance/2030-03"


@pytest.fixture
async def college(database: Database) -> College:
    await found_college(database)
    college = await with_march(await find_college(database))
    college.office = replace(college.office, roles={"hr": ("staff_no:T-吴老师",)})
    return college


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


async def department(college: College, name: str = "信息工程系") -> object:
    return await college.one("select id from departments where name = :name", name=name)


async def test_hr_sees_every_department_and_takes_the_spreadsheet_along(pages: CasePages, college: College):
    page = await pages.open("吴老师", WAY)
    assert "2030年3月考勤" in page.text
    assert "信息工程系" in page.text

    content = await fetch(pages, "吴老师", f"{WAY}.xlsx")

    book = openpyxl.load_workbook(BytesIO(content))
    assert [row[2].value for row in book["个人汇总"].iter_rows(min_row=2)] == ["孙副组长", "李雷", "赵组长"]
    assert await college.one("select detail ->> 'people' from audit where action = 'attendance.export'") == "3"


async def test_a_head_sees_the_own_department_as_a_picture(pages: CasePages, college: College):
    page = await pages.open("王主任", f"{WAY}/{await department(college)}")
    assert await college.one("select object from audit where action = 'attendance.look'") == "month:2030-03"

    assert page.status == 200
    assert '<g class="s-late"><rect' in page.text
    assert ">缺</text>" in page.text


async def test_nobody_else_sees_anything(pages: CasePages, college: College):
    for name in ("李雷", "周处长"):
        for way in (WAY, f"{WAY}.xlsx", f"{WAY}/{await department(college)}", f"{WAY}/{await department(college)}.png"):
            assert (await pages.open(name, way)).status == 404, (name, way)


async def test_a_month_that_does_not_exist_is_no_month(pages: CasePages):
    assert (await pages.open("吴老师", "/h5/attendance/2030-13")).status == 404


async def test_the_picture_can_be_printed_and_sent_on(pages: CasePages, college: College):
    way = f"{WAY}/{await department(college)}"

    assert (await fetch(pages, "王主任", f"{way}.pdf")).startswith(b"%PDF-")
    assert (await fetch(pages, "王主任", f"{way}.png")).startswith(b"\x89PNG")


async def test_no_name_becomes_markup(pages: CasePages, college: College):
    async with college.database.begin(college.now) as tx:
        await tx.conn.execute(update(people).where(people.c.id == college.ids["李雷"]).values(name="<b>&雷"))

    page = (await fetch(pages, "王主任", f"{WAY}/{await department(college)}")).decode()

    assert "&lt;b&gt;&amp;雷" in page
    assert "<b>&雷" not in page
    assert (await fetch(pages, "王主任", f"{WAY}/{await department(college)}.png")).startswith(b"\x89PNG")
