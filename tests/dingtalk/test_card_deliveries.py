"""Cards on their way out: drawn by a template where there is one, and with links where there is none."""

import asyncio
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.dingtalk import deliveries as paths
from adapters.dingtalk import template_cards
from adapters.dingtalk.capability import Capabilities, card_callback_secret
from adapters.ports import (
    HandleSpent,
    PlatformBusy,
    PlatformMisconfigured,
    PlatformRefused,
    Receipt,
    RecipientUnreachable,
    SendCard,
    UpdateCard,
)
from tests.dingtalk.delivering import CARD, CLOSED, LINKS, NOW, SENT, SOURCE, bodies
from tests.dingtalk.stand_in import SECRET, word

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
