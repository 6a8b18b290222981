"""A bulletin on its page: all of it for who releases it, the own department for heads once it is out, else nothing."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.bulletins.scope import COLLEGE
from domain.bulletins.span import week_of
from domain.duties.rules import Daily
from handlers.bulletins import draft_bulletin
from storage.database import Database
from tests.duties.owing import DAY, HALF_PAST_EIGHT, duty, escalation, owes, with_posts
from tests.handlers.college import find_college, found_college
from tests.web.case_pages import CasePages, case_pages

WAY = "/h5/bulletin/1"


@pytest.fixture
async def pages(database: Database) -> AsyncIterator[CasePages]:
    await found_college(database)
    college = await find_college(database)
    college.office = replace(college.office, escalation=escalation())
    college.now = HALF_PAST_EIGHT
    with_posts(college, clerk=("李雷",))
    await owes(college, duty("A-1", Daily(workdays_only=True)))
    college.now = HALF_PAST_EIGHT + 7 * DAY
    async with college.database.begin(college.now) as tx:
        assert await draft_bulletin(tx, college.office, week_of((HALF_PAST_EIGHT).date()), COLLEGE)
    async with case_pages(college) as pages:
        yield pages


async def test_a_draft_is_seen_by_who_decides_and_nobody_else(pages: CasePages):
    page = await pages.open("吴老师", WAY)

    assert "全院办理情况通报（3月4日至10日）" in page.text
    assert "李雷" in page.text
    assert "发到群里的文字" in page.text
    for name in ("王主任", "钱院长", "李雷", "周处长"):
        assert (await pages.open(name, WAY)).status == 404, name


async def test_released_on_the_page_heads_see_their_own_and_leaders_no_names(pages: CasePages):
    page = await pages.post("吴老师", WAY, "release")
    assert "已发布" in page.text

    own = await pages.open("王主任", WAY)
    assert "信息工程系" in own.text
    assert "李雷" in own.text
    whole = await pages.open("钱院长", WAY)
    assert whole.status == 200
    assert "李雷" not in whole.text
    assert (await pages.open("周处长", WAY)).status == 404


async def test_it_is_a_document_too(pages: CasePages):
    browser = await pages.browser("吴老师")
    await browser.open(WAY)
    async with browser.session.get(f"{browser.base}{WAY}.pdf") as answer:
        assert answer.status == 200
        assert (await answer.read()).startswith(b"%PDF-")
