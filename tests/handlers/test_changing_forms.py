"""A form half filled in is changed, gone back in, cancelled, parked and taken up again: nothing is lost."""

from datetime import timedelta

import pytest

from handlers.drafts import expire
from handlers.idle import tell_idle
from tests.handlers.college import College
from tests.handlers.filling import TRAVEL, answer, fields
from tests.handlers.looks import row

pytestmark = pytest.mark.usefixtures("forms")


async def test_a_change_is_made_by_the_name_of_the_field(college):
    await answer(college, "李雷", "办事 出差", TRAVEL)

    (asked,) = await college.press("李雷", "修改")
    nothing = await college.say("李雷", "嗯嗯")
    said = await college.say("李雷", "目的地改成上海")

    assert asked.startswith("要改哪一项？请回复 项目：新内容，例如 目的地：……。可改：目的地、")
    assert nothing[0].startswith("没看出要改哪一项。")
    assert said == ["已改好，请核对卡片，再点 提交。"]
    assert row(await college.card("李雷"), "目的地") == "上海"


async def test_back_takes_the_last_answer_back(college):
    await answer(college, "李雷", "办事 报修", "设备", "一楼")

    said = await college.say("李雷", "返回")

    assert said == ["已退回上一步。\n请问地点？"]
    assert "place" not in await fields(college)
    assert (await college.say("李雷", "退回"))[-1].startswith("已退回上一步。")


async def test_back_at_the_first_step_says_so(college):
    await college.say("李雷", "办事 出差")

    assert await college.say("李雷", "返回") == ["已经是第一步，没有可返回的。发 取消 可放弃这张单。"]


async def test_cancel_shows_what_is_lost(college):
    await answer(college, "李雷", "办事 出差", "杭州")

    said = await college.say("李雷", "取消")

    assert said == ["已取消出差申请（单号 CC-1001），下面的内容没有提交：目的地 杭州。"]
    assert await college.state() == "withdrawn"
    assert (await college.say("李雷", "上海"))[0].startswith("没听懂这句话")


async def test_another_command_parks_the_form_and_it_is_taken_up_again(college):
    await answer(college, "李雷", "办事 出差", "杭州")

    parked = await college.say("李雷", "余额")
    stray = await college.say("李雷", "300")
    again = await college.say("李雷", "草稿")

    assert parked[-1] == "填到一半的出差申请（单号 CC-1001）已存草稿，发 草稿 继续，发 取消 放弃。"
    assert stray[0].startswith("没听懂这句话")
    assert again[0].startswith("您有一张没有提交的出差申请")


async def test_a_second_form_parks_the_first_and_both_can_be_finished(college):
    await answer(college, "李雷", "办事 出差", "杭州")

    said = await college.say("李雷", "办事 报修")
    await answer(college, "李雷", "设备", "一楼", "灯坏了")
    await college.say("李雷", "提交")
    await college.say("李雷", "办事 出差")
    await college.say("李雷", TRAVEL)
    await college.say("李雷", "提交")

    assert said[-1].startswith("填到一半的出差申请（单号 CC-1001）已存草稿")
    assert await college.rows("select no, state from requests order by no") == [(1001, "pending"), (1002, "pending")]


async def test_an_incomplete_draft_is_not_submitted(college):
    await college.say("李雷", "办事 出差")

    (said,) = await college.say("李雷", "提交")

    assert said == "没有提交：“目的地”还没有填。\n请问目的地？"
    assert await college.state() == "draft"


async def test_a_rule_that_no_longer_holds_is_asked_about_before_submission(college):
    await college.say("李雷", "办事 接待")
    await college.say(
        "李雷", "来访单位与人数：省厅 事由：调研 时间：今天下午3点 陪同人员：王主任 接待标准：1 是否外事：否"
    )
    college.now += timedelta(days=1)

    said = await college.press("李雷", "提交")

    assert "接待时间已经过去" in "".join(said)
    assert await college.state() == "draft"


async def test_a_button_of_an_earlier_question_answers_nothing(college):
    await answer(college, "李雷", "办事 出差", "杭州")
    old = await college.card_row("李雷")
    await college.press("李雷", "否")

    said = await college.click("李雷", old.id, "choose:2:0")

    assert said == ["没有办理：这张单后来有改动，请看最新的卡片再点一次。"]
    assert (await fields(college))["is_out_of_province"] is False


async def test_what_was_asked_long_ago_is_still_answered(college):
    await college.say("李雷", "办事 出差")
    college.now += timedelta(hours=5)

    await college.say("李雷", "杭州")

    assert row(await college.card("李雷"), "目的地") == "杭州"


async def test_it_survives_a_restart(college):
    await answer(college, "李雷", "办事 出差", "杭州")

    after_restart = College(college.database, office=college.office, ids=college.ids, now=college.now)
    await after_restart.say("李雷", "是否出省：否 起止时间：明天 事由：开会")
    await after_restart.say("李雷", "300")

    assert row(await after_restart.card("李雷"), "目的地") == "杭州"


async def test_a_form_left_half_filled_is_kept_and_that_is_said_once(college):
    await college.say("李雷", "办事 出差")
    college.now += timedelta(minutes=11)

    async with college.database.begin(college.now) as tx:
        told = (await tell_idle(tx, college.office), await tell_idle(tx, college.office))

    assert told == (1, 0)
    assert (await college.texts("李雷"))[-1].startswith("先帮您存着：填到一半的出差申请（单号 CC-1001）保留 7 天。")


async def test_an_old_draft_expires(college):
    await college.say("李雷", "办事 出差")
    college.now += timedelta(days=8)

    async with college.database.begin(college.now) as tx:
        assert await expire(tx, college.office) == 1

    assert await college.state() == "expired"


async def test_what_a_field_holds_stays_what_was_typed(college):
    await college.say("李雷", "办事 报修")
    await college.press("李雷", "设备")
    await college.say("李雷", "<a href='x'>@all</a> {no}")

    assert (await fields(college))["place"] == "<a href='x'>@all</a> {no}"


async def test_a_leave_can_be_handed_on_like_everything_else(college):
    await college.asks_leave()

    (said,) = await college.say("赵组长", "转交 1001 孙副组长")
    (number,) = await college.say("赵组长", "评论")
    await college.press("孙副组长", "同意")

    assert said.startswith("已转交：单号 QJ-1001，李雷的事假")
    assert number.startswith("没有评论")
    assert (await college.card("王主任")).title == "李雷的事假"


async def test_a_number_is_understood_as_it_is_printed(college):
    await answer(college, "李雷", "办事 出差", TRAVEL, "提交")

    (said,) = await college.say("王主任", "同意 CC-1001 注意安全")

    assert said.startswith("已同意：单号 CC-1001")


async def test_a_draft_is_dropped_by_its_number_too(college):
    await answer(college, "李雷", "办事 出差", "杭州")

    (said,) = await college.say("李雷", "撤回 CC-1001")

    assert said.startswith("已取消出差申请（单号 CC-1001）")
    assert await college.state() == "withdrawn"


async def test_a_form_that_is_being_filled_in_is_gone_on_with_and_not_put_aside(college):
    await answer(college, "李雷", "办事 出差", "杭州")

    said = await college.say("李雷", "办事 出差")

    assert len(said) == 1
    assert said[0].startswith("您有一张没有提交的出差申请（单号 CC-1001），接着填。")
    assert await college.say("李雷", "否") == [
        "请问起止时间？请写起止时间，例如 明天下午，或 2026-11-25 08:00 至 2026-11-26 18:00。"
    ]
