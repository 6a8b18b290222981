"""What becomes of a delivery and of its recipient."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.dingtalk import deliveries as paths
from adapters.dingtalk import template_cards, work_notices
from adapters.dingtalk.capability import Capabilities, card_callback_secret
from adapters.dingtalk.deliveries import Deliveries
from adapters.links import Links
from adapters.ports import (
    HandleSpent,
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
from domain.cards import Button, Card
from domain.events import Source
from tests.dingtalk.stand_in import OK, SECRET, StandIn, word

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)  # the 25th in China
LINKS = Links("https://bot.example.edu.cn", b"s" * 32)
SOURCE = Source("dingtalk", "students")
WEBHOOK = "/robot/sendBySession"
SENT = {"processQueryKey": "K1", "invalidStaffIdList": [], "flowControlledStaffIdList": [], "filteredStaffIdList": []}
SHOWN = {
    "success": True,
    "result": {"outTrackId": "r-1", "deliverResults": [{"spaceId": "li4", "success": True, "carrierId": "C1"}]},
}
CARD = Card(title="请假申请", body="家里有事", buttons=(Button("approve:3", "同意"), Button("reject:3", "驳回")))
CLOSED = Card(title="请假申请", closing="已由 李主任 同意", is_final=True)


@pytest.fixture(autouse=True)
def _answers(dingtalk) -> None:
    dingtalk.lay(paths.SEND, SENT)
    dingtalk.lay(paths.SEND_TO_GROUP, {"processQueryKey": "G1"})
    dingtalk.lay(template_cards.CREATE, SHOWN)
    dingtalk.lay(work_notices.SEND, {**OK, "task_id": 25})
    dingtalk.lay(work_notices.RESULT, {**OK, "send_result": {"unread_user_id_list": ["li4"]}})


@pytest.fixture
async def new_deliveries(new_settings, new_client) -> AsyncIterator[Callable[..., Deliveries]]:
    made: list[Deliveries] = []

    def make(**changes) -> Deliveries:
        given = {"robot_code": "dingrobot"} | changes
        client = new_client(**given)
        made.append(Deliveries(client, new_settings(**given), LINKS, lambda: NOW, looks=(0.0, 0.0)))
        return made[-1]

    yield make
    for deliveries in made:
        await deliveries.aclose()


@pytest.fixture
def deliveries(new_deliveries) -> Deliveries:
    return new_deliveries()


@pytest.fixture
def templated(new_deliveries) -> Deliveries:
    return new_deliveries(card_template_id="tpl.schema")


def bodies(dingtalk: StandIn, path: str) -> list[dict]:
    return [asked.body for asked in dingtalk.calls(path)]


def notices_of(dingtalk: StandIn) -> list[str]:
    return [body["msg"]["text"]["content"] for body in bodies(dingtalk, work_notices.SEND)]


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


# Work notices


@pytest.mark.parametrize(
    "answer",
    [
        {**SENT, "filteredStaffIdList": ["li4"]},
        word("robot.oto.notExist"),
        word("chatbotId.notAllow.sendOTO"),
    ],
)
async def test_whom_the_robot_cannot_reach_gets_a_work_notice_and_it_is_told(answer, dingtalk, deliveries):
    dingtalk.lay(paths.SEND, answer)

    receipt = await deliveries.deliver(SendText(to="li4", text="请交日报", serial=1))

    assert receipt.platform_message_id == "notice:25"
    assert "工作通知" in receipt.notes[0]
    assert notices_of(dingtalk) == ["请交日报"]


async def test_a_notice_whose_result_is_not_known_yet_says_so(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, word("robot.oto.notExist"))
    dingtalk.lay(work_notices.RESULT, {**OK, "send_result": {}})

    receipt = await deliveries.deliver(SendText(to="li4", text="请交日报", serial=1))

    assert len(receipt.notes) == 2


async def test_the_same_notice_again_on_the_same_day_of_china_is_numbered(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, word("robot.oto.notExist"))

    for serial in (1, 2):
        await deliveries.deliver(SendText(to="li4", text="请交日报", serial=serial))

    assert notices_of(dingtalk) == ["请交日报", "请交日报 （11月25日 第2次）"]


async def test_a_notice_that_another_process_has_sent_today_gets_the_next_number(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, word("robot.oto.notExist"))
    same = {**OK, "send_result": {"forbidden_list": [{"code": "143106", "count": 1, "userid": "li4"}]}}
    dingtalk.lay(work_notices.RESULT, same, {**OK, "send_result": {"unread_user_id_list": ["li4"]}})

    receipt = await deliveries.deliver(SendText(to="li4", text="请交日报", serial=1))

    assert receipt.platform_message_id == "notice:25"
    assert notices_of(dingtalk) == ["请交日报", "请交日报 （11月25日 第2次）"]


async def test_a_notice_that_is_shown_no_more_is_given_up_after_a_few_numbers(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, word("robot.oto.notExist"))
    dingtalk.lay(work_notices.RESULT, {**OK, "send_result": {"forbidden_list": [{"code": "143106", "userid": "li4"}]}})

    with pytest.raises(PlatformRefused, match="143106"):
        await deliveries.deliver(SendText(to="li4", text="请交日报", serial=1))

    assert len(notices_of(dingtalk)) == paths.MOST_NUMBERS


async def test_a_notice_that_did_not_reach_its_reader_is_a_failure(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, word("robot.oto.notExist"))
    dingtalk.lay(work_notices.RESULT, {**OK, "send_result": {"invalid_user_id_list": ["li4"]}})

    with pytest.raises(RecipientUnreachable):
        await deliveries.deliver(SendText(to="li4", text="请交日报", serial=1))


async def test_a_member_out_of_range_whom_no_notice_reaches_either_is_out_of_range(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, {**SENT, "filteredStaffIdList": ["li4"]})
    dingtalk.lay(work_notices.SEND, {"errcode": 33012, "errmsg": "invalid USERID"})

    with pytest.raises(RecipientUnreachable, match="可见范围"):
        await deliveries.deliver(SendText(to="li4", text="请交日报", serial=1))


async def test_the_rest_of_a_long_text_goes_by_notice_when_the_robot_falls_silent(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, SENT, word("robot.oto.notExist"))

    await deliveries.deliver(SendText(to="li4", text="汉字\n" * 1_800, serial=1))

    (text,) = notices_of(dingtalk)
    assert text.startswith("(2/2)")


async def test_a_group_without_the_robot_gets_no_notice(dingtalk, deliveries):
    dingtalk.lay(paths.SEND_TO_GROUP, word("robot.oto.notExist"))

    with pytest.raises(PlatformMisconfigured):
        await deliveries.deliver(SendText(to="group:cid1", text="大家好", serial=1))

    assert notices_of(dingtalk) == []


# Cards with a template


async def test_a_card_is_made_and_shown_in_one_call(dingtalk, templated):
    receipt = await templated.deliver(SendCard(to="Li4", card_id="r-1", card=CARD, serial=1))

    assert receipt == Receipt("C1")
    (body,) = bodies(dingtalk, template_cards.CREATE)
    assert (body["cardTemplateId"], body["outTrackId"], body["callbackType"]) == ("tpl.schema", "r-1", "STREAM")
    assert body["openSpaceId"] == "dtv1.card//IM_ROBOT.Li4"
    assert body["imRobotOpenDeliverModel"] == {"spaceType": "IM_ROBOT", "robotCode": "dingrobot"}
    assert body["imRobotOpenSpaceModel"]["lastMessageI18n"] == {"ZH_CN": "请假申请"}
    assert body["cardData"]["cardParamMap"]["button_count"] == "2"
    assert "callbackRouteKey" not in body
    (shown, _) = json.loads(body["privateData"]["Li4"]["cardParamMap"]["buttons"])
    assert Capabilities(SECRET).holds("r-1", "Li4", shown["action"], shown["key"])


async def test_over_http_the_address_of_clicks_is_registered_once(dingtalk, new_deliveries):
    deliveries = new_deliveries(card_template_id="tpl.schema", mode="http", token="t", aes_key="k")

    for number in (1, 2):
        await deliveries.deliver(SendCard(to="li4", card_id=f"r-{number}", card=CARD, serial=number))

    assert bodies(dingtalk, "/v1.0/card/callbacks/register") == [
        {
            "callbackRouteKey": "dutybell-students",
            "callbackUrl": "https://bot.example.edu.cn/callback/dingtalk/students",
            "apiSecret": card_callback_secret(SECRET),
            "forceUpdate": True,
        }
    ]
    created = bodies(dingtalk, template_cards.CREATE)
    assert [(body["callbackType"], body["callbackRouteKey"]) for body in created] == [("HTTP", "dutybell-students")] * 2


async def test_a_card_that_is_there_already_is_a_success(dingtalk, templated):
    dingtalk.lay(template_cards.CREATE, word("param.cardAlreadyExist"))

    assert await templated.deliver(SendCard(to="li4", card_id="r-1", card=CARD, serial=1)) == Receipt()
    assert dingtalk.calls(template_cards.DELIVER) == []


@pytest.mark.parametrize(
    ("said", "failure"),
    [
        ("spaceId is illegal", RecipientUnreachable),
        ("", RecipientUnreachable),
        ("qps limit", PlatformBusy),
        ("触发流控，请稍后再试", PlatformBusy),
    ],
)
async def test_a_card_that_was_made_and_not_shown_is_a_failure(said, failure, dingtalk, templated):
    results = [{"spaceId": "li4", "success": False, "errorMsg": said}]
    dingtalk.lay(template_cards.CREATE, {"success": True, "result": {"deliverResults": results}})

    with pytest.raises(failure):
        await templated.deliver(SendCard(to="li4", card_id="r-1", card=CARD, serial=1))


async def test_a_card_that_was_made_and_not_shown_is_shown_the_next_time(dingtalk, templated):
    failed = {"success": True, "result": {"deliverResults": [{"success": "false", "errorMsg": "busy"}]}}
    dingtalk.lay(template_cards.CREATE, failed, word("param.cardAlreadyExist"))
    dingtalk.lay(template_cards.DELIVER, {"success": True, "result": [{"success": True, "carrierId": "C2"}]})
    outgoing = SendCard(to="li4", card_id="r-1", card=CARD, serial=1)

    with pytest.raises(PlatformBusy):
        await templated.deliver(outgoing)

    assert await templated.deliver(outgoing) == Receipt("C2")
    (body,) = bodies(dingtalk, template_cards.DELIVER)
    assert (body["outTrackId"], body["openSpaceId"]) == ("r-1", "dtv1.card//IM_ROBOT.li4")


@pytest.mark.parametrize("code", ["param.templateNotExist", "param.templateUnpublished"])
async def test_a_template_that_is_missing_is_for_it_to_mend(code, dingtalk, templated):
    dingtalk.lay(template_cards.CREATE, word(code))

    with pytest.raises(PlatformMisconfigured, match="card_template_id"):
        await templated.deliver(SendCard(to="li4", card_id="r-1", card=CARD, serial=1))


async def test_a_card_is_redrawn_in_place_without_any_right(dingtalk, templated):
    receipt = await templated.deliver(UpdateCard(to="li4", card_id="r-1", card=CLOSED, handle=None, serial=1))

    assert receipt == Receipt()
    (asked,) = dingtalk.calls(template_cards.UPDATE)
    assert asked.method == "PUT"
    assert asked.body["cardUpdateOptions"] == {"updateCardDataByKey": True, "updatePrivateDataByKey": True}
    assert asked.body["cardData"]["cardParamMap"]["closing"] == "已由 李主任 同意"
    own = asked.body["privateData"]["li4"]["cardParamMap"]
    assert own == {"buttons": "[]", "waiting": "false", "waiting_text": ""}


async def test_a_card_that_the_platform_does_not_know_cannot_be_redrawn(dingtalk, templated):
    dingtalk.lay(template_cards.UPDATE, word("param.cardNotExist"))

    with pytest.raises(HandleSpent, match="cardNotExist"):
        await templated.deliver(UpdateCard(to="li4", card_id="r-1", card=CLOSED, handle=None, serial=1))


async def test_a_card_whose_number_would_be_a_second_space_is_refused(dingtalk, templated):
    with pytest.raises(PlatformRefused):
        await templated.deliver(SendCard(to="li4", card_id="r-1;IM_GROUP.cid", card=CARD, serial=1))

    assert dingtalk.asked == []


# Cards without a template


async def test_without_a_template_a_card_has_links_for_its_one_reader(dingtalk, deliveries):
    receipt = await deliveries.deliver(SendCard(to="li4", card_id="r-1", card=CARD, serial=1))

    assert receipt == Receipt("K1")
    (body,) = bodies(dingtalk, paths.SEND)
    assert (body["userIds"], body["msgKey"]) == (["li4"], "sampleActionCard6")
    address = json.loads(body["msgParam"])["buttonUrl1"]
    pressed = LINKS.read(parse_qs(urlsplit(address).query)["t"][0], NOW)
    assert pressed is not None
    assert (pressed.source, pressed.card_id, pressed.user_id, pressed.action) == (SOURCE, "r-1", "li4", "approve:3")
    assert pressed.expires_at - NOW >= timedelta(hours=72)


async def test_without_a_template_a_new_card_takes_the_place_of_the_old_one(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, {**SENT, "processQueryKey": "K2"})
    outgoing = UpdateCard(to="li4", card_id="r-1", card=CLOSED, handle=None, serial=1, shown_id="K1")

    assert await deliveries.deliver(outgoing) == Receipt("K2")
    assert [asked.path for asked in dingtalk.asked] == [paths.TAKE_BACK, paths.SEND]
    assert bodies(dingtalk, paths.TAKE_BACK) == [{"robotCode": "dingrobot", "processQueryKeys": ["K1"]}]


@pytest.mark.parametrize("answer", [word("system.error", 500), word("x.y"), {"failedResult": {"K1": "too old"}}])
async def test_an_old_card_that_stays_does_not_hold_the_new_one_back(answer, dingtalk, deliveries):
    dingtalk.lay(paths.TAKE_BACK, answer)
    outgoing = UpdateCard(to="li4", card_id="r-1", card=CLOSED, handle=None, serial=1, shown_id="K1")

    assert await deliveries.deliver(outgoing) == Receipt("K1")


async def test_cards_that_read_alike_are_never_one_call_for_two(dingtalk, deliveries):
    cards = [SendCard(to=to, card_id=f"r-{to}", card=CLOSED, serial=1) for to in ("a", "b")]

    receipts = await asyncio.gather(*map(deliveries.deliver, cards))

    assert sorted(body["userIds"] for body in bodies(dingtalk, paths.SEND)) == [["a"], ["b"]]
    assert receipts == [Receipt("K1")] * 2


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
