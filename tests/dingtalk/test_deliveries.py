"""What becomes of a text and of its recipient, and how what was said is taken back."""

import asyncio
import json

import pytest

from adapters.dingtalk import deliveries as paths
from adapters.dingtalk import work_notices
from adapters.ports import (
    PlatformBusy,
    PlatformMisconfigured,
    PlatformRefused,
    PlatformUncertain,
    Recall,
    Receipt,
    RecipientUnreachable,
    SendCard,
    SendText,
    UpdateCard,
)
from tests.dingtalk.delivering import CARD, SENT, WEBHOOK, bodies
from tests.dingtalk.stand_in import word

# Texts


async def test_a_text_is_said_by_the_robot_and_its_number_kept(dingtalk, deliveries):
    receipt = await deliveries.deliver(SendText(to="li4", text="您好", serial=5))

    assert receipt == Receipt("K1")
    assert bodies(dingtalk, paths.SEND) == [
        {"robotCode": "dingrobot", "userIds": ["li4"], "msgKey": "sampleText", "msgParam": '{"content":"您好"}'}
    ]


async def test_one_reminder_for_many_people_is_one_call(dingtalk, deliveries):
    texts = [SendText(to=f"u{number}", text="请交日报", serial=number) for number in range(20)]

    receipts = await asyncio.gather(*map(deliveries.deliver, texts))

    assert [len(body["userIds"]) for body in bodies(dingtalk, paths.SEND)] == [20]
    assert {receipt.platform_message_id for receipt in receipts} == {"shared:K1"}


async def test_a_text_for_a_group_goes_to_the_group(dingtalk, deliveries):
    receipt = await deliveries.deliver(SendText(to="group:cidAbc==", text="大家好", serial=1))

    assert receipt == Receipt("G1")
    (body,) = bodies(dingtalk, paths.SEND_TO_GROUP)
    assert (body["openConversationId"], body["msgKey"]) == ("cidAbc==", "sampleText")
    assert dingtalk.calls(paths.SEND) == []


@pytest.mark.parametrize("to", ["li4", "group:cidAbc=="])
async def test_an_answer_goes_into_the_chat_it_belongs_to(to, dingtalk, deliveries):
    right = f"{dingtalk.base}{WEBHOOK}?session=0f1e"

    receipt = await deliveries.deliver(SendText(to=to, text="收到 @所有人", serial=7, reply_right=right))

    assert receipt == Receipt()
    assert bodies(dingtalk, WEBHOOK) == [{"msgtype": "text", "text": {"content": "收到 @所有人"}, "msgUuid": "7-0"}]
    assert dingtalk.calls(WEBHOOK)[0].query == {"session": "0f1e"}
    assert len(dingtalk.asked) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        {"errcode": 300001, "errmsg": "session 不存在"},
        {"errcode": "300001", "errmsg": "session 不存在"},
        {"errcode": 660026, "errmsg": "too many"},
        {"errcode": 310000, "errmsg": "keywords not in content"},
        {"errcode": 400102, "errmsg": "robot stopped"},
        {"errcode": -1, "errmsg": "system busy"},
    ],
)
async def test_an_answer_that_the_chat_refuses_goes_the_ordinary_way_in_the_same_delivery(
    refusal, dingtalk, deliveries
):
    dingtalk.lay(WEBHOOK, refusal)
    right = f"{dingtalk.base}{WEBHOOK}?session=0f1e"

    assert await deliveries.deliver(SendText(to="li4", text="收到", serial=7, reply_right=right)) == Receipt("K1")
    group = SendText(to="group:cid1", text="收到", serial=8, reply_right=right)
    assert await deliveries.deliver(group) == Receipt("G1")


async def test_an_answer_is_never_sent_to_a_foreign_host(dingtalk, deliveries):
    right = "https://evil.example/robot/sendBySession?session=1"

    assert await deliveries.deliver(SendText(to="li4", text="收到", serial=7, reply_right=right)) == Receipt("K1")
    assert [asked.path for asked in dingtalk.asked] == [paths.SEND]


async def test_an_answer_whose_fate_is_unknown_is_not_said_a_second_time(dingtalk, deliveries):
    dingtalk.lay(WEBHOOK, {"errcode": 15, "errmsg": "timeout"})
    right = f"{dingtalk.base}{WEBHOOK}?session=0f1e"

    with pytest.raises(PlatformUncertain):
        await deliveries.deliver(SendText(to="li4", text="收到", serial=7, reply_right=right))

    assert dingtalk.calls(paths.SEND) == []


