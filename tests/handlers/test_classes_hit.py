"""While a leave is filled in it shows which lessons it takes away from; the timetable answers, nobody is asked."""

import pytest

from tests.handlers.college import College
from tests.handlers.teaching import lesson, with_timetable


@pytest.fixture
async def campus(college: College) -> College:
    """李雷 teaches on Tuesday and, every day, in the afternoon of this week; today is Monday 4 March of week 3."""
    return await with_timetable(
        college,
        lesson(college, "李雷", 2, 3, 4),
        *(lesson(college, "李雷", day, 5, 6, course="线性代数") for day in (2, 3, 4, 5)),
        lesson(college, "韩梅", 2, 1, 2),
    )


def shown(card, label: str) -> str:
    return next((row.value for row in card.rows if row.label == label), "")


async def test_the_draft_names_the_first_lessons_in_five_lines(campus):
    await campus.say("李雷", "请事假 明天到周五 家里有事")

    lines = [line for line in (await campus.card("李雷")).body.splitlines() if line]
    at = lines.index("期间有 5 次课：")
    assert lines[at : at + 5] == [
        "期间有 5 次课：",
        "· 第3周 3月5日(周二)3–4节 高等数学（软件2301）教2-302",
        "· 第3周 3月5日(周二)5–6节 线性代数（软件2301）教2-302",
        "· 第3周 3月6日(周三)5–6节 线性代数（软件2301）教2-303",
        lines[at + 4],
    ]
    assert lines[at + 4].startswith("另有 2 次")
    assert not any("期间有课" in line for line in lines)  # it is not offered to be filled in


async def test_the_timetable_answers_whether_there_are_lessons(campus):
    await campus.asks_leave("李雷", "请事假 明天上午 家里有事")

    assert await campus.one("select fields ->> 'has_class' from requests") == "true"
    card = await campus.card("赵组长")
    assert shown(card, "期间有课") == "是"
    assert shown(card, "影响课程") == "1 次：3月5日(周二)3–4节 高等数学；未安排 1"


async def test_a_time_without_lessons_says_nothing_and_is_answered_no(campus):
    await campus.asks_leave("李雷", "请事假 周五上午 家里有事")

    assert await campus.one("select fields ->> 'has_class' from requests") == "false"
    assert shown(await campus.card("赵组长"), "影响课程") == ""


async def test_without_a_timetable_nothing_is_said_and_the_question_stays(college):
    await college.say("李雷", "请事假 明天下午 家里有事")

    body = (await college.card("李雷")).body
    assert "次课" not in body
    assert "期间有课" in body  # offered, as ever


async def test_what_the_timetable_says_cannot_be_said_otherwise(campus):
    await campus.say("李雷", "请事假 明天上午 家里有事")
    await campus.say("李雷", "修改")

    said = await campus.say("李雷", "期间有课：否")
    await campus.press("李雷", "提交")

    assert any("现在不用填" in text for text in said)
    assert await campus.one("select fields ->> 'has_class' from requests") == "true"
