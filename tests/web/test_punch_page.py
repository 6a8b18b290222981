"""打卡 on a page: the place comes from the browser as satellites see it, the answer stands on the page."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from storage.database import Database
from tests.handlers.attendance import rules
from tests.handlers.college import College, find_college, found_college
from tests.handlers.test_punching import PUNCHES, RULES
from tests.web.case_pages import CasePages, case_pages

WAY = "/h5/punch"
# Where satellites see the gate of the rules.
AT_THE_GATE = {".latitude": "30.276546", ".longitude": "120.150425", ".accuracy": "20"}


@pytest.fixture
async def college(database: Database) -> College:
    await found_college(database)
    college = await find_college(database)
    college.office = replace(college.office, attendance=rules(RULES))
    return college


@pytest.fixture
async def pages(college: College) -> AsyncIterator[CasePages]:
    async with case_pages(college) as pages:
        yield pages


async def punch(pages: CasePages, name: str, **place: str):
    page = await pages.open(name, WAY)
    return await pages.press(name, page, WAY, "", AT_THE_GATE | {f".{key}": value for key, value in place.items()})


async def test_a_browser_at_the_gate_punches(pages, college):
    page = await punch(pages, "李雷")

    assert page.status == 200
    assert re.search("已打卡：3月4日 [0-9:]+，东门。", page.text)
    ((person, source, _, place, within),) = await college.rows(PUNCHES)
    assert (person, source, place, within) == (college.ids["李雷"], "chat", "东门", True)


async def test_a_browser_elsewhere_is_told_how_far(pages, college):
    page = await punch(pages, "李雷", latitude="31.2")

    assert "没有打卡：您离“东门”还有" in page.text
    assert await college.rows(PUNCHES) == []


@pytest.mark.parametrize("latitude", ["", "north", "91", "nan", "1e999", "３０", "3" * 40])
async def test_a_place_that_is_none_punches_nothing(pages, college, latitude):
    page = await punch(pages, "李雷", latitude=latitude)

    assert page.status == 400
    assert "浏览器没有给出位置" in page.text
    assert await college.rows(PUNCHES) == []


async def test_a_press_from_elsewhere_punches_nothing(pages, college):
    page = await pages.open("李雷", WAY)
    page = replace(page, text=page.text.replace('name=".mark" value="', 'name=".mark" value="x'))
    answer = await pages.press("李雷", page, WAY, "", AT_THE_GATE)

    assert "页面已过期" in answer.text
    assert await college.rows(PUNCHES) == []