async def test_a_long_text_that_broke_off_goes_on_where_it_was(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, {**SENT}, word("send.too.fast"), {**SENT, "processQueryKey": "K2"})
    outgoing = SendText(to="li4", text="汉字\n" * 1_800, serial=1)

    with pytest.raises(PlatformBusy):
        await deliveries.deliver(outgoing)
    receipt = await deliveries.deliver(outgoing)

    said = [json.loads(body["msgParam"])["content"][:5] for body in bodies(dingtalk, paths.SEND)]
    assert said == ["(1/2)", "(2/2)", "(2/2)"]
    assert receipt == Receipt("K1,K2")


async def test_each_part_of_a_long_answer_has_a_number_of_its_own(dingtalk, deliveries):
    right = f"{dingtalk.base}{WEBHOOK}?session=0f1e"

    await deliveries.deliver(SendText(to="li4", text="汉字\n" * 1_800, serial=7, reply_right=right))

    assert [body["msgUuid"] for body in bodies(dingtalk, WEBHOOK)] == ["7-0", "7-1"]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ({**SENT, "invalidStaffIdList": ["li4"]}, RecipientUnreachable),
        ({**SENT, "flowControlledStaffIdList": ["LI4"]}, PlatformBusy),
        (word("staffId.notExisted"), RecipientUnreachable),
        (word("invalidParameter.robotCode.notExsit"), PlatformMisconfigured),
        (word("send.too.fast"), PlatformBusy),
        (word("unknown.send.result", 500), PlatformUncertain),
        (word("invalidParameter.msgParam.invalid"), PlatformRefused),
    ],
)
async def test_each_way_to_fail_says_who_must_act(answer, failure, dingtalk, deliveries):
    dingtalk.lay(paths.SEND, answer)

    with pytest.raises(failure):
        await deliveries.deliver(SendText(to="li4", text="您好", serial=1))


# Taking back


async def test_what_the_robot_said_is_taken_back_in_one_call(dingtalk, deliveries):
    receipt = await deliveries.deliver(Recall(to="li4", platform_message_id="K1,K2", serial=1))

    assert bodies(dingtalk, paths.TAKE_BACK) == [{"robotCode": "dingrobot", "processQueryKeys": ["K1", "K2"]}]
    assert receipt == Receipt("K1,K2")


async def test_what_was_said_to_a_group_is_taken_back_there(dingtalk, deliveries):
    await deliveries.deliver(Recall(to="group:cid1", platform_message_id="G1", serial=1))

    assert bodies(dingtalk, paths.TAKE_BACK_FROM_GROUP) == [
        {"robotCode": "dingrobot", "openConversationId": "cid1", "processQueryKeys": ["G1"]}
    ]


async def test_a_notice_is_taken_back_as_a_notice(dingtalk, deliveries):
    await deliveries.deliver(Recall(to="li4", platform_message_id="notice:25", serial=1))

    assert bodies(dingtalk, work_notices.RECALL) == [{"agent_id": 123456, "msg_task_id": 25}]


async def test_what_others_got_by_the_same_call_is_not_taken_from_them(dingtalk, deliveries):
    receipt = await deliveries.deliver(Recall(to="li4", platform_message_id="shared:K1", serial=1))

    assert dingtalk.asked == []
    assert "不能单独撤回" in receipt.notes[0]


async def test_what_is_too_old_to_be_taken_back_is_done_with_a_note(dingtalk, deliveries):
    dingtalk.lay(paths.TAKE_BACK, {"successResult": [], "failedResult": {"K1": "must-not-be-seen"}})

    receipt = await deliveries.deliver(Recall(to="li4", platform_message_id="K1", serial=1))

    assert receipt.notes == (paths.NOT_TAKEN_BACK,)


# Recipients


@pytest.mark.parametrize("to", ["@all", "li4,wang5", "li4;IM_GROUP.cid", "", "部门", "a b", "x" * 65, "group:"])
@pytest.mark.parametrize("kind", ["text", "card", "update"])
async def test_nothing_is_ever_sent_to_everybody(to, kind, dingtalk, deliveries):
    outgoing = {
        "text": SendText(to=to, text="x", serial=1),
        "card": SendCard(to=to, card_id="c", card=CARD, serial=1),
        "update": UpdateCard(to=to, card_id="c", card=CARD, handle=None, serial=1),
    }[kind]

    with pytest.raises(PlatformRefused, match="recipient"):
        await deliveries.deliver(outgoing)

    assert dingtalk.asked == []


async def test_a_card_is_never_shown_to_a_group(dingtalk, deliveries):
    with pytest.raises(PlatformRefused, match="recipient"):
        await deliveries.deliver(SendCard(to="group:cid1", card_id="c", card=CARD, serial=1))
