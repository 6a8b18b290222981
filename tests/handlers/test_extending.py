"""续假: a request of its own, linked with the leave that goes on, decided as any other."""

from datetime import UTC

import pytest

from tests.handlers.cases import broken
from tests.handlers.college import DAY, College
from tests.handlers.looks import row
from tests.handlers.returns import approved, at, period_of

LINKS = "select request_no, extends_no from leave_extensions"


@pytest.fixture
async def away(college: College):
    """李雷's leave ends on Thursday evening; it is Thursday."""
    await approved(college, "请事假 3月5日到3月7日 家里有事")
    college.now = at(7, "10:00").astimezone(UTC)
    yield college
    assert await broken(college) == []


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("续假 到3月8日", "3月8日(周五)全天，1 天"),
        ("续假到3月11日", "3月8日(周五)至3月11日(周一)，2 天"),
        ("续假 1天", "3月8日(周五)全天，1 天"),
        ("续假 1001 到3月8日", "3月8日(周五)全天，1 天"),
        ("续假 半天", "3月8日(周五)上午 08:00–12:00，半天"),
    ],
)
async def test_the_draft_has_the_same_type_and_begins_where_the_old_one_ends(away, words, period):
    await away.say("李雷", words)

    card = await away.card("李雷")
    assert (row(card, "请假类别"), row(card, "起止时间")) == ("事假", period)
    assert row(card, "事由") == "续假，接QJ-1001"
    assert await away.rows(LINKS) == [(1002, 1001)]


async def test_approved_it_is_one_absence_and_one_word_ends_it(away):
    await approved_extension(away)
    away.now = at(8, "14:00").astimezone(UTC)

    await away.say("李雷", "销假")
    await away.press("李雷", "确认")

    assert await period_of(away, 1001) == ("03-07 18:00", 3 * DAY)
    assert await period_of(away, 1002) == ("03-08 14:00", DAY // 2)
    assert (await away.say("李雷", "销假"))[0].startswith("没有销假：您没有正在休的假")


async def test_rejected_the_old_end_stands(away):
    await away.say("李雷", "续假 到3月8日")
    await away.press("李雷", "提交")
    await away.say("赵组长", "驳回 1002 人手不够")

    assert await period_of(away, 1001) == ("03-07 18:00", 3 * DAY)
    assert await away.state(1002) == "rejected"
    await away.say("李雷", "续假 到3月8日")
    assert await away.rows(LINKS) == [(1002, 1001), (1003, 1001)]


async def test_a_second_one_is_not_begun_beside_the_first(away):
    await away.say("李雷", "续假 到3月8日")
    await away.press("李雷", "提交")

    assert await away.say("李雷", "续假 到3月11日") == ["没有续假：这次假已有续假 1002。请先看它的 进度 1002。"]


@pytest.mark.parametrize(
    ("name", "words", "answer"),
    [
        ("李雷", "续假", "续假从 3月8日 08:00 开始，请重发并写到什么时候"),
        ("李雷", "续假 1005 到3月8日", "没有续假：单 1005 不是您正在休的假"),
        ("韩梅", "续假 到3月8日", "没有续假：您没有正在休的假"),
    ],
)
async def test_what_cannot_be_is_said(away, name, words, answer):
    (said,) = await away.say(name, words)

    assert said.startswith(answer)
    assert await away.rows(LINKS) == []


async def approved_extension(college: College) -> None:
    await college.say("李雷", "续假 到3月8日")
    await college.press("李雷", "提交")
    for name in ("赵组长", "王主任", "钱院长"):
        if (await college.rows("select 1 from places where person_id = :p", p=college.ids[name])) != []:
            await college.say(name, "同意 1002")
    assert await college.state(1002) == "approved"
