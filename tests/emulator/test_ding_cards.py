"""Interactive cards on the emulated DingTalk: creating, redrawing, and what a press sets off."""

import base64
import hashlib
import hmac
import json

import pytest
from aiohttp import web

from emulator.dingtalk.cards import TIMED_OUT
from emulator.dingtalk.ledger import Outcome
from emulator.phone.phone import NotPossible
from tests.emulator.ding_place import CARD_TOPIC, CLIENT, CORP, DRAFT_TEMPLATE, GROUP, ROBOT_TOPIC, TEMPLATE, opened

CREATE_AND_DELIVER = "/v1.0/card/instances/createAndDeliver"
CARD = "/v1.0/card/instances"
BUTTONS = [
    {"text": "同意", "action": "agree:1", "style": "primary", "key": "k1"},
    {"text": "驳回", "action": "reject:1", "style": "danger", "key": "k2"},
    {"text": "没有这种样式", "action": "x:1", "style": "purple", "key": "k3"},
]
PARAMS = {
    "title": "请假申请",
    "subtitle": "张三",
    "rows": json.dumps([{"label": "类型", "value": "事假"}]),
    "body": "三天",
    "closing": "",
    "is_final": "false",
    "button_count": "2",
}
WAITING = {
    "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
    "userPrivateData": {"cardParamMap": {"waiting": "true", "waiting_text": "正在处理…"}},
}


@pytest.fixture
async def place():
    async with opened() as place:
        yield place


def card(out_track_id="c1", to="zhang3", **changes):
    return {
        "cardTemplateId": TEMPLATE,
        "outTrackId": out_track_id,
        "callbackType": "STREAM",
        "cardData": {"cardParamMap": PARAMS},
        "privateData": {to: {"cardParamMap": {"buttons": json.dumps(BUTTONS)}}},
        "openSpaceId": f"dtv1.card//IM_ROBOT.{to}",
        "imRobotOpenSpaceModel": {"supportForward": False},
        "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT", "robotCode": CLIENT},
    } | changes


async def update(place, out_track_id="c1", **changes):
    return await place.new("PUT", CARD, {"outTrackId": out_track_id} | changes)


def by_key(**params):
    return {"cardData": {"cardParamMap": params}, "cardUpdateOptions": {"updateCardDataByKey": True}}


async def test_a_card_stands_in_the_chat_as_the_template_draws_it(place):
    answer = await place.post(CREATE_AND_DELIVER, card())

    assert answer["success"]
    (delivered,) = answer["result"]["deliverResults"]
    assert (delivered["success"], delivered["spaceType"], delivered["spaceId"]) == (True, "IM_ROBOT", "zhang3")
    look = place.phone.card("zhang3", "c1")
    assert (look.title, look.subtitle, look.rows, look.body) == ("请假申请", "张三", (("类型", "事假"),), "三天")
    assert [(button.text, button.action, button.key) for button in look.buttons] == [
        ("同意", "agree:1", "k1"),
        ("驳回", "reject:1", "k2"),
    ]


async def test_a_card_can_be_created_first_and_delivered_later(place):
    created = await place.post(CARD, card())
    assert created == {"success": True, "result": "c1"}
    assert place.phone.bubbles("zhang3") == []

    delivered = await place.post(f"{CARD}/deliver", card())

    assert delivered["result"][0]["success"]
    assert place.phone.card("zhang3", "c1").title == "请假申请"


async def test_a_card_that_is_delivered_again_to_the_same_chat_stands_there_once(place):
    await place.post(CREATE_AND_DELIVER, card())

    await place.post(f"{CARD}/deliver", card())

    assert len(place.phone.bubbles("zhang3")) == 1
    assert [row.outcome for row in place.emulator.dingtalk.ledger.sendings] == [Outcome.DELIVERED, Outcome.REPEATED]


