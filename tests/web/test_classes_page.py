"""The page of a leave lists every lesson that it takes away from."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.handlers.college import College, find_college, found_college
from tests.handlers.teaching import lesson, with_timetable
from tests.web.case_pages import CasePages, case_pages

WEEK = {"start": "2030-03-05T00:00:00+00:00", "end": "2030-03-08T10:00:00+00:00"}


@pytest.fixture
async def pages(database: Database) -> AsyncIterator[CasePages]:
    await found_college(database)
    college: College = await find_college(database)
    await with_timetable(college, *(lesson(college, "李雷", day, 1, 2) for day in (2, 3, 4, 5)))
    async with case_pages(college) as pages:
        yield pages


async def test_all_lessons_are_listed_and_whether_there_are_any_is_not_asked(pages):
    number = await pages.draft("李雷", "teacher_leave", {"leave_type": "事假", "period": WEEK})

    page = await pages.open("李雷", f"/h5/form/{number}")

    assert "期间的课（共 4 项）" in page.text
    assert "4. 第3周 3月8日(周五)1–2节 高等数学（软件2301）教2-305" in page.text
    assert 'id="field-has_class" hidden' in page.text or 'id="field-has_class"' not in page.text


async def test_without_lessons_there_is_no_list(pages):
    number = await pages.draft("韩梅", "teacher_leave", {"leave_type": "事假", "period": WEEK})

    assert "期间的课" not in (await pages.open("韩梅", f"/h5/form/{number}")).text
