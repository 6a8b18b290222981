"""One account as the rest of the house sees it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from adapters.dingtalk.callback import Gate
from adapters.dingtalk.capability import Capabilities
from adapters.dingtalk.platform import DingtalkPlatform
from adapters.links import KIND, Links, received_press
from adapters.ports import CallbackRefused, Platform, PlatformFailure, SendCard, SendText
from domain.cards import Button, Card
from domain.events import CardClicked, Source, TextSaid, Unrecognised
from tests.dingtalk.stand_in import SECRET

NOW = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
LINKS = Links("https://bot.example.edu.cn", b"s" * 32)
CARD = Card(title="请假申请", buttons=(Button("approve:3", "同意"), Button("reject:3", "驳回")))


@pytest.fixture
async def new_platform(new_settings, tokens) -> AsyncIterator[Callable[..., DingtalkPlatform]]:
    made: list[DingtalkPlatform] = []

    def make(**changes) -> DingtalkPlatform:
        made.append(DingtalkPlatform(new_settings(**changes), tokens, LINKS, lambda: NOW))
        return made[-1]

    yield make
    for platform in made:
        await platform.aclose()


@pytest.fixture
def gate(new_settings) -> Gate:
    """What the stream asks about each frame."""
    return Gate(new_settings())


def frame(topic: str, data: dict) -> bytes:
    headers = {"topic": topic, "messageId": "m1", "time": "1764037800000", "contentType": "application/json"}
    return json.dumps({"specVersion": "1.0", "type": "CALLBACK", "headers": headers, "data": json.dumps(data)}).encode()


def test_it_is_a_platform(new_platform):
    platform: Platform = new_platform()

    assert platform.source == Source("dingtalk", "students")


def test_only_an_account_of_the_stream_listens(new_platform):
    assert new_platform().listening is not None
    assert new_platform(mode="http", token="t", aes_key="k" * 43).listening is None


def test_nobody_has_looked_at_the_stream_before_it_runs(new_platform):
    assert new_platform().listening.is_connected is False


def test_only_cards_of_a_template_are_known_again(new_platform):
    assert new_platform(card_template_id="tpl.schema").knows_its_cards is True
    assert new_platform().knows_its_cards is False
    assert new_platform().repeat_window == timedelta(0)


def test_budgets_are_stricter_than_the_platforms(new_platform):
    most, window = new_platform().api_budget
    assert most / window.total_seconds() < 20
    assert new_platform().member_budgets == ((20, timedelta(minutes=1)),)


def test_a_frame_goes_in_and_comes_out_as_an_event(new_platform, gate):
    platform = new_platform()
    said = {
        "msgId": "m1",
        "msgtype": "text",
        "text": {"content": " 我要请假"},
        "conversationType": "1",
        "senderStaffId": "li4",
        "createAt": 1764037800000,
    }
    body = frame("/v1.0/im/bot/messages/get", said)

    received = platform._gate.decode_frame(json.loads(body), body)
    event = platform.parse(received.kind, received.body)

    assert isinstance(event, TextSaid)
    assert (event.user_id, event.text, event.is_vouched) == ("li4", "我要请假", True)


def test_an_address_of_ours_is_refused_to_strangers(new_platform):
    platform = new_platform(mode="http", token="t", aes_key="k" * 43)

    with pytest.raises(CallbackRefused):
        platform.verify_url({}, NOW)
    with pytest.raises(CallbackRefused):
        platform.decode({}, {}, b"{}", NOW)


async def test_a_button_of_a_card_that_was_sent_comes_back_as_a_click(dingtalk, new_platform, gate):
    platform = new_platform(card_template_id="tpl.schema")
    await platform.deliver(SendCard(to="li4", card_id="r-1", card=CARD, serial=1))
    sent = dingtalk.calls("/v1.0/card/instances/createAndDeliver")[0].body
    button = json.loads(sent["privateData"]["li4"]["cardParamMap"]["buttons"])[1]
    params = {"action": button["action"], "key": button["key"]}
    content = json.dumps({"cardPrivateData": {"actionIds": ["press"], "params": params}})
    click = {"type": "actionCallback", "outTrackId": "r-1", "userId": "li4", "content": content}
    body = frame("/v1.0/card/instances/callback", click)

    received = platform._gate.decode_frame(json.loads(body), body)
    event = platform.parse(received.kind, received.body)

    assert isinstance(event, CardClicked)
    assert (event.card_id, event.user_id, event.action, event.leaves_waiting) == ("r-1", "li4", "reject:3", True)


def test_a_press_with_somebody_elses_key_proves_nothing(new_platform, gate):
    key = Capabilities(SECRET).of("r-1", "wang5", "approve:3")
    content = json.dumps({"cardPrivateData": {"params": {"action": "approve:3", "key": key}}})
    body = frame("/v1.0/card/instances/callback", {"outTrackId": "r-1", "userId": "li4", "content": content})
    platform = new_platform()

    received = platform._gate.decode_frame(json.loads(body), body)

    assert isinstance(platform.parse(received.kind, received.body), Unrecognised)


def test_a_press_on_a_link_is_a_click(new_platform):
    token = LINKS.url(Source("dingtalk", "students"), "r-1", "li4", "approve:3", NOW).partition("?t=")[2]
    pressed = LINKS.read(token, NOW)
    assert pressed is not None
    received = received_press(token, pressed, NOW)

    event = new_platform().parse(KIND, received.body)

    assert isinstance(event, CardClicked)
    assert (event.card_id, event.action) == ("r-1", "approve:3")


def test_the_login_leads_to_the_platform_and_back(new_platform):
    url = new_platform().login.login_url("https://bot.example.edu.cn/h5/login/dingtalk/students", "state1")

    assert "state1" in url


async def test_a_delivery_and_a_reading_go_through(dingtalk, new_platform):
    platform = new_platform()
    dingtalk.lay("/v1.0/robot/oToMessages/batchSend", {"processQueryKey": "K1"})

    assert (await platform.deliver(SendText(to="li4", text="您好", serial=1))).platform_message_id == "K1"
    with pytest.raises(PlatformFailure):
        await platform.read_directory()


async def test_what_waits_for_company_is_sent_before_the_end(dingtalk, new_settings, tokens):
    platform = DingtalkPlatform(new_settings(), tokens, LINKS, lambda: NOW)
    dingtalk.lay("/v1.0/robot/oToMessages/batchSend", {"processQueryKey": "K1"})
    sending = asyncio.ensure_future(platform.deliver(SendText(to="li4", text="您好", serial=1)))
    await asyncio.sleep(0)

    await platform.aclose()

    assert (await sending).platform_message_id == "K1"


async def test_a_platform_out_of_reach_is_a_finding_and_no_fault(new_platform):
    findings = await new_platform(api_base="http://127.0.0.1:9", oapi_base="http://127.0.0.1:9").check()

    assert not findings[0].is_ok


async def test_settings_show_no_secret(new_settings):
    assert SECRET not in repr(new_settings())