def without(name):
    return {key: value for key, value in card().items() if key != name}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (card(out_track_id=""), "param.outTrackIdEmpty"),
        (card(cardTemplateId=""), "param.cardTemplateIdEmpty"),
        (card(cardTemplateId="unknown.schema"), "param.templateNotExist"),
        (card(cardTemplateId=DRAFT_TEMPLATE), "param.templateUnpublished"),
        (without("cardData"), "param.cardPublicDataEmpty"),
        (without("openSpaceId"), "param.openSpaceIdEmpty"),
        (card(openSpaceId="IM_ROBOT.zhang3"), "param.openSpaceIdInvalid"),
        (card(openSpaceId="dtv1.card//IM_ROBOT."), "param.openSpaceIdInvalid"),
        (card(openSpaceId="dtv1.card//IM_ROBOT.nobody"), "param.userIdNotExist"),
        (without("imRobotOpenDeliverModel"), "param.openDeliverModelEmpty"),
        (card(imRobotOpenDeliverModel={"spaceType": "IM_ROBOT", "robotCode": "x"}), "param.openDeliverModelError"),
        (card(cardData={"cardParamMap": {"count": 3}}), "param.cardDataError"),
        (card(cardData={"cardParamMap": {"body": "长" * 342}}), "param.cardDataError"),
        (card(cardData={"cardParamMap": {"k" * 101: "x"}}), "param.cardDataError"),
        (card(callbackType="stream"), "param.callbackRouteKeyNotExist"),
        (card(callbackType="HTTP", callbackRouteKey="unknown"), "param.callbackRouteKeyNotExist"),
    ],
)
async def test_a_wrong_card_is_refused_and_nobody_sees_it(place, body, code):
    assert await place.refused(CREATE_AND_DELIVER, body) == code
    assert place.phone.bubbles("zhang3") == []


async def test_a_card_id_can_be_used_once(place):
    await place.post(CREATE_AND_DELIVER, card())

    assert await place.refused(CREATE_AND_DELIVER, card(cardData={"cardParamMap": {}})) == "param.cardAlreadyExist"
    assert len(place.phone.bubbles("zhang3")) == 1


async def test_each_place_that_cannot_be_reached_fails_on_its_own(place):
    spaces = f"dtv1.card//IM_ROBOT.zhang3;IM_ROBOT.alumnus;im_group.{GROUP}"
    body = card(openSpaceId=spaces, imGroupOpenDeliverModel={"robotCode": CLIENT})

    answer = await place.post(CREATE_AND_DELIVER, body)

    results = answer["result"]["deliverResults"]
    assert [result["success"] for result in results] == [True, False, True]
    assert results[1]["errorMsg"]
    assert place.phone.group_bubbles(GROUP)[0].card is place.phone.bubbles("zhang3")[0].card


async def test_an_update_by_key_changes_only_what_it_names(place):
    await place.post(CREATE_AND_DELIVER, card())

    status, answer = await update(place, **by_key(closing="已由 李四 同意", is_final="true"))

    assert (status, answer) == (200, {"success": True, "result": True})
    look = place.phone.card("zhang3", "c1")
    assert (look.title, look.closing, look.buttons) == ("请假申请", "已由 李四 同意", ())


async def test_an_update_without_by_key_wipes_everything_else(place):
    await place.post(CREATE_AND_DELIVER, card())

    await update(place, cardData={"cardParamMap": {"closing": "好"}})

    look = place.phone.card("zhang3", "c1")
    assert (look.title, look.closing) == ("", "好")
    assert len(look.buttons) == 2


async def test_everybody_sees_their_own_buttons(place):
    both = {
        "zhang3": {"cardParamMap": {"buttons": json.dumps(BUTTONS[:1])}},
        "li4": {"cardParamMap": {"buttons": json.dumps(BUTTONS[1:])}},
    }
    group = {"openSpaceId": f"dtv1.card//IM_GROUP.{GROUP}", "imGroupOpenDeliverModel": {"robotCode": CLIENT}}
    await place.post(CREATE_AND_DELIVER, card(privateData=both, **group))

    private = {"li4": {"cardParamMap": {"waiting": "true"}}}
    await update(place, privateData=private, cardUpdateOptions={"updatePrivateDataByKey": True})

    assert [button.text for button in place.phone.card("zhang3", "c1").buttons] == ["同意"]
    assert place.phone.card("li4", "c1").is_waiting
    assert place.phone.card("li4", "c1").title == "请假申请"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"outTrackId": "unknown", "cardData": {"cardParamMap": {}}}, "param.cardNotExist"),
        ({"outTrackId": ""}, "param.outTrackIdEmpty"),
        ({"outTrackId": "c1"}, "param.empty"),
        ({"outTrackId": "c1", "cardData": {"cardParamMap": {"is_final": True}}}, "param.cardDataError"),
    ],
)
async def test_a_wrong_update_is_refused(place, body, code):
    await place.post(CREATE_AND_DELIVER, card())

    assert await place.refused(CARD, body, method="PUT") == code


