"""Buttons that are links: what the page says when one is opened twice, by somebody else, or after the decision."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from storage.database import Database
from tests.conformance.dingtalk_subjects import open_links
from tests.conformance.house import CAMPUS, House, open_house
from tests.conformance.subjects import APPLICANT, CHIEF, DEPUTY, OUTSIDER
from tests.conformance.test_deciding import ask, newest


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    """Where both leaders are asked, by links."""
    async with open_house(database, open_links) as house:
        [subject] = house.subjects
        await ask(house, subject, subject)
        yield house


def now() -> str:
    return datetime.now(CAMPUS).strftime("%H:")


async def test_a_link_that_is_used_twice_decides_once_and_says_what_it_decided(house):
    [subject] = house.subjects
    approve = newest(subject, CHIEF).button("同意")

    first = await subject.press(CHIEF, approve)
    again = await subject.press_stale(CHIEF, approve)
    await house.settle()
    last = await subject.press_stale(CHIEF, approve)

    for page in (first, again, last):
        assert "已由 赵主任 于" in page
        assert now() in page
    assert await house.decisions() == [("赵主任", "approve")]
    assert await house.rows("select count(*) from inbox where kind = 'link' and lane = :who", who=CHIEF) == [(1,)]


async def test_a_link_of_somebody_else_shows_and_does_nothing(house):
    [subject] = house.subjects
    approve = newest(subject, CHIEF).button("同意")

    for thief in (APPLICANT, DEPUTY, OUTSIDER):
        page = await subject.press_as(thief, approve)

        assert "这个链接是发给别人的" in page
        assert "什么也没有办理" in page
        assert "李雷" not in page
    assert await house.decisions() == []


async def test_a_link_that_is_opened_after_the_decision_says_who_decided_and_when(house):
    [subject] = house.subjects
    late = [newest(subject, DEPUTY).button(word) for word in ("同意", "驳回", "更多")]
    await subject.press(CHIEF, newest(subject, CHIEF).button("同意"))
    await house.settle()

    for button in late:
        page = await subject.press_stale(DEPUTY, button)

        assert "已由 赵主任 于" in page
        assert now() in page
        assert "<form" not in page
    assert await house.decisions() == [("赵主任", "approve")]


async def test_a_link_that_we_did_not_make_is_said_to_be_worth_nothing(house):
    [subject] = house.subjects
    [(card_id,)] = await house.rows("select id from cards where recipient = :who", who=CHIEF)

    page = await subject.press_forged(CHIEF, card_id, "approve:2")

    assert "链接已失效" in page
    assert "什么也没有办理" in page
    assert await house.decisions() == []
