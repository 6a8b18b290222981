"""The page of duties: everything somebody owes with all that can be done, and what others ask of them."""

from collections.abc import AsyncIterator

import pytest

from domain.duties.duty import Owed
from domain.duties.rules import Annual, Daily
from storage.database import Database
from tests.duties.owing import HALF_PAST_EIGHT, duty, obligations, owes, rows, with_posts
from tests.handlers.college import find_college, found_college
from tests.web.case_pages import CasePages, case_pages

WAY = "/h5/duties"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


@pytest.fixture
async def owing(database: Database) -> AsyncIterator[CasePages]:
    await found_college(database)
    college = await find_college(database)
    college.now = HALF_PAST_EIGHT
    with_posts(college, clerk=("李雷", "韩梅"))
    await owes(
        college,
        duty("A-1", Daily()),
        duty("A-2", Annual(month=3, day=6), owed=Owed.EACH, evidence="修订稿"),
    )
    async with case_pages(college) as pages:
        yield pages


async def number_of(pages: CasePages, code: str, owner: str = "李雷") -> str:
    found = await obligations(pages.college)
    return next(str(row.id) for row in found if (row.duty, row.owner) == (code, owner) and row.state == "open")


async def test_everything_that_is_owed_is_there_with_its_acts(owing):
    page = await owing.open("李雷", WAY)

    assert page.text.index("职责A-1") < page.text.index("职责A-2")
    assert "佐证（修订稿）" in page.text
    assert all(f'value="{act}"' in page.text for act in ("done", "hour", "today", "hand", "notmine"))


async def test_what_is_done_with_a_note_keeps_it(owing):
    number = await number_of(owing, "A-2")

    page = await owing.post("李雷", WAY, "", {".do": "done", ".id": number, "note": "已上传"})

    assert "已完成：职责A-2（2030年）。" in page.text
    [done] = await rows(owing.college, "select evidence from obligations where state = 'done'")
    assert done.evidence == "已上传"


async def test_somebody_else_s_is_nobody_s_to_press(owing):
    number = await number_of(owing, "A-2", "韩梅")

    for act in ("done", "hour", "hand", "notmine", "accept", "true", "theirs"):
        page = await owing.post("李雷", WAY, "", {".do": act, ".id": number, "name": "王主任"})
        assert "没有办理" in page.text
    assert all(row.state == "open" for row in await obligations(owing.college))


async def test_who_leads_sees_what_was_put_off_and_decides_whose_it_is(owing):
    number = await number_of(owing, "A-2")
    await owing.post("李雷", WAY, "", {".do": "today", ".id": await number_of(owing, "A-1")})
    await owing.post("李雷", WAY, "", {".do": "notmine", ".id": number})

    page = await owing.open("王主任", WAY)
    assert "推迟的提醒" in page.text
    assert "请您确认归谁" in page.text

    page = await owing.post("王主任", WAY, "", {".do": "other", ".id": number, "name": "周处长"})
    assert "已确认：职责A-2（2030年），归周处长。" in page.text
    assert await number_of(owing, "A-2", "周处长") == number
