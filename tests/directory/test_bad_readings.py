"""Readings that are no order to remove anybody (Y1 to Y9): nothing is written, and HR reads why and what to do."""

import pytest

from domain.directory_plan import TooMuchAtOnce
from emulator.bad_directory import Bad
from storage.directory import Guard
from tests.directory.campus import Campus

REFUSED = [
    (Bad.NOBODY, "空"),
    (Bad.NO_DEPARTMENTS, "空"),
    (Bad.PAGE_FAILS, "系统繁忙，稍后自动重试"),
    (Bad.BREAKS_OFF, "接口暂时不可用，稍后自动重试"),
    (Bad.RANGE_SHRUNK, "人离开"),
    (Bad.SOME_GONE, "36 人离开（共 600，一次最多 30）"),
    (Bad.HALF_GONE, "300 人离开"),
    (Bad.NO_RIGHT, "请"),
    (Bad.OUT_OF_RANGE, "请在"),
    (Bad.GARBLED, "乱码"),
]


@pytest.mark.parametrize(("bad", "words"), REFUSED, ids=[bad.value for bad, _ in REFUSED])
async def test_a_reading_that_cannot_be_meant_changes_nothing_and_says_why(campus: Campus, bad: Bad, words: str):
    before, rights = await campus.facts(), await campus.rights()
    campus.spoiler.switch_on(bad)

    why = await campus.why_not()

    assert words in why
    assert await campus.facts() == before
    assert await campus.rights() == rights
    campus.spoiler.switch_off()
    assert await campus.why_not() == ""
    assert await campus.facts() == before


async def test_a_list_that_ends_too_early_removes_nobody(campus: Campus):
    """DingTalk is asked for its own count; on WeCom the guard stands before half a college that leaves."""
    before = await campus.facts()
    campus.spoiler.switch_on(Bad.ENDS_EARLY)

    why = await campus.why_not()

    assert ("不完整" if campus.platform == "dingtalk" else "人离开") in why
    assert await campus.facts() == before


async def test_half_the_names_garbled_is_not_written_even_where_somebody_insists(campus: Campus):
    before = await campus.facts()
    campus.spoiler.switch_on(Bad.GARBLED)

    with pytest.raises(Exception, match="乱码") as refused:
        await campus.sync(Guard.FORCED)

    assert not isinstance(refused.value, TooMuchAtOnce)
    assert await campus.facts() == before


async def test_numbers_that_are_missing_masked_or_shared_change_nothing(campus: Campus):
    before = await campus.facts()
    campus.spoiler.switch_on(Bad.MOBILES)

    assert await campus.why_not() == ""

    assert await campus.facts() == before


async def test_the_first_reading_of_an_empty_college_is_refused_too(unread: Campus):
    unread.spoiler.switch_on(Bad.NOBODY)

    assert "空" in await unread.why_not()

    assert all(table == [] for table in await unread.facts())
