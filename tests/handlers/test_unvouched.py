"""Where typing proves neither the sender nor the words, it decides nothing: the card is sent again to be pressed."""

import pytest

from tests.handlers.two_platforms import (
    DINGTALK,
    all_cards,
    give_role,
    join_dingtalk,
    on_dingtalk,
    press_there,
    type_there,
)


async def claims(college, name: str, words: str) -> list[str]:
    """Somebody types, as whom nobody can tell."""
    return await type_there(college, name, words, is_vouched=False)


def instead(verb: str) -> list[str]:
    return [f"没有{verb}：在这里打字还不能确认是您本人。请点下面卡片上的 {verb} 办理。"]


@pytest.fixture
async def waiting(college):
    """李雷's leave waits for 赵组长; both are on DingTalk."""
    await join_dingtalk(college, "李雷", "赵组长", "王主任")
    await type_there(college, "李雷", "请事假 明天下午 家里有事")
    await press_there(college, "李雷", "提交")
    return college


@pytest.mark.parametrize(
    ("words", "verb"), [("同意 1001", "同意"), ("驳回 1001 人手不够", "驳回"), ("驳回 1001", "驳回")]
)
async def test_nothing_is_decided_and_the_card_comes_again(waiting, words, verb):
    await type_there(waiting, "赵组长", "待办")

    assert await claims(waiting, "赵组长", words) == instead(verb)

    assert await waiting.state() == "pending"
    assert await waiting.one("select count(*) from report.decisions") == 0
    assert await waiting.one("select count(*) from dialogues where topic = 'reject_reason'") == 0
    last = (await all_cards(waiting, "赵组长"))["dingtalk"][-1]
    assert [button.text for button in last.buttons] == ["同意", "驳回", "更多"]
    assert ("unvouched",) in [(cause,) for _, cause in await waiting.refusals()]


async def test_the_card_that_came_again_decides_and_the_older_one_is_closed(waiting):
    await claims(waiting, "赵组长", "同意 1001")
    await claims(waiting, "赵组长", "同意 1001")

    older, newer = (await all_cards(waiting, "赵组长"))["dingtalk"]
    assert (older.closing, older.buttons) == ("请看下面的新卡片", ())
    await press_there(waiting, "赵组长", "同意")

    assert newer.buttons
    assert await waiting.one("select count(*) from report.decisions") == 1


async def test_a_pressed_refusal_takes_its_reason_from_what_is_typed(waiting):
    await type_there(waiting, "赵组长", "待办")
    await claims(waiting, "赵组长", "同意 1001")
    asked = await press_there(waiting, "赵组长", "驳回")

    said = await claims(waiting, "赵组长", "当天有检查")

    assert asked[0].startswith("请回复驳回李雷的事假")
    assert said[0].startswith("已驳回：单号 QJ-1001")
    assert await waiting.state() == "rejected"


@pytest.mark.parametrize(("words", "verb"), [("撤回 1001", "撤回"), ("取消 1001", "撤回"), ("催办 1001", "催办")])
async def test_nobody_takes_back_or_urges_in_somebodys_name(waiting, words, verb):
    assert await claims(waiting, "李雷", words) == instead(verb)

    assert await waiting.state() == "pending"
    assert await waiting.one("select count(*) from acts where kind = 'urge'") == 0
    await press_there(waiting, "李雷", verb)
    assert await waiting.one("select count(*) from acts where kind in ('urge', 'withdraw')")


async def test_an_approved_leave_gets_a_card_to_take_it_back(waiting):
    await waiting.press("赵组长", "同意")
    await waiting.press("王主任", "同意")

    assert await claims(waiting, "李雷", "撤回 1001") == instead("撤回")
    await press_there(waiting, "李雷", "撤回")

    assert await waiting.state() == "withdrawn"
    assert sum(await waiting.ledger()) == 0
    assert (await all_cards(waiting, "李雷"))["dingtalk"][-1].is_final


async def test_a_draft_is_shown_again_instead_of_being_submitted(college):
    await join_dingtalk(college, "李雷")
    assert await claims(college, "李雷", "请事假 明天下午 家里有事") == []

    assert await claims(college, "李雷", "提交") == instead("提交")
    assert await college.state() == "draft"
    await press_there(college, "李雷", "提交")

    assert await college.state() == "pending"


async def test_a_draft_begun_on_the_other_platform_is_shown_here_to_be_pressed(college):
    await join_dingtalk(college, "李雷")
    await college.say("李雷", "请事假 明天下午 家里有事")

    await claims(college, "李雷", "提交")
    await press_there(college, "李雷", "提交")

    assert await college.state() == "pending"
    shown = await all_cards(college, "李雷")
    assert shown["wecom"][-1].buttons == shown["dingtalk"][-1].buttons


@pytest.mark.parametrize("words", ["销假", "关联 1 新人", "用钉钉收", "用企业微信收"])
async def test_what_has_no_card_waits_for_the_other_platform(college, words):
    await join_dingtalk(college, "李雷")
    give_role(college, "hr", "李雷")

    assert await claims(college, "李雷", words) == [
        "没有办理：在这里打字还不能确认是您本人。请换另一个平台办，或联系人事处。"
    ]
    assert await college.one("select count(*) from people where receive_on is not null") == 0


async def test_what_changes_nothing_is_answered_as_usual(waiting):
    for words, answer in (
        ("余额", "年假：可用"),
        ("待办", "等您审批 1 张"),
        ("进度 1001", "单号 QJ-1001，李雷的事假"),
        ("帮助", "我可以为您办"),
        ("同意", "单号 QJ-1001，李雷的事假"),
        ("同意 9999", "没找到这张单"),
    ):
        assert (await claims(waiting, "赵组长", words))[0].startswith(answer)


async def test_what_is_decided_already_is_told_as_usual(waiting):
    await type_there(waiting, "赵组长", "同意 1001")

    assert (await claims(waiting, "赵组长", "同意 1001"))[0].startswith("这张单您已在")


async def test_without_a_card_here_one_is_made_from_the_facts(college):
    await college.asks_leave()
    await join_dingtalk(college, "赵组长", "李雷")

    await claims(college, "赵组长", "同意 1001")
    await press_there(college, "赵组长", "同意")

    assert await college.one("select count(*) from report.decisions") == 1
    assert DINGTALK.platform in await all_cards(college, "赵组长")
    assert (await college.card(on_dingtalk("赵组长"))).closing == "已由 赵组长 于 3月4日 09:00 同意"
