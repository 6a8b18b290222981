"""A missed lesson is made up for at a time when teacher, classes and room are free."""

import pytest

from storage.forms import publish
from tests.handlers.college import College, documents_of
from tests.handlers.teaching import lesson, with_timetable


@pytest.fixture
async def leave(college: College) -> College:
    """李雷 misses one lesson on Tuesday 5 March. On Wednesday the class, the teacher or the room is taken till five."""
    async with college.database.begin(college.now) as tx:
        await publish(tx, documents_of(["class_change"]))
    await with_timetable(
        college,
        lesson(college, "李雷", 2, 3, 4),
        lesson(college, "李雷", 3, 1, 2, course="别的课", classes=("网络2309",), room="x"),
        lesson(college, "韩梅", 3, 3, 4, course="英语", room="y"),
        lesson(college, "赵组长", 3, 5, 6, course="操作系统", classes=("网络2301",), room="教2-302"),
    )
    await college.say("李雷", "请事假 明天 家里有事")
    return college


async def test_the_first_free_times_are_offered_and_one_is_taken(leave):
    (offered,) = await leave.say("李雷", "补课 1")
    await leave.say("李雷", "补课 1 A")

    assert offered.splitlines() == [
        "第 1 次课可以补在：",
        "A. 3月6日(周三)7–8节 教2-302",
        "B. 3月7日(周四)1–2节 教2-302",
        "C. 3月7日(周四)3–4节 教2-302",
        "请发 补课 1 和后面的字母，例如 补课 1 A。",
    ]
    card = await leave.card("李雷")
    assert card.title == "补课已定"
    assert card.body.startswith("已记下补课：3月6日(周三)7–8节 教2-302。")
    assert await leave.rows("select kind, state, new_first from class_covers") == [("make_up", "agreed", 7)]
    await leave.press("李雷", "办调停课")
    fields = await leave.one("select fields from requests where form = 'class_change'")
    assert (fields["kind"], fields["new_slot"]) == ("补课", "3月6日(周三)7–8节 教2-302")
    assert "，补课 3月6日(周三)7–8节 教2-302" in (await leave.say("李雷", "代课"))[0]


async def test_what_is_taken_is_offered_to_nobody_else(leave):
    await leave.say("李雷", "补课 1 A")
    await with_timetable(leave, lesson(leave, "韩梅", 2, 3, 4, room="教2-302"))
    await leave.say("韩梅", "请事假 明天 家里有事")

    (offered,) = await leave.say("韩梅", "补课 1")

    assert "3月6日(周三)7–8节" not in offered
    assert "3月6日(周三)5–6节" in offered


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("补课", "请发 补课 序号"),
        ("补课 7", "没有第 7 次课"),
        ("补课 1 Z", "第 1 次课可以补在"),
        ("补课 x", "请发 补课 序号"),
    ],
)
async def test_what_cannot_be_read_is_answered(leave, typed, answer):
    (said,) = await leave.say("李雷", typed)

    assert said.startswith(answer)


async def test_one_lesson_is_arranged_once(leave):
    await leave.say("李雷", "补课 1 A")
    (said,) = await leave.say("李雷", "补课 1 B")

    assert said == "这些课都安排好了。"
