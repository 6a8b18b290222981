"""The page of what somebody may start: looked through by hand or by words, and each form begun by one press."""

import re
from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.handlers.college import find_college, found_college
from tests.handlers.forms import enrol, with_forms
from tests.web.case_pages import CasePages, case_pages
from tests.web.test_form_page import STORED

WAY = "/h5/forms"


@pytest.fixture
async def offers(database: Database) -> AsyncIterator[CasePages]:
    await found_college(database)
    college = await find_college(database)
    await with_forms(college)
    async with case_pages(college) as pages:
        yield pages


def titles(text: str) -> list[str]:
    return re.findall(r"<b>([^<]+)", text)


def keys(text: str) -> list[str]:
    return re.findall(r'name="\.form" value="([^"]+)"', text)


async def test_a_press_begins_a_draft_and_leads_to_its_page(offers):
    page = await offers.post("李雷", WAY, "", {".form": "travel"})

    assert page.path == "/h5/form/1001"
    assert "目的地" in page.text
    assert await offers.college.rows("select form, state from requests") == [("travel", "draft")]
    assert await offers.college.texts("李雷") == []


async def test_a_draft_that_is_there_is_gone_on_with(offers):
    number = await offers.draft("李雷", "travel", {"destination": "杭州"})

    listed = await offers.open("李雷", WAY)
    page = await offers.press("李雷", listed, WAY, "", {".form": "travel"})

    assert "出差申请 <i>有草稿</i>" in listed.text
    assert page.path == f"/h5/form/{number}"
    assert await offers.college.one("select count(*) from requests") == 1


async def test_looking_begins_nothing(offers):
    await offers.open("李雷", f"{WAY}?.form=travel&form=travel")

    assert await offers.college.rows("select 1 from requests") == []


async def test_only_what_is_ones_own_to_start_is_listed_and_begun(offers):
    await enrol(offers.college)

    listed = await offers.open("小明", WAY)
    page = await offers.press("小明", listed, WAY, "", {".form": "travel"})

    assert "student_leave" in keys(listed.text)
    assert "travel" not in keys(listed.text)
    assert (page.status, "没有开始" in page.text) == (404, True)
    assert await offers.college.rows("select 1 from requests") == []


@pytest.mark.parametrize(
    ("said", "found"), [("出差", ["出差申请"]), ("报修", ["网上报修"]), ("出差申情", ["出差申请"])]
)
async def test_words_narrow_the_list_without_a_script(offers, said, found):
    await offers.open("李雷", WAY)

    page = await offers.open("李雷", f"{WAY}?q={said}")

    assert [title.strip() for title in titles(page.text)] == found
    assert f"“{said}”找到 1 项。" in page.text


async def test_what_is_looked_for_is_shown_as_typed(offers):
    await offers.open("李雷", WAY)

    browser = await offers.browser("李雷")
    async with browser.session.get(f"{offers.pages.base}{WAY}", params={"q": "<b>x</b>"}) as answer:
        text = await answer.text()

    assert "&lt;b&gt;x&lt;/b&gt;”找到 0 项" in text


async def test_what_somebody_used_lately_comes_first(offers):
    await offers.submitted("李雷", "travel", STORED)

    page = await offers.open("李雷", WAY)

    assert page.text.index("最近办过") < page.text.index("信息化")
    assert keys(page.text)[0] == "travel"


async def test_leave_can_be_begun_here_as_well_as_by_a_sentence(offers):
    page = await offers.post("李雷", WAY, "", {".form": "teacher_leave"})

    assert page.path == "/h5/form/1001"
    assert "请假类别" in page.text


async def test_a_form_of_another_site_begins_nothing(offers):
    page = await offers.open("李雷", WAY)

    refused = await offers.press("李雷", page, WAY, "", {".form": "travel"}, headers={"Sec-Fetch-Site": "cross-site"})
    forged = await offers.press("李雷", page, WAY, "", {".form": "travel", ".mark": "x"})

    assert (refused.status, forged.status) == (403, 403)
    assert await offers.college.rows("select 1 from requests") == []
