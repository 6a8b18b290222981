"""A person on both platforms is one person: to-dos, drafts, balances and cards are the same on either."""

import pytest

from domain.address import Address
from domain.cards import Card
from domain.ids import RequestNo
from storage import cards
from tests.handlers.two_platforms import DINGTALK, all_cards, join_dingtalk, on_dingtalk, press_there, type_there

LEAVE = "请事假 明天下午 家里有事"


async def test_the_applicant_on_one_platform_and_the_approver_on_the_other(college):
    await join_dingtalk(college, "李雷")

    await type_there(college, "李雷", LEAVE)
    await press_there(college, "李雷", "提交")
    await college.press("赵组长", "同意")
    await college.press("王主任", "同意")

    assert await college.state() == "approved"
    applicant = await all_cards(college, "李雷")
    assert list(applicant) == ["dingtalk"]
    assert applicant["dingtalk"][-1].closing == "已由 王主任 于 3月4日 09:00 同意"
    told = await college.texts(on_dingtalk("李雷"))
    assert [text for text in told if text.startswith("您的教师请假已通过")] != []
    assert await college.texts("李雷") == []


async def test_a_draft_begun_on_one_is_finished_on_the_other(college):
    await join_dingtalk(college, "李雷")

    await type_there(college, "李雷", "请事假 明天下午")
    said = await college.say("李雷", "提交")

    assert said == ["已提交，单号 QJ-1001，正等赵组长处理。"]
    shown = await all_cards(college, "李雷")
    assert list(shown) == ["dingtalk"]  # the answer came here, the card stays the one there is
    assert [button.text for button in shown["dingtalk"][-1].buttons] == ["进度", "催办", "撤回"]


async def test_an_answer_on_the_other_platform_moves_the_draft_on_both(college):
    await join_dingtalk(college, "李雷")
    await type_there(college, "李雷", LEAVE)

    await college.say("李雷", "改成后天下午")

    shown = await all_cards(college, "李雷")
    assert shown["dingtalk"] == shown["wecom"]
    assert "3月6日" in {row.label: row.value for row in shown["wecom"][-1].rows}["起止时间"]
    await press_there(college, "李雷", "提交")
    shown = await all_cards(college, "李雷")
    assert shown["dingtalk"][-1].buttons == shown["wecom"][-1].buttons
    assert await college.state() == "pending"


async def test_what_waits_and_what_is_left_are_the_same_on_both(college):
    await join_dingtalk(college, "李雷", "赵组长")
    await college.grant("李雷", 5)
    await college.asks_leave(words="请年假 明天 家里有事")

    assert await type_there(college, "李雷", "余额") == await college.say("李雷", "余额")
    assert await type_there(college, "李雷", "我的申请") == await college.say("李雷", "我的申请")
    waiting = await type_there(college, "赵组长", "待办")
    assert waiting == await college.say("赵组长", "待办")
    decided = await type_there(college, "赵组长", "同意 1")  # the position that was printed on the other platform
    assert decided[0].startswith("已同意：单号 QJ-1001")


async def both_copies(college):
    """The approver's card on both platforms."""
    await join_dingtalk(college, "赵组长")
    await college.asks_leave("韩梅")
    async with college.database.begin(college.now) as tx:
        row = await college.card_row("赵组长")
        to = Address(DINGTALK, on_dingtalk("赵组长"), college.ids["赵组长"])
        await cards.draw(tx, to, Card.from_json(row.content), role="approver", request_no=RequestNo(1001), step=1)


async def test_a_card_decided_on_one_shows_the_end_on_the_other(college):
    await both_copies(college)

    await press_there(college, "赵组长", "同意")

    shown = await all_cards(college, "赵组长")
    (here,), (there,) = shown["wecom"], shown["dingtalk"]
    assert here == there
    assert here.closing == "已由 赵组长 于 3月4日 09:00 同意"
    await college.press("王主任", "驳回")
    await college.say("王主任", "当天有检查")
    shown = await all_cards(college, "赵组长")
    (here,), (there,) = shown["wecom"], shown["dingtalk"]
    assert here == there
    assert here.is_final
    assert here.body == "驳回理由：当天有检查"


