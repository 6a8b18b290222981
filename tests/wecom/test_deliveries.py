"""What becomes of a delivery and of its recipient."""

import pytest

from adapters.ports import (
    HandleSpent,
    PlatformBusy,
    PlatformRefused,
    PlatformUncertain,
    Recall,
    RecipientUnreachable,
    SendCard,
    SendText,
    UpdateCard,
)
from adapters.wecom.deliveries import Deliveries
from domain.cards import Button, Card
from tests.wecom.stand_in import OK

SEND = "/cgi-bin/message/send"
UPDATE = "/cgi-bin/message/update_template_card"
RECALL = "/cgi-bin/message/recall"

CARD = Card(title="请假申请", buttons=(Button("approve:3", "同意"),))
CLOSED = Card(title="请假申请", closing="已由 李主任 同意")


@pytest.fixture
def deliveries(client) -> Deliveries:
    return Deliveries(client, 1000002, "https://bot.example.edu.cn")


async def test_a_text_is_sent_and_its_number_kept(wecom, deliveries):
    wecom.lay(SEND, {**OK, "msgid": "M1"})

    receipt = await deliveries.deliver(SendText(to="Zhang3", text="<a href=x>您好", serial=5))

    assert receipt.platform_message_id == "M1"
    assert receipt.handles == ()
    (asked,) = wecom.calls(SEND)
    assert asked.body == {
        "touser": "Zhang3",
        "msgtype": "text",
        "agentid": 1000002,
        "text": {"content": "＜a href=x>您好"},
        "enable_id_trans": 0,
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 185,
    }


async def test_a_card_brings_back_the_right_to_redraw_it(wecom, deliveries):
    wecom.lay(SEND, {**OK, "msgid": "M1", "response_code": "RC1"})

    receipt = await deliveries.deliver(SendCard(to="li4", card_id="r-1", card=CARD, serial=1))

    assert (receipt.platform_message_id, receipt.handles) == ("M1", ("RC1",))
    assert wecom.calls(SEND)[0].body["template_card"]["task_id"] == "r-1"


async def test_a_card_without_buttons_brings_none(wecom, deliveries):
    wecom.lay(SEND, {**OK, "msgid": "M1"})

    assert (await deliveries.deliver(SendCard(to="li4", card_id="r-1", card=CLOSED, serial=1))).handles == ()


async def test_the_repeat_of_a_delivery_is_the_same_to_the_byte(wecom, deliveries):
    for serial in (9, 9, 10):
        await deliveries.deliver(SendCard(to="li4", card_id="r-1", card=CARD, serial=serial))

    first, repeat, other = (asked.raw for asked in wecom.calls(SEND))
    assert first == repeat != other


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({**OK, "invaliduser": "li4"}, "invaliduser"),
        ({**OK, "invaliduser": "a|li4|b", "msgid": "M"}, "invaliduser"),
        ({**OK, "unlicenseduser": "li4"}, "unlicenseduser"),
        ({"errcode": 81013, "errmsg": "user & party & tag all invalid", "invaliduser": "li4"}, "81013"),
        ({"errcode": 40003, "errmsg": "invalid userid"}, "40003"),
        ({"errcode": 60111, "errmsg": "userid not found"}, "60111"),
    ],
)
async def test_a_recipient_who_was_not_reached_is_named_although_the_platform_says_ok(answer, code, wecom, deliveries):
    wecom.lay(SEND, answer)

    with pytest.raises(RecipientUnreachable) as caught:
        await deliveries.deliver(SendText(to="Li4", text="x", serial=1))

    assert caught.value.code == code


async def test_somebody_else_who_was_not_reached_is_not_our_recipient(wecom, deliveries):
    wecom.lay(SEND, {**OK, "invaliduser": "li40|xli4", "unlicenseduser": "", "msgid": "M"})

    assert (await deliveries.deliver(SendText(to="Li4", text="x", serial=1))).platform_message_id == "M"


async def test_a_card_is_redrawn_for_one_member_with_the_right_that_was_kept(wecom, deliveries):
    wecom.lay(UPDATE, {**OK, "invaliduser": []})

    receipt = await deliveries.deliver(UpdateCard(to="Li4", card_id="r-1", card=CLOSED, handle="RC1", serial=1))

    body = wecom.calls(UPDATE)[0].body
    assert (body["userids"], body["agentid"], body["response_code"]) == (["Li4"], 1000002, "RC1")
    assert body["template_card"]["replace_text"] == "已由 李主任 同意"
    assert receipt.handles == ()


async def test_a_card_whose_reader_is_gone_is_given_up(wecom, deliveries):
    wecom.lay(UPDATE, {**OK, "invaliduser": ["li4"]})

    with pytest.raises(RecipientUnreachable):
        await deliveries.deliver(UpdateCard(to="Li4", card_id="r-1", card=CLOSED, handle="RC1", serial=1))


