"""Whoever does not say that they are back is asked twice, then those above hear of it; never on days off."""

from datetime import UTC

import pytest

from handlers.late_returns import ask_late
from tests.handlers.cases import broken
from tests.handlers.college import College
from tests.handlers.returns import approved, at

ASKED = "您的事假已于 3月7日 18:00 结束。回来了请发 销假；没回来请发 续假。"
TOLD = "李雷的事假（单号 QJ-1001）已于 3月7日 18:00 结束，还没有销假，也没有续假。请您联系本人。"


@pytest.fixture
async def late(college: College) -> College:
    """李雷's three days end on Thursday evening."""
    await approved(college, "请事假 3月5日到3月7日 家里有事")
    return college


async def look(college: College, day: int, said: str) -> None:
    college.now = max(college.now, at(day, said).astimezone(UTC))
    async with college.database.begin(college.now) as tx:
        await ask_late(tx, college.office)


async def heard(college: College, name: str) -> int:
    return sum("已于 3月7日 18:00 结束" in text for text in await college.texts(name))


async def test_asked_in_the_evening_and_the_next_morning_then_the_leader_then_the_head(late):
    await look(late, 7, "17:35")
    assert await heard(late, "李雷") == 0
    await look(late, 7, "18:35")
    await look(late, 7, "19:35")
    assert [text for text in await late.texts("李雷") if "销假" in text] == [ASKED]

    await look(late, 8, "08:35")
    assert (await heard(late, "李雷"), await heard(late, "赵组长")) == (2, 0)
    await look(late, 8, "12:35")
    assert [text for text in await late.texts("赵组长") if "销假" in text] == [TOLD]
    assert await heard(late, "王主任") == 0
    await look(late, 8, "18:35")
    await look(late, 8, "19:35")

    assert (await heard(late, "李雷"), await heard(late, "赵组长"), await heard(late, "王主任")) == (2, 1, 1)
    assert await broken(late) == []


async def test_nobody_is_written_to_on_days_off(late):
    await look(late, 9, "10:35")  # a Saturday

    assert await heard(late, "李雷") == await heard(late, "赵组长") == 0


async def test_whoever_is_back_is_not_asked(late):
    late.now = at(7, "17:00").astimezone(UTC)
    await late.say("李雷", "销假")
    await late.press("李雷", "确认")

    await look(late, 8, "18:35")

    assert await heard(late, "李雷") == await heard(late, "赵组长") == 0


async def test_a_short_leave_is_not_asked_about(college):
    await approved(college, "请事假 3月7日 家里有事")

    await look(college, 8, "18:35")

    assert await heard(college, "李雷") == 0


async def test_whoever_asks_for_more_time_is_not_late_until_it_is_refused(late):
    late.now = at(7, "10:00").astimezone(UTC)
    await late.say("李雷", "续假 到3月8日")
    await late.press("李雷", "提交")

    await look(late, 8, "08:35")
    assert await heard(late, "李雷") == 0
    await late.say("赵组长", "驳回 1002 人手不够")
    await look(late, 8, "09:35")

    assert await heard(late, "李雷") == 1
