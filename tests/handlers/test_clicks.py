"""A click is untrusted: late, repeated, forwarded, forged or a stranger's, it changes nothing and is answered."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from domain.events import CardClicked, Source
from storage.tables import outbox
from storage.tables_of_people import accounts
from tests.handlers.college import STAFF, College, give_account

OTHER = Source("dingtalk", "students")
NOT_YOURS = "没有办理：这张单不归您处理。发 待办 可看轮到您的单。"
NO_CARD = "没有办理：这张卡片不是发给这里的，或者已经失效。发 待办 或 我的申请 可重新查看。"
NOT_OFFERED = "没有办理：这张卡片上现在没有这个选项。请看最新的卡片。"


async def decisions(college: College):
    return await college.rows("select actor_id, action from report.decisions")


async def test_the_late_click_is_told_who_decided_and_when(college):
    await college.asks_leave("韩梅")
    card = await college.card_row("孙副组长")
    await college.press("赵组长", "同意")

    said = await college.click("孙副组长", card.id, "approve:2")

    assert said == ["这张单已由赵组长在 09:00 同意，您无需再处理。"]
    assert await decisions(college) == [(college.ids["赵组长"], "approve")]
    assert await college.refusals() == [(f"person:{college.ids['孙副组长']}", "decided")]


async def test_the_late_clickers_card_is_drawn_again_when_it_could_not_be_before(college):
    await college.asks_leave("韩梅")
    card = await college.card_row("孙副组长")
    await college.press("赵组长", "同意")
    async with college.database.begin(college.now) as tx:  # the platform gave no right to redraw it
        await tx.conn.execute(update(outbox).values(state="done", finished_at=college.now, called_at=college.now))

    await college.click("孙副组长", card.id, "approve:2")

    waiting = "select card_id from outbox where kind = 'card' and state = 'pending'"
    assert await college.rows(waiting) == [(card.id,)]
    assert (await college.card("孙副组长")).closing == "已由 赵组长 于 3月4日 09:00 同意"


async def test_fifty_clicks_decide_once(college):
    await college.asks_leave()
    card = await college.card_row("赵组长")

    answers = [await college.click("赵组长", card.id, "approve:2") for _ in range(50)]

    assert answers == [[]] + [["这张单您已在 09:00 同意，不用再点。"]] * 49
    assert await decisions(college) == [(college.ids["赵组长"], "approve")]


async def test_a_click_after_a_withdrawal_is_told_so(college):
    await college.asks_leave()
    card = await college.card_row("赵组长")
    await college.press("李雷", "撤回")

    said = await college.click("赵组长", card.id, "approve:2")

    assert said == ["这张单已由李雷在 09:00 撤回，您无需再处理。"]
    assert (await college.card("赵组长")).closing == "申请人已撤回，3月4日 09:00"
    assert await decisions(college) == []


async def test_a_forwarded_card_gives_no_right(college):
    await college.asks_leave()

    said = {
        name: await college.press(name, "同意", owner="赵组长") for name in ("吴老师", "周处长", "钱院长", "王主任")
    }

    assert said == {name: [NOT_YOURS] for name in ("吴老师", "周处长", "钱院长", "王主任")}
    assert await decisions(college) == []


async def test_a_co_approver_may_use_a_card_that_was_passed_on(college):
    await college.asks_leave("韩梅")

    await college.press("孙副组长", "同意", owner="赵组长")

    assert await decisions(college) == [(college.ids["孙副组长"], "approve")]


async def test_the_applicant_cannot_approve_with_the_approvers_card(college):
    await college.asks_leave()

    said = await college.press("李雷", "同意", owner="赵组长")

    assert said == ["没有办理：不能审批自己的申请。想收回请发 撤回。"]
    assert await college.refusals() == [(f"person:{college.ids['李雷']}", "own_request")]


async def test_the_applicants_second_account_is_still_the_applicant(college):
    await college.asks_leave()
    async with college.database.begin(college.now) as tx:
        await give_account(tx, college.ids["李雷"], "lilei-2", STAFF)

    said = await college.press("lilei-2", "同意", owner="赵组长")

    assert said == ["没有办理：不能审批自己的申请。想收回请发 撤回。"]


async def test_a_head_of_department_does_not_approve_their_own_leave(college):
    await college.asks_leave("王主任")

    card = await college.card("钱院长")
    assert card.title == "王主任的事假"
    assert await college.say("王主任", "同意 1001") == ["没有办理：不能审批自己的申请。想收回请发 撤回。"]


async def test_nobody_else_submits_changes_or_drops_a_draft(college):
    await college.say("李雷", "请事假 明天下午 家里有事")

    for button in ("提交", "修改", "取消"):
        assert await college.press("赵组长", button, owner="李雷") == [NOT_YOURS]

    assert await college.state() == "draft"


async def test_a_forged_card_id_has_no_effect(college):
    await college.asks_leave()

    for forged in ("f" * 32, "1001", "", "x' or '1'='1", "😀" * 40, "\x00"):
        assert await college.click("赵组长", forged, "approve:2") == [NO_CARD]

    assert await decisions(college) == []
    assert [cause for _, cause in await college.refusals()] == ["unknown_card"] * 6


async def test_a_card_of_another_account_has_no_effect(college):
    await college.asks_leave()
    card = await college.card_row("赵组长")
    async with college.database.begin(college.now) as tx:
        await give_account(tx, college.ids["赵组长"], "赵组长", OTHER)

    said = await college.click("赵组长", card.id, "approve:2", OTHER)

    assert said == [NO_CARD]
    assert await decisions(college) == []


async def test_what_the_card_never_offered_has_no_effect(college):
    await college.asks_leave()
    card = await college.card_row("赵组长")
    forged = (
        "submit:2",
        "withdraw:2",
        "choose:2:0",
        "approve",
        "approve:2:1",
        "approve:two",
        "",
        "delete:2",
        "approve:-1",
    )

    answers = {action: await college.click("赵组长", card.id, action) for action in forged}

    assert all(len(said) == 1 and said[0].startswith("没有办理：") for said in answers.values())
    assert await college.state() == "pending"
    assert {actor for actor, _ in await college.refusals()} == {f"person:{college.ids['赵组长']}"}


async def test_a_card_of_one_request_does_not_decide_another(college):
    await college.asks_leave("李雷")
    first = await college.card_row("赵组长")
    await college.asks_leave("韩梅")

    await college.click("赵组长", first.id, "approve:2")

    assert await college.rows("select request_no from report.decisions") == [(1001,)]


async def test_a_choice_that_was_not_offered_has_no_effect(college):
    await college.say("李雷", "请假 明天下午")
    card = await college.card_row("李雷")

    assert await college.click("李雷", card.id, "choose:1:9") == [NOT_OFFERED]
    assert await college.state() == "draft"


async def test_a_withdrawal_means_the_same_however_far_the_request_has_come(college):
    await college.asks_leave()
    await college.press("赵组长", "同意")

    await college.press("李雷", "撤回")

    assert await college.state() == "withdrawn"


async def test_a_withdrawal_pressed_before_the_approval_was_seen_is_refused(college):
    await college.asks_leave()
    card = await college.card_row("李雷")
    await college.press("赵组长", "同意")
    await college.press("王主任", "同意")

    said = await college.click("李雷", card.id, "withdraw:2")

    assert said == ["没有办理：王主任在 09:00 同意，这张单后来有改动，请看最新的卡片再点一次。"]
    assert await college.state() == "approved"


async def test_cancel_on_an_old_draft_card_does_not_withdraw_what_was_submitted(college):
    await college.asks_leave()
    card = await college.card_row("李雷")

    said = await college.click("李雷", card.id, "cancel:1")

    assert said == ["这张单已经提交，单号 1001，正等赵组长处理，不用再点。"]
    assert await college.state() == "pending"


async def test_pressing_submit_twice_submits_once(college):
    await college.say("李雷", "请事假 明天下午 家里有事")
    card = await college.card_row("李雷")
    await college.click("李雷", card.id, "submit:1")

    said = await college.click("李雷", card.id, "submit:1")

    assert said == ["这张单已经提交，单号 1001，正等赵组长处理，不用再点。"]
    assert await college.cards_of("赵组长") == 1


async def test_somebody_who_left_is_shown_and_may_do_nothing(college):
    await college.asks_leave()
    card = await college.card_row("赵组长")
    await college.leaves_the_college("赵组长")

    pressed = await college.click("赵组长", card.id, "approve:2")
    typed = await college.say("赵组长", "待办")

    assert pressed == typed == ["没有办理：您的账号已停用。如有疑问请联系人事处。"]
    assert await decisions(college) == []
    assert await college.refusals() == [(f"person:{college.ids['赵组长']}", "inactive")]


async def test_a_closed_account_opens_nothing(college):
    async with college.database.begin(college.now) as tx:
        closed = update(accounts).where(accounts.c.person_id == college.ids["李雷"]).values(active=False)
        await tx.conn.execute(closed)

    assert await college.say("李雷", "余额") == ["没有办理：您的账号已停用。如有疑问请联系人事处。"]


async def test_somebody_unknown_is_told_whom_to_turn_to(college):
    await college.asks_leave()

    pressed = await college.press("陌生人", "同意", owner="赵组长")

    assert pressed == ["通讯录里没有找到您，暂时不能为您办理。请联系人事处登记后再试。"]
    assert await college.refusals() == [("account:wecom:staff", "unknown_sender")]


async def test_a_clicks_right_to_redraw_is_kept_for_the_owners_card_only(college):
    await college.asks_leave()
    card = await college.card_row("赵组长")
    by_stranger = CardClicked(user_id="吴老师", at=college.now, card_id=card.id, action="more:2", handle="stolen")
    by_owner = CardClicked(user_id="赵组长", at=college.now, card_id=card.id, action="more:2", handle="own")

    await college.send(by_stranger)
    await college.send(by_owner)

    kept = await college.rows("select handle, origin from card_handles where card_id = :id", id=card.id)
    assert kept == [("own", "click")]


async def test_a_strangers_more_changes_nobodys_card(college):
    await college.asks_leave()
    before = await college.card("赵组长")

    said = await college.press("吴老师", "更多", owner="赵组长")

    assert said == [NOT_OFFERED]
    assert await college.card("赵组长") == before


async def test_a_reason_that_comes_too_late_refuses_nothing(college):
    await college.asks_leave("韩梅")
    await college.press("赵组长", "驳回")
    await college.press("孙副组长", "同意")

    said = await college.say("赵组长", "当天有教学检查")

    assert said == ["这张单已由孙副组长在 09:00 同意，您无需再处理。"]
    assert await college.state() == "pending"


async def test_an_hour_later_a_text_is_no_reason_any_more(college):
    await college.asks_leave()
    await college.press("赵组长", "驳回")
    college.now += timedelta(hours=2)

    said = await college.say("赵组长", "请事假 后天下午 带孩子看病")

    assert said == ["好的，没有驳回。单号 1001 还是原来的样子。"]
    assert (await college.card("赵组长")).title == "教师请假"
    assert await college.state() == "pending"


@pytest.mark.parametrize("word", ["取消", "返回"])
async def test_the_question_for_a_reason_can_be_left(college, word):
    await college.asks_leave()
    await college.press("赵组长", "驳回")

    said = await college.say("赵组长", word)
    later = await college.say("赵组长", "当天有教学检查")

    assert said == ["好的，没有驳回。单号 1001 还是原来的样子。"]
    assert later[0].startswith("没听懂")
    assert await college.state() == "pending"


async def test_another_command_leaves_the_question_for_a_reason(college):
    await college.asks_leave()
    await college.press("赵组长", "驳回")

    said = await college.say("赵组长", "同意 1001")

    assert said[0] == "好的，没有驳回。单号 1001 还是原来的样子。"
    assert said[1].startswith("已同意：单号 QJ-1001")


async def test_a_reason_that_does_not_fit_is_asked_for_again(college):
    await college.asks_leave()
    await college.press("赵组长", "驳回")

    said = await college.say("赵组长", "忙" * 501)
    await college.say("赵组长", "忙")

    assert said == ["这段话有 501 字，太长了，没有办理。请用 500 字以内的一句话说明。"]
    assert await college.state() == "rejected"
