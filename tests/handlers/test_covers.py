"""A colleague is asked to teach, answers, and the college is asked to agree; nobody is in two places."""

import asyncio

import pytest

from handlers.matter import open_case
from storage.forms import publish
from tests.handlers.college import College, documents_of
from tests.handlers.looks import row
from tests.handlers.teaching import lesson, with_timetable

TUESDAY = "3月5日(周二)"


@pytest.fixture
async def campus(college: College) -> College:
    """李雷 teaches twice on Tuesday. 赵组长, of the same unit, is busy then; 韩梅 teaches the same course."""
    async with college.database.begin(college.now) as tx:
        await publish(tx, documents_of(["class_change"]))
    return await with_timetable(
        college,
        lesson(college, "李雷", 2, 3, 4),
        lesson(college, "李雷", 2, 5, 6, classes=("软件2302",)),
        lesson(college, "赵组长", 2, 5, 6, course="操作系统", classes=("网络2301",), room="教3-101"),
        lesson(college, "韩梅", 4, 1, 2, classes=("网络2302",), room="教3-102"),
        lesson(college, "孙副组长", 2, 3, 4, course="组成原理", classes=("网络2303",), room="教3-103"),
    )


@pytest.fixture
async def leave(campus: College) -> College:
    await campus.say("李雷", "请事假 明天 家里有事")
    return campus


async def states(campus: College) -> list[tuple]:
    found = await campus.rows(
        "select p.name, c.first_period, c.state from class_covers c join people p on p.id = c.person_id order by c.id"
    )
    return [tuple(row) for row in found]


async def slots(campus: College) -> int:
    return await campus.one("select count(*) from class_slots")


async def test_whoever_is_free_is_offered_by_name_with_why(leave):
    (said,) = await leave.say("李雷", "代课")

    assert said.splitlines()[:3] == [
        "单号 QJ-1001 期间的课：",
        f"1. 第3周 {TUESDAY}3–4节 高等数学（软件2301）教2-302",
        f"2. 第3周 {TUESDAY}5–6节 高等数学（软件2302）教2-302",
    ]
    assert "有空的：韩梅（教同一门课）。" in said  # 赵组长 has a lesson at that time
    assert "代课 序号 姓名" in said


async def test_whoever_decides_sees_what_is_arranged_when_the_colleague_answers(leave):
    await leave.press("李雷", "提交")
    await leave.say("李雷", "代课 韩梅")
    before = row(await leave.card("赵组长"), "影响课程")

    await leave.press("韩梅", "愿意")

    assert row(await leave.card("赵组长"), "影响课程") != before
    await leave.press("李雷", "办调停课")
    change = await leave.one("select max(no) from requests")
    page = (await leave.say("李雷", "进度 1001"))[0]
    async with leave.database.begin(leave.now) as tx:
        matter = await open_case(tx, leave.office, 1001)
        assert matter is not None
        look = matter.look(matter.case.applicant, tx)
    assert (look.case.fields["class_change_no"], "1001" in page) == (change, True)


async def test_a_colleague_is_asked_and_agrees_and_the_change_is_begun_by_one_press(leave):
    (asked,) = await leave.say("李雷", "代课 韩梅")
    card = await leave.card("韩梅")
    assert asked.startswith("已问韩梅，等其回复：")
    assert card.title == "李雷请您代课"
    assert "事假" not in f"{card.title}{card.body}"
    assert [button.text for button in card.buttons] == ["愿意", "不行"]

    await leave.press("韩梅", "愿意")

    assert (await leave.card("韩梅")).closing == "您已答应代课"
    assert await states(leave) == [("韩梅", 3, "agreed"), ("韩梅", 5, "agreed")]
    assert await slots(leave) == 4
    offer = await leave.card("李雷")
    assert offer.body.startswith("韩梅愿意代课：")
    await leave.press("李雷", "办调停课")
    fields = await leave.one("select fields from requests where form = 'class_change'")
    assert fields["substitute"] == {"id": leave.ids["韩梅"], "name": "韩梅"}
    assert fields["original"] == f"{TUESDAY}3–4节 教2-302；{TUESDAY}5–6节 教2-302"
    assert fields["leave_no"] == 1001
    assert await leave.one("select count(*) from class_covers where change_no = 1002") == 2
    await leave.press("李雷", "提交")
    assert await leave.state(1002) == "pending"


async def test_what_is_arranged_and_what_is_open_stands_on_the_approvers_card(leave):
    await leave.say("李雷", "代课 1 韩梅")
    await leave.press("韩梅", "愿意")
    await leave.say("李雷", "代课 2 吴老师")
    await leave.say("李雷", "提交")

    rows = {row.label: row.value for row in (await leave.card("赵组长")).rows}
    assert rows["影响课程"] == f"2 次：{TUESDAY}3–4节 高等数学 等；已安排 1，待回复 1"
    (said,) = await leave.say("李雷", "代课")
    assert "1. 第3周" in said
    assert "，韩梅代课" in said
    assert "，已问吴老师" in said