@pytest.mark.parametrize("handle", [None, ""])
async def test_without_a_right_nothing_is_asked(handle, wecom, deliveries):
    with pytest.raises(HandleSpent):
        await deliveries.deliver(UpdateCard(to="li4", card_id="r-1", card=CLOSED, handle=handle, serial=1))

    assert wecom.asked == []


async def test_a_right_that_is_used_up_is_told_as_such(wecom, deliveries):
    wecom.lay(UPDATE, {"errcode": 60140, "errmsg": "invalid response_code"})

    with pytest.raises(HandleSpent, match="60140"):
        await deliveries.deliver(UpdateCard(to="li4", card_id="r-1", card=CLOSED, handle="RC1", serial=1))


async def test_a_text_is_taken_back(wecom, deliveries):
    receipt = await deliveries.deliver(Recall(to="li4", platform_message_id="M1,M2", serial=1))

    assert [asked.body for asked in wecom.calls(RECALL)] == [{"msgid": "M1"}, {"msgid": "M2"}]
    assert receipt.notes == ()


async def test_what_is_too_old_to_be_taken_back_is_done_with_a_note(wecom, deliveries):
    wecom.lay(RECALL, {"errcode": 42052, "errmsg": "too old"})

    receipt = await deliveries.deliver(Recall(to="li4", platform_message_id="M1", serial=1))

    assert receipt.notes == ("消息已超过 24 小时，不能撤回",)


async def test_another_fault_of_a_recall_is_not_hidden(wecom, deliveries):
    wecom.lay(RECALL, {"errcode": 40058, "errmsg": "another app"})

    with pytest.raises(PlatformRefused, match="40058"):
        await deliveries.deliver(Recall(to="li4", platform_message_id="M1", serial=1))


@pytest.mark.parametrize("to", ["@all", "li4|wang5", "", "部门"])
@pytest.mark.parametrize("kind", ["text", "card", "update"])
async def test_nothing_is_ever_sent_to_everybody(to, kind, wecom, deliveries):
    outgoing = {
        "text": SendText(to=to, text="x", serial=1),
        "card": SendCard(to=to, card_id="c", card=CARD, serial=1),
        "update": UpdateCard(to=to, card_id="c", card=CARD, handle="RC", serial=1),
    }[kind]

    with pytest.raises(PlatformRefused, match="touser"):
        await deliveries.deliver(outgoing)

    assert wecom.asked == []


async def test_a_card_that_the_platform_would_refuse_is_refused_here(wecom, deliveries):
    with pytest.raises(PlatformRefused, match="42014"):
        await deliveries.deliver(SendCard(to="li4", card_id="单号", card=CARD, serial=1))

    assert wecom.asked == []


async def test_the_parts_of_a_long_text_go_out_in_their_order(wecom, deliveries):
    wecom.lay(SEND, {**OK, "msgid": "M1"}, {**OK, "msgid": "M2"})

    receipt = await deliveries.deliver(SendText(to="li4", text="汉字\n" * 500, serial=1))

    contents = [asked.body["text"]["content"] for asked in wecom.calls(SEND)]
    assert [content[:6] for content in contents] == ["(1/2)\n", "(2/2)\n"]
    assert receipt.platform_message_id == "M1,M2"


async def test_a_long_text_that_broke_off_goes_on_where_it_was(wecom, deliveries):
    wecom.lay(
        SEND, {**OK, "msgid": "M1"}, {"errcode": 45009, "errmsg": "freq"}, {**OK, "msgid": "M2"}, {**OK, "msgid": "M3"}
    )
    outgoing = SendText(to="li4", text="汉字\n" * 800, serial=1)

    with pytest.raises(PlatformBusy):
        await deliveries.deliver(outgoing)
    receipt = await deliveries.deliver(outgoing)

    parts = [asked.body["text"]["content"][:5] for asked in wecom.calls(SEND)]
    assert parts == ["(1/3)", "(2/3)", "(2/3)", "(3/3)"]
    assert receipt.platform_message_id == "M1,M2,M3"


async def test_an_answer_without_a_number_is_a_success_all_the_same(wecom, deliveries):
    wecom.lay(SEND, {**OK, "msgid": 5, "response_code": None})

    receipt = await deliveries.deliver(SendCard(to="li4", card_id="c", card=CARD, serial=1))

    assert (receipt.platform_message_id, receipt.handles) == (None, ())


async def test_a_send_whose_answer_is_lost_is_uncertain(wecom, deliveries):
    from aiohttp import web

    wecom.lay(SEND, lambda _: web.Response(status=502))

    with pytest.raises(PlatformUncertain):
        await deliveries.deliver(SendText(to="li4", text="x", serial=1))

    assert len(wecom.calls(SEND)) == 1
