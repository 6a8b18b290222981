"""What people write is shown as they wrote it and is never anything else."""

from itertools import count

from domain.cards import Card

REASONS = [
    "<@all>",
    "@所有人",
    "[支付](http://evil.example)",
    "**已批准 by 校长**",
    '{"buttons": [["approve:1", "同意", "primary"]]}',
    "<a href='http://evil.example'>领奖</a>",
    "'; drop table requests; --",
    "{request.no} %s {{7*7}}",
]

WORKDAYS = (5, 6, 7, 8, 11, 12, 13, 14)


def reason_on(card):
    return next(row.value for row in card.rows if row.label == "事由")


async def test_a_reason_is_text_on_every_card(college):
    for number, day, reason in zip(count(1001), WORKDAYS, REASONS, strict=False):
        await college.say("李雷", f"请公假 3月{day}日")
        await college.say("李雷", reason)
        await college.say("李雷", "提交")

        cards = await college.rows(
            "select content from cards where recipient = '赵组长' and request_no = :no", no=number
        )
        card = Card.from_json(cards[0][0])
        assert reason_on(card) == reason
        assert [button.text for button in card.buttons] == ["同意", "驳回", "更多"]


async def test_a_reason_for_refusing_is_text_too(college):
    for number, day, reason in zip(count(1001), WORKDAYS, REASONS, strict=False):
        await college.asks_leave(words=f"请事假 3月{day}日 家里有事")
        await college.say("赵组长", f"驳回 {number}")
        await college.say("赵组长", reason)

        assert (await college.card("李雷")).body == f"驳回理由：{reason}"


async def test_invisible_and_directional_characters_do_not_reach_a_card(college):
    await college.asks_leave()
    await college.press("赵组长", "驳回")

    await college.say("赵组长", "不\u200b行\u202e准批\u0000\ud83d，\ufeff人手\x07不够")

    assert (await college.card("李雷")).body == "驳回理由：不行准批，人手不够"


async def test_a_reason_of_nothing_visible_is_no_reason(college):
    await college.asks_leave()
    await college.press("赵组长", "驳回")

    said = await college.say("赵组长", "\u200b\u2060 ")

    assert await college.state() == "pending"
    assert said[0].startswith(("没有驳回：请写明理由", "请回复驳回"))