async def test_a_refusal_is_told_and_another_may_be_asked(leave):
    await leave.say("李雷", "代课 韩梅")
    await leave.press("韩梅", "不行")

    assert (await leave.texts("李雷"))[-1].startswith("韩梅不行：")
    assert await slots(leave) == 0
    await leave.say("李雷", "代课 吴老师")
    assert [state for _, _, state in await states(leave)] == ["declined", "declined", "asked", "asked"]


async def test_whoever_is_busy_is_not_asked_and_what_they_have_is_said(leave):
    (busy,) = await leave.say("李雷", "代课 2 赵组长")
    (half,) = await leave.say("李雷", "代课 赵组长")

    assert busy == f"没有问赵组长：{TUESDAY}5–6节 教2-302有操作系统。请换一位，或换一次课。"
    assert half.startswith("已问赵组长")
    assert half.endswith(f"另有 1 次没有问：{TUESDAY}5–6节 教2-302有操作系统。")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("代课 李雷", "不能请自己代课"),
        ("代课 无名氏", "没有找到“无名氏”"),
        ("代课 9 韩梅", "没有第 9 次课"),
        ("代课韩梅", "已问韩梅"),
        ("代课 T-韩梅", "已问韩梅"),
    ],
)
async def test_names_and_numbers_are_read_or_answered(leave, typed, answer):
    (said,) = await leave.say("李雷", typed)

    assert said.startswith(answer)


async def test_nobody_is_asked_twice_before_answering(leave):
    await leave.say("李雷", "代课 韩梅")
    (said,) = await leave.say("李雷", "代课 韩梅")

    assert said == "已经问过韩梅了，还没有回复。"
    assert await leave.cards_of("韩梅") == 1


async def test_a_card_that_was_passed_on_answers_nothing(leave):
    await leave.say("李雷", "代课 韩梅")
    said = await leave.press("吴老师", "愿意", owner="韩梅")

    assert said == ["这张卡片是发给别人的，您不能代为回复。"]
    assert [state for _, _, state in await states(leave)] == ["asked", "asked"]


async def test_two_who_agree_at_once_get_it_once(leave):
    await leave.say("李雷", "代课 1 韩梅")
    await leave.say("李雷", "代课 1 吴老师")
    cards = {name: await leave.card_row(name) for name in ("韩梅", "吴老师")}
    presses = [leave.click(name, row.id, row.content["buttons"][0][0]) for name, row in cards.items()]
    await asyncio.gather(*presses)

    assert sorted(state for _, _, state in await states(leave)) == ["agreed", "ended"]
    assert await slots(leave) == 2


async def test_one_who_teaches_elsewhere_by_now_cannot_agree(leave):
    await leave.say("李雷", "代课 1 韩梅")
    await with_timetable(
        leave, lesson(leave, "李雷", 2, 3, 4), lesson(leave, "韩梅", 2, 4, 4, course="离散数学", room="x")
    )

    (said, *_) = await leave.press("韩梅", "愿意")

    assert said == f"没有记上：您{TUESDAY}3–4节 教2-302有离散数学。已告诉李雷。"
    assert (await leave.texts("李雷"))[-1].startswith("韩梅愿意，但您")
    assert await slots(leave) == 0


async def test_giving_the_leave_up_frees_everybody_and_tells_them(leave):
    await leave.say("李雷", "代课 韩梅")
    await leave.press("韩梅", "愿意")
    await leave.say("李雷", "提交")
    await leave.say("李雷", "撤回 1001")
    if await leave.state() != "withdrawn":
        await leave.press("李雷", "撤回")

    assert await leave.state() == "withdrawn"
    assert {state for _, _, state in await states(leave)} == {"ended"}
    assert await slots(leave) == 0
    assert (await leave.texts("韩梅"))[-1].startswith("李雷的课不用您代了：")


async def test_a_change_that_is_sent_back_waits_and_one_that_is_given_up_ends_the_arrangement(leave):
    await leave.say("李雷", "代课 1 韩梅")
    await leave.press("韩梅", "愿意")
    await leave.press("李雷", "办调停课")
    await leave.press("李雷", "提交")

    await leave.say("王主任", "驳回 1002 请另找人")

    assert [state for _, _, state in await states(leave)] == ["agreed"]
    await leave.say("李雷", "撤回 1002")
    assert await leave.state(1002) == "withdrawn"
    assert [state for _, _, state in await states(leave)] == ["ended"]
    assert (await leave.texts("韩梅"))[-1].startswith("李雷的课不用您代了：")


async def test_a_leave_that_is_moved_keeps_only_what_it_still_hits(leave):
    await leave.say("李雷", "代课 韩梅")
    await leave.press("韩梅", "愿意")
    await leave.say("李雷", "修改")
    await leave.say("李雷", "明天上午")
    await leave.say("李雷", "提交")

    assert [(first, state) for _, first, state in await states(leave)] == [(3, "agreed"), (5, "ended")]
    assert await slots(leave) == 2


async def test_without_a_leave_the_word_is_the_forms_name(campus):
    (said,) = await campus.say("韩梅", "代课")
    (named,) = await campus.say("韩梅", "代课 张三")

    assert "调停课与补课" in said
    assert named.startswith("没有要安排代课的请假")
