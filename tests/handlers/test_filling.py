"""Filling in: what is missing is asked, what is doubtful is offered, nothing is guessed and nothing is lost."""

from datetime import timedelta

from domain.events import MenuPicked
from handlers.drafts import expire
from tests.handlers.college import MONDAY, College
from tests.handlers.looks import buttons, row


async def test_the_word_alone_asks_for_type_and_time_in_one_sentence(college):
    assert await college.say("李雷", "请假") == ["请问请什么假、什么时间？例如：事假 明天下午"]


async def test_the_answer_in_one_sentence_fills_the_form(college):
    await college.say("李雷", "请假")

    said = await college.say("李雷", "事假 明天下午 家里有事")

    assert said == []
    assert row(await college.card("李雷"), "起止时间") == "3月5日(周二)下午 14:00–18:00，半天"
    assert buttons(await college.card("李雷")) == ["提交", "修改", "取消"]


async def test_a_missing_type_is_offered_as_buttons(college):
    await college.say("李雷", "请假 明天下午")
    offered = buttons(await college.card("李雷"))

    await college.press("李雷", "病假")

    assert offered == ["事假", "病假", "年假", "调休", "取消"]
    assert row(await college.card("李雷"), "请假类别") == "病假"
    assert await college.cards_of("李雷") == 1


async def test_a_doubtful_day_is_asked_never_guessed(college):
    college.now = MONDAY - timedelta(days=1)  # 下周三 said on a Sunday

    await college.say("李雷", "请事假 下周三 家里有事")

    card = await college.card("李雷")
    assert buttons(card) == ["选 1", "选 2", "取消"]
    assert "1. 3月6日(周三)全天" in card.body
    assert "2. 3月13日(周三)全天" in card.body
    assert await college.one("select fields ->> 'period' from requests") is None


async def test_a_pressed_choice_settles_the_doubt(college):
    college.now = MONDAY - timedelta(days=1)
    await college.say("李雷", "请事假 下周三 家里有事")

    await college.press("李雷", "选 2")

    assert row(await college.card("李雷"), "起止时间") == "3月13日(周三)全天，1 天"
    assert row(await college.card("李雷"), "事由") == "家里有事"


async def test_a_typed_answer_settles_it_as_well(college):
    college.now = MONDAY - timedelta(days=1)
    await college.say("李雷", "请事假 下周三 家里有事")

    said = await college.say("李雷", "3月13日")

    assert said == ["填好了，请核对卡片，再点 提交。"]
    assert row(await college.card("李雷"), "起止时间") == "3月13日(周三)全天，1 天"


async def test_a_reply_that_answers_nothing_is_answered(college):
    await college.say("李雷", "请事假")

    assert await college.say("李雷", "嘿嘿") == ["没有看懂这句回答。\n请问什么时间？例如：明天下午"]


async def test_what_cannot_be_is_refused_and_leaves_no_draft(college):
    (said,) = await college.say("李雷", "请事假 2月30日")

    assert "2月" in said
    assert await college.rows("select no from requests") == []


async def test_edit_asks_what_to_change_and_changes_only_that(college):
    await college.say("李雷", "请事假 明天下午 家里有事")

    (asked,) = await college.press("李雷", "修改")
    said = await college.say("李雷", "改成后天上午")

    assert asked.startswith("要改哪一项？")
    assert said == ["已改好，请核对卡片，再点 提交。"]
    card = await college.card("李雷")
    assert row(card, "起止时间") == "3月6日(周三)上午 08:00–12:00，半天"
    assert row(card, "事由") == "家里有事"


async def test_the_type_and_the_reason_can_be_changed(college):
    await college.say("李雷", "请事假 明天下午 家里有事")
    await college.press("李雷", "修改")

    await college.say("李雷", "改成病假")
    await college.say("李雷", "事由 去医院复查")

    card = await college.card("李雷")
    assert (row(card, "请假类别"), row(card, "事由")) == ("病假", "去医院复查")


async def test_a_change_that_is_none_is_answered_and_changes_nothing(college):
    await college.say("李雷", "请事假 明天下午 家里有事")
    await college.press("李雷", "修改")
    before = await college.card("李雷")

    (said,) = await college.say("李雷", "嗯嗯")

    assert said.startswith("没看出要改哪一项。")
    assert await college.card("李雷") == before


async def test_a_card_from_before_a_change_submits_nothing(college):
    await college.say("李雷", "请事假 明天下午 家里有事")
    old = await college.card_row("李雷")
    await college.say("李雷", "改成后天上午")

    said = await college.click("李雷", old.id, "submit:1")

    assert said == ["没有办理：这张单后来有改动，请看最新的卡片再点一次。"]
    assert await college.state() == "draft"


async def test_back_takes_one_answer_back(college):
    await college.say("李雷", "请假 明天下午")
    await college.press("李雷", "病假")

    said = await college.say("李雷", "返回")

    assert said == ["已退回上一步。\n请问请什么假？例如：事假"]
    assert buttons(await college.card("李雷")) == ["事假", "病假", "年假", "调休", "取消"]


async def test_back_from_editing_changes_nothing(college):
    await college.say("李雷", "请事假 明天下午 家里有事")
    await college.press("李雷", "修改")

    assert await college.say("李雷", "返回") == ["好的，没有改动。请核对卡片，再点 提交。"]