async def test_a_press_is_told_by_stream_and_its_answer_redraws_the_card(place):
    await place.post(CREATE_AND_DELIVER, card())
    await place.bot.listen(CARD_TOPIC)
    place.bot.response = WAITING

    place.phone.press("zhang3", "c1", "agree:1")
    await place.emulator.settled()

    (told,) = place.bot.told
    assert json.loads(told.pop("content")) == {
        "cardPrivateData": {"actionIds": ["press"], "params": {"action": "agree:1", "key": "k1"}}
    }
    assert told == {
        "type": "actionCallback",
        "outTrackId": "c1",
        "corpId": CORP,
        "userId": "zhang3",
        "userIdType": 1,
        "spaceType": "IM_ROBOT",
        "spaceId": "zhang3",
        "extension": "{}",
    }
    look = place.phone.card("zhang3", "c1")
    assert (look.is_waiting, look.waiting_text, look.buttons) == (True, "正在处理…", ())
    assert place.phone.toast("zhang3", "c1") == ""


async def test_an_answer_that_changes_nothing_leaves_the_card_as_it_was(place):
    await place.post(CREATE_AND_DELIVER, card())
    await place.bot.listen(CARD_TOPIC)

    place.phone.press("zhang3", "c1", "agree:1")
    await place.emulator.settled()
    await place.phone.wait("zhang3", place.phone.revision, 0.35)

    assert len(place.phone.card("zhang3", "c1").buttons) == 2
    assert place.phone.toast("zhang3", "c1") == ""


async def test_an_answer_that_comes_too_late_changes_nothing_and_the_phone_says_so(place):
    await place.post(CREATE_AND_DELIVER, card())
    await place.bot.listen(CARD_TOPIC)
    place.bot.response = WAITING
    place.bot.may_answer.clear()

    place.phone.press("zhang3", "c1", "agree:1")
    await place.emulator.settled()
    place.bot.may_answer.set()

    assert place.phone.toast("zhang3", "c1") == TIMED_OUT
    assert len(place.phone.card("zhang3", "c1").buttons) == 2
    place.phone.press("zhang3", "c1", "agree:1")
    assert place.phone.toast("zhang3", "c1") == ""


async def test_nothing_at_all_happens_when_nobody_listens_for_presses(place):
    await place.post(CREATE_AND_DELIVER, card())
    await place.bot.listen(ROBOT_TOPIC)

    place.phone.press("zhang3", "c1", "agree:1")
    await place.emulator.settled()
    await place.phone.wait("zhang3", place.phone.revision, 0.35)

    assert place.bot.told == []
    assert place.phone.toast("zhang3", "c1") == ""
    assert len(place.phone.card("zhang3", "c1").buttons) == 2


async def test_a_card_without_a_callback_tells_nobody(place):
    await place.post(CREATE_AND_DELIVER, without("callbackType"))
    await place.bot.listen(CARD_TOPIC)

    assert place.phone.press("zhang3", "c1", "agree:1") is None
    assert place.emulator.dingtalk.ledger.letters == []


async def test_an_update_during_a_press_is_overtaken_by_the_answer(place):
    await place.post(CREATE_AND_DELIVER, card())
    await place.bot.listen(CARD_TOPIC)
    place.bot.response = by_key(closing="正在处理…")
    place.bot.may_answer.clear()

    place.phone.press("zhang3", "c1", "agree:1")
    await place.bot.heard()
    await update(place, **by_key(closing="已同意"))
    before = place.phone.card("zhang3", "c1").closing
    place.bot.may_answer.set()
    await place.emulator.settled()

    assert (before, place.phone.card("zhang3", "c1").closing) == ("已同意", "正在处理…")