async def test_a_stale_press_on_the_other_copy_is_told_who_decided_and_when(college):
    await both_copies(college)
    old = await college.card_row("赵组长")
    await press_there(college, "赵组长", "同意")

    said = await college.click("赵组长", old.id, "approve:2")

    assert said == ["这张单您已在 09:00 同意，不用再点。"]
    assert await college.one("select count(*) from report.decisions") == 1


async def test_a_card_of_one_platform_cannot_be_pressed_from_the_other(college):
    await join_dingtalk(college, "赵组长")
    await college.asks_leave()
    row = await college.card_row("赵组长")

    said = await college.click(on_dingtalk("赵组长"), row.id, "approve:2", DINGTALK)

    assert said[0].startswith("没有办理：这张卡片不是发给这里的")
    assert await college.state() == "pending"


async def test_one_is_told_once_where_one_was_seen_last(college):
    await join_dingtalk(college, "李雷", "赵组长")
    await type_there(college, "赵组长", "待办")

    await college.asks_leave()

    assert list(await all_cards(college, "赵组长")) == ["dingtalk"]
    await press_there(college, "赵组长", "同意")
    await college.press("王主任", "同意")
    assert len([t for t in await college.texts("李雷") if t.startswith("您的教师请假已通过")]) == 1
    assert [t for t in await college.texts(on_dingtalk("李雷")) if t.startswith("您的教师请假已通过")] == []


async def test_a_card_that_is_out_stays_where_it_is_when_its_holder_is_seen_elsewhere(college):
    await join_dingtalk(college, "韩梅", "赵组长")
    await college.asks_leave("韩梅")
    await type_there(college, "赵组长", "待办")

    await college.press("孙副组长", "同意")

    assert list(await all_cards(college, "赵组长")) == ["wecom"]
    assert (await college.card("赵组长")).is_final


async def test_a_choice_goes_before_where_one_was_seen(college):
    await join_dingtalk(college, "赵组长")

    assert await college.say("赵组长", "用钉钉收") == [
        "好的，以后的通知和新卡片都发到您的钉钉。您在哪边发消息，仍在哪边回答。"
    ]
    await college.say("赵组长", "余额")
    await college.asks_leave()

    assert list(await all_cards(college, "赵组长")) == ["dingtalk"]
    assert await college.one("select detail ->> 'platform' from audit where action = 'person.receive'") == "dingtalk"


@pytest.mark.parametrize(("words", "name"), [("用钉钉收", "钉钉"), ("发到钉钉", "钉钉")])
async def test_a_platform_without_an_account_cannot_be_chosen(college, words, name):
    assert await college.say("李雷", words) == [f"没有更改：您没有登记过{name}帐号。请联系人事处登记后再发一次。"]
    assert await college.one("select count(*) from people where receive_on is not null") == 0


async def test_the_last_look_is_written_once_a_minute(college):
    await college.say("李雷", "余额")
    first = await college.one("select last_seen_at from accounts where user_id = '李雷'")
    await college.say("李雷", "余额")

    assert (
        await college.one("select last_seen_at from accounts where user_id = '李雷'")
        == first
        == college.now.replace(second=1)
    )


async def test_the_own_second_account_may_not_approve_either(college):
    await join_dingtalk(college, "赵组长")
    await college.asks_leave("赵组长")

    said = await type_there(college, "赵组长", "同意 1001")

    assert said == ["没有办理：不能审批自己的申请。想收回请发 撤回。"]


async def test_help_names_the_choice_only_to_those_who_have_one(college):
    await join_dingtalk(college, "赵组长")

    assert "用钉钉收" in (await college.say("赵组长", "帮助"))[0]
    assert "用钉钉收" not in (await college.say("李雷", "帮助"))[0]