async def test_back_at_the_first_step_says_so(college):
    await college.say("李雷", "请事假 明天下午 家里有事")

    assert await college.say("李雷", "返回") == ["已经是第一步，没有可返回的。发 取消 可放弃这张单。"]


async def test_cancel_shows_what_is_lost(college):
    await college.say("李雷", "请事假 明天下午 家里有事")

    said = await college.press("李雷", "取消")

    lost = "请假类别 事假；起止时间 3月5日(周二)下午 14:00–18:00，半天；事由 家里有事。"
    assert said == [f"已取消教师请假（单号 QJ-1001），下面的内容没有提交：{lost}"]
    assert (await college.card("李雷")).closing == "您已取消，3月4日 09:00"
    assert await college.state() == "withdrawn"
    assert await college.say("李雷", "取消") == ["现在没有正在填的内容。要收回已提交的单，请发 撤回 加单号。"]


async def test_another_command_parks_the_half_filled_draft(college):
    await college.say("李雷", "请事假")

    said = await college.say("李雷", "余额")
    later = await college.say("李雷", "明天下午天气怎么样")

    assert said[-1] == "填到一半的教师请假（单号 QJ-1001）已存草稿，发 草稿 继续，发 取消 放弃。"
    assert later[0].startswith(("没听懂", "这是个问题"))
    assert await college.state() == "draft"


async def test_a_parked_draft_is_taken_up_again(college):
    await college.say("李雷", "请事假")
    await college.say("李雷", "余额")

    said = await college.say("李雷", "草稿")
    await college.say("李雷", "明天下午")

    assert said == ["您有一张没有提交的教师请假（单号 QJ-1001），接着填。不要了发 取消。\n请问什么时间？例如：明天下午"]
    assert row(await college.card("李雷"), "起止时间") == "3月5日(周二)下午 14:00–18:00，半天"


async def test_without_a_draft_there_is_none_to_continue(college):
    assert await college.say("李雷", "草稿") == ["您没有草稿。想请假可直接说，例如 请事假 明天下午 家里有事。"]


async def test_a_dialogue_survives_a_restart(college):
    await college.say("李雷", "请事假")

    after_restart = College(college.database, ids=college.ids, now=college.now)
    await after_restart.say("李雷", "明天下午")

    assert row(await after_restart.card("李雷"), "起止时间") == "3月5日(周二)下午 14:00–18:00，半天"


async def test_words_half_understood_yesterday_are_asked_anew_for_tomorrow_has_moved(college):
    await college.say("李雷", "请病假 明天半天")
    assert buttons(await college.card("李雷")) == ["选 1", "选 2", "取消"]
    card = await college.card_row("李雷")
    college.now += timedelta(days=1)

    said = await college.click("李雷", card.id, "choose:1:0")

    assert said == ["没有办理：这张卡片上现在没有这个选项。请看最新的卡片。"]
    assert "请问什么时间？" in (await college.card("李雷")).body


async def test_a_draft_whose_time_has_passed_is_asked_about_before_it_is_submitted(college):
    await college.say("李雷", "请事假 明天下午 家里有事")
    college.now += timedelta(days=2)

    (said,) = await college.press("李雷", "提交")

    assert said.startswith("没有提交：填好之后情况有变，还需要您确认一次。")
    assert "补假" in said
    assert await college.state() == "draft"


async def test_a_typed_submit_does_what_the_button_does(college):
    await college.say("李雷", "请事假 明天下午 家里有事")

    assert await college.say("李雷", "提交") == ["已提交，单号 QJ-1001，正等赵组长处理。"]


async def test_a_menu_entry_does_what_the_word_does(college):
    await college.send(MenuPicked(user_id="李雷", at=college.now, key="leave"))

    assert college.heard("李雷") == ["请问请什么假、什么时间？例如：事假 明天下午"]


async def test_an_old_draft_expires(college):
    await college.say("李雷", "请事假 明天下午 家里有事")
    college.now += timedelta(days=8)

    async with college.database.begin(college.now) as tx:
        assert await expire(tx, college.office) == 1

    assert await college.state() == "expired"
    assert (await college.card("李雷")).closing == "草稿已作废，3月12日 09:00"
    assert await college.say("李雷", "草稿") == ["您没有草稿。想请假可直接说，例如 请事假 明天下午 家里有事。"]


async def test_a_younger_draft_and_a_submitted_request_do_not_expire(college):
    await college.asks_leave()
    college.now += timedelta(days=6)
    await college.say("李雷", "请事假 明天下午 家里有事")
    college.now += timedelta(days=2)

    async with college.database.begin(college.now) as tx:
        assert await expire(tx, college.office) == 0


async def test_a_question_and_a_negation_start_nothing_and_withdraw_nothing(college):
    await college.asks_leave()

    (question,) = await college.say("李雷", "明天能请假吗")
    (negation,) = await college.say("李雷", "不请了")

    assert question.startswith("这是个问题，我没有替您提交任何申请。")
    assert negation.startswith("好的，没有提交任何申请。")
    assert await college.state() == "pending"
    assert await college.rows("select no from requests") == [(1001,)]


async def test_a_leave_for_somebody_else_is_asked_about(college):
    await college.say("李雷", "给韩梅老师请事假 明天下午")

    card = await college.card("李雷")
    assert "本人申请" in card.body
    assert buttons(card)[-1] == "取消"