async def test_a_button_that_is_gone_can_only_be_pressed_on_a_slow_phone(place):
    await place.post(CREATE_AND_DELIVER, card())
    await update(place, **by_key(is_final="true"))
    await place.bot.listen(CARD_TOPIC)

    with pytest.raises(NotPossible, match="not there any longer"):
        place.phone.press("zhang3", "c1", "agree:1")
    place.phone.press_stale("zhang3", "c1", "agree:1")

    content = json.loads((await place.bot.heard())["content"])
    assert content["cardPrivateData"]["params"] == {"action": "agree:1", "key": "k1"}


@pytest.mark.parametrize(
    ("userid", "track", "action"), [("zhang3", "c1", "x"), ("zhang3", "c2", "x"), ("li4", "c1", "x")]
)
async def test_what_is_not_there_cannot_be_pressed(place, userid, track, action):
    await place.post(CREATE_AND_DELIVER, card())

    with pytest.raises(NotPossible):
        place.phone.press(userid, track, action)
    with pytest.raises(NotPossible):
        place.phone.press_stale(userid, track, action)


async def test_a_client_that_was_tampered_with_can_send_anything(place):
    await place.post(CREATE_AND_DELIVER, card())
    await place.bot.listen(CARD_TOPIC)

    place.phone.press_forged("zhang3", "c1", {"action": "agree:1", "key": "guessed"})

    content = json.loads((await place.bot.heard())["content"])
    assert content["cardPrivateData"]["params"]["key"] == "guessed"


async def test_people_are_called_by_the_ids_that_the_card_was_created_with(place):
    union_id = place.org.roster.member("zhang3").union_id
    private = {union_id: {"cardParamMap": {"buttons": json.dumps(BUTTONS)}}}
    await place.post(CREATE_AND_DELIVER, card(userIdType=2, privateData=private))
    await place.bot.listen(CARD_TOPIC)

    place.phone.press("zhang3", "c1", "agree:1")
    told = await place.bot.heard()

    assert (told["userId"], told["userIdType"]) == (union_id, 2)
    stranger = {"nobody": {"cardParamMap": {}}}
    assert await place.refused(CARD, card("c2", userIdType=2, privateData=stranger)) == "param.userIdNotExist"


@pytest.fixture
async def address(place):
    """Where the bot takes presses by HTTP."""
    application = web.Application()
    application.router.add_post("/card", place.bot.take_request)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/card"
    registration = {"callbackRouteKey": "rk1", "callbackUrl": url, "apiSecret": "api-secret"}
    await place.post("/v1.0/card/callbacks/register", registration)
    yield url
    await runner.cleanup()


async def test_a_press_is_told_by_http_with_a_signed_time_where_the_card_says_so(place, address):
    await place.post(CREATE_AND_DELIVER, card(callbackType="HTTP", callbackRouteKey="rk1"))
    await place.bot.listen(CARD_TOPIC)
    place.bot.response = WAITING

    place.phone.press("zhang3", "c1", "agree:1")
    await place.emulator.settled()

    (told,), (headers,) = place.bot.told, place.bot.headers
    timestamp = headers["x-ddpaas-signature-timestamp"]
    signature = hmac.new(b"api-secret", timestamp.encode(), hashlib.sha256).digest()
    assert headers["x-ddpaas-signature"] == base64.b64encode(signature).decode()
    assert told["outTrackId"] == "c1"
    assert place.phone.card("zhang3", "c1").is_waiting


async def test_a_refused_press_by_http_ends_in_a_timeout_on_the_phone(place, address):
    await place.post(CREATE_AND_DELIVER, card(callbackType="HTTP", callbackRouteKey="rk1"))
    place.bot.response = None

    place.phone.press("zhang3", "c1", "agree:1")
    await place.emulator.settled()
    await place.phone.wait("zhang3", place.phone.revision, 0.35)

    assert place.phone.toast("zhang3", "c1") == TIMED_OUT


async def test_what_a_phone_cannot_use_in_an_answer_is_not_drawn(place):
    await place.post(CREATE_AND_DELIVER, card())
    await place.bot.listen(CARD_TOPIC)
    place.bot.response = {"cardData": {"cardParamMap": {"is_final": True}}}

    place.phone.press("zhang3", "c1", "agree:1")
    await place.emulator.settled()
    await update(place, **by_key(rows="no json", buttons="[1]"))

    look = place.phone.card("zhang3", "c1")
    assert (look.title, look.rows, look.is_final) == ("请假申请", (), False)
    assert len(look.buttons) == 2
