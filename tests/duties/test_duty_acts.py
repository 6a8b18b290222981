"""What people do about what they owe, by button and by word; every card says how it stands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.duties.duty import Owed
from domain.duties.rules import Annual, AtLeast, Daily, Every
from handlers.duty_snoozes import tell_woken
from storage.verify import verify
from tests.duties.owing import (
    DAY,
    HALF_PAST_EIGHT,
    digest_of,
    duty,
    escalation,
    obligations,
    owes,
    rows,
    told,
    with_posts,
)
from tests.handlers.cases import TRAVEL, submits
from tests.handlers.forms import with_forms

HOUR = timedelta(hours=1)
TODAY = "职责A-1（2030年3月4日）"
SOON = "职责A-2（2030年）"


@pytest.fixture
async def owing(college):
    """李雷 and 韩梅 hold one post; each of them was told this morning."""
    college.now = HALF_PAST_EIGHT - HOUR
    with_posts(college, clerk=("李雷", "韩梅"), checker=("吴老师",))
    await owes(
        college,
        duty("A-1", Daily()),
        duty("A-2", Annual(month=3, day=6), owed=Owed.EACH, evidence="修订稿"),
    )
    await told(college, HALF_PAST_EIGHT)
    return college


async def states(college, code):
    return [
        (row.owner, row.state) for row in await obligations(college) if row.duty == code and row.opens_at <= college.now
    ]


async def test_what_one_of_them_does_is_done_for_all_and_on_every_card(owing):
    assert await owing.press("李雷", "完成 1") == [f"已完成：{TODAY}。"]

    assert await states(owing, "A-1") == [("李雷", "done"), ("韩梅", "done")]
    for name in ("李雷", "韩梅"):
        card = await digest_of(owing, name)
        assert [row.label for row in card.rows] == ["1 完成", "2"]
        assert [button.text for button in card.buttons] == ["完成 2", "全部和更多"]
    assert await owing.say("韩梅", "完成 1") == ["没有办理：这一项已经不等您了。发 待办 看现在的。"]
    assert await verify(owing.database) == []


async def test_what_each_owes_is_done_by_each_and_the_note_is_kept(owing):
    assert await owing.say("李雷", "完成 2 已上传教务系统") == [f"已完成：{SOON}。"]

    done, owed = (row for row in await obligations(owing) if row.duty == "A-2")
    assert (done.owner, done.state, done.evidence) == ("李雷", "done", "已上传教务系统")
    assert (owed.owner, owed.state) == ("韩梅", "open")


async def test_a_card_whose_lines_are_all_done_ends(owing):
    await owing.press("李雷", "完成 1")
    await owing.press("李雷", "完成 2")

    card = await digest_of(owing, "李雷")
    assert (card.closing, card.is_final, card.buttons) == ("今日待办都办完了", True, ())


async def test_the_list_has_the_numbers_that_the_words_mean(owing):
    [said] = await owing.say("李雷", "待办")
    assert said.splitlines()[:3] == ["待办 2 项：", f"1. 今天 {TODAY}", f"2. 周三 {SOON}"]

    assert await owing.say("李雷", "完成 9") == ["没有办理：最近的列表里没有第 9 项。发 待办 再看一次。"]
    assert "第 1 项不是审批" in (await owing.say("李雷", "同意 1"))[0]


async def test_what_is_put_off_for_an_hour_is_said_again_then_and_what_is_done_is_not(owing):
    assert await owing.say("李雷", "稍后 1") == [f"好的，一小时后再提醒：{TODAY}。"]
    await owing.say("李雷", "稍后 2")
    await owing.say("李雷", "完成 2")

    owing.now += HOUR
    async with owing.database.begin(owing.now) as tx:
        assert await tell_woken(tx, owing.office) == 1
    async with owing.database.begin(owing.now) as tx:
        assert await tell_woken(tx, owing.office) == 0
    assert (await owing.texts("李雷"))[-1] == f"您让我现在再提醒：\n{TODAY}\n发 待办 办理。"


async def test_what_is_put_off_until_tomorrow_is_in_the_next_card(owing):
    assert await owing.say("李雷", "稍后 2 明早") == [f"好的，明天的今日待办里再提醒：{SOON}。"]
    assert await owing.say("李雷", "今日不再") == ["好的，今天不再提醒这 2 项。明天照常。"]

    await told(owing, HALF_PAST_EIGHT + DAY)
    assert SOON in (await digest_of(owing, "李雷")).rows[-1].value


async def test_somebody_else_takes_it_over_with_a_tap_and_owes_it_from_then_on(owing):
    [said] = await owing.say("李雷", "转给 2 周处长")
    assert said == f"已请周处长接办：{SOON}。对方点“接办”前仍由您负责。"
    assert ("李雷", "open") in await states(owing, "A-2")

    assert await owing.press("周处长", "接办") == [f"已接办：{SOON}。"]

    assert set(await states(owing, "A-2")) == {("周处长", "open"), ("韩梅", "open")}
    assert (await owing.texts("李雷"))[-1] == f"已由周处长接办：{SOON}。"
    assert (await digest_of(owing, "李雷")).rows[1].label == "2 完成"
    assert await owing.say("李雷", "转给 2 王主任") == ["没有办理：这一项已经不等您了。发 待办 看现在的。"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("转给 2", "没有转：请写明姓名，例如 转给 2 张三。"),
        ("转给 2 韩梅", "没有转：韩梅也有这一项。"),
        ("转给 2 李雷", "没有转：这一项本来就是您的。"),
        ("转给 2 王小明", "没有转给：通讯录里没有叫“王小明”的人。请核对姓名，或写工号。"),
    ],
)
async def test_what_cannot_be_handed_on_stays_and_says_why(owing, words, answer):
    assert await owing.say("李雷", words) == [answer]


async def test_whose_it_is_the_head_says_and_until_then_nobody_is_reminded(owing):
    [said] = await owing.say("李雷", "不归我 2")
    assert said.startswith("已请王主任确认归谁")
    await told(owing, HALF_PAST_EIGHT + DAY)
    assert all(SOON not in row.value for row in (await digest_of(owing, "李雷")).rows)

    await owing.press("王主任", "不归本人")

    assert await states(owing, "A-2") == [("李雷", "void"), ("韩梅", "open")]
    assert (await owing.texts("李雷"))[-1] == f"王主任确认不归您：{SOON}。"
    assert await verify(owing.database) == []


async def test_the_checker_has_the_last_word_where_the_policy_says_so(owing):
    owing.office = replace(owing.office, escalation=escalation(is_checked=True))
    await owes(owing, duty("A-1", Daily()), duty("A-2", Annual(month=3, day=6), owed=Owed.EACH, checker="checker"))

    assert await owing.say("李雷", "完成 2 见附件") == [f"已提交核查：{SOON}。核查人确认后算完成。"]
    assert ("李雷", "open") in await states(owing, "A-2")

    await owing.press("吴老师", "退回")
    assert (await owing.texts("李雷"))[-1] == f"吴老师退回：{SOON}。请重新办理。"

    await owing.say("李雷", "待办")
    await owing.say("李雷", "完成 2 重新上传")
    await owing.press("吴老师", "属实")
    [done] = [row for row in await obligations(owing) if row.duty == "A-2" and row.state == "done"]
    assert (done.owner, done.evidence) == ("李雷", "见附件；重新上传")


async def test_without_a_word_of_proof_nothing_is_done_where_the_policy_wants_one(owing):
    owing.office = replace(owing.office, escalation=escalation(is_proven=True))

    [said] = await owing.press("李雷", "完成 2")
    assert said.startswith("没有完成：这一项要写佐证（修订稿）")
    assert await owing.say("李雷", "完成 2 已上传") == [f"已完成：{SOON}。"]


async def test_a_quota_is_done_when_it_was_done_often_enough(college):
    with_posts(college, clerk=("李雷",))
    await owes(college, duty("Q-1", AtLeast(count=2, per=Every.MONTH)))
    await told(college, HALF_PAST_EIGHT)

    assert await college.press("李雷", "完成 1") == ["已记一次：职责Q-1（2030年3月，0/2 次），还差 1 次。"]
    await college.say("李雷", "待办")
    assert await college.say("李雷", "完成 1") == ["已完成：职责Q-1（2030年3月，1/2 次）。"]


async def test_nobody_presses_for_somebody_else(owing):
    row = await owing.card_row("李雷")

    assert await owing.click("韩梅", row.id, "done:20300304:2") == ["没有办理：这张卡片不是给您的。"]
    assert await owing.click("李雷", row.id, "done:20300304:7") == [
        "没有办理：这张卡片上现在没有这个选项。请看最新的卡片。"
    ]
    assert [
        row.done_by_id for row in await rows(owing, "select done_by_id from obligations where state = 'done'")
    ] == []


async def test_what_a_form_fulfils_is_done_by_its_approval(college):
    await with_forms(college, "travel")
    with_posts(college, clerk=("李雷",))
    await owes(college, duty("F-1", Annual(month=3, day=20), form="travel"))
    await told(college, HALF_PAST_EIGHT)
    assert [button.text for button in (await digest_of(college, "李雷")).buttons] == ["全部和更多"]
    [said] = await college.say("李雷", "完成 1")
    assert said.startswith("没有办理：这一项要用表单“travel”办")

    number = await submits(college, "李雷", "travel", TRAVEL)
    await college.say("王主任", f"同意 {number}")

    while open_case := await rows(college, "select person_id from places"):
        name = next(name for name, person in college.ids.items() if person == open_case[0].person_id)
        await college.say(name, f"同意 {number}")
    [done] = await obligations(college)
    assert (done.state, done.evidence) == ("done", f"单号 CC-{number}")
