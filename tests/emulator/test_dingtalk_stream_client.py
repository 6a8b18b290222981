"""DingTalk's own Python SDK, unmodified, against the emulated stream: a third party's witness."""

import asyncio
import json
import threading
from types import SimpleNamespace

import dingtalk_stream
import pytest
from dingtalk_stream import AckMessage, Credential, DingTalkStreamClient
from dingtalk_stream.card_callback import CardCallbackMessage

from emulator.dingtalk.letter import card_clicked, happened, robot_said
from tests.emulator.ding import CARD_TOPIC, CLIENT_ID, CLIENT_SECRET, DING_CORP

SAID = {
    "conversationId": "cid1",
    "conversationType": "1",
    "senderId": "$:LWCP_v1:$p",
    "senderStaffId": "zhang3",
    "senderNick": "张三",
    "msgId": "msg1",
    "msgtype": "text",
    "text": {"content": " 请假 "},
    "createAt": 1700000000000,
}
CLICKED = {
    "type": "actionCallback",
    "outTrackId": "c1",
    "corpId": DING_CORP,
    "userId": "zhang3",
    "extension": "{}",
    "content": json.dumps({"cardPrivateData": {"actionIds": ["approve"], "params": {"action": "approve"}}}),
}


class Robot(dingtalk_stream.ChatbotHandler):
    def __init__(self, seen):
        super().__init__()
        self.seen = seen

    async def process(self, callback):
        said = dingtalk_stream.ChatbotMessage.from_dict(callback.data)
        self.seen.said.append((said.sender_staff_id, said.text.content.strip()))
        return AckMessage.STATUS_OK, "OK"


class Cards(dingtalk_stream.CallbackHandler):
    def __init__(self, seen):
        super().__init__()
        self.seen = seen

    async def process(self, callback):
        clicked = CardCallbackMessage.from_dict(callback.data)
        self.seen.clicked.append((clicked.user_id, clicked.content["cardPrivateData"]["params"]))
        return AckMessage.STATUS_OK, {"cardData": {"cardParamMap": {"status": "approved"}}}


class Events(dingtalk_stream.EventHandler):
    def __init__(self, seen):
        super().__init__()
        self.seen = seen

    async def process(self, event):
        self.seen.events.append((event.headers.event_type, event.headers.event_corp_id, event.data))
        code = self.seen.codes.pop(0) if self.seen.codes else AckMessage.STATUS_OK
        return code, "OK"


@pytest.fixture
def seen():
    return SimpleNamespace(said=[], clicked=[], events=[], codes=[])


@pytest.fixture
async def connect(ding, org, seen, monkeypatch):
    """Starts the SDK with all three handlers on a thread of its own, because it blocks its loop while it connects."""
    url = f"{ding.dingtalk_base}/v1.0/gateway/connections/open"
    monkeypatch.setattr(DingTalkStreamClient, "OPEN_CONNECTION_API", url)
    monkeypatch.setattr("dingtalk_stream.stream.DINGTALK_OPENAPI_ENDPOINT", ding.dingtalk_base)
    client = DingTalkStreamClient(Credential(CLIENT_ID, CLIENT_SECRET))
    client.register_callback_handler(dingtalk_stream.ChatbotMessage.TOPIC, Robot(seen))
    client.register_callback_handler(CARD_TOPIC, Cards(seen))
    client.register_all_event_handler(Events(seen))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)

    async def connect():
        thread.start()
        asyncio.run_coroutine_threadsafe(client.start(), loop)
        await asyncio.wait_for(ding.dingtalk.hub.connected(org), 10)
        return client

    yield connect

    async def stop():
        client.open_connection = lambda: None
        await client.websocket.close()
        # The SDK takes the first cancellation for a broken network and goes to sleep; the second one ends it.
        for _ in range(2):
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for other in others:
                other.cancel()
            await asyncio.wait(others, timeout=0.01)

    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(stop(), loop))
    loop.call_soon_threadsafe(loop.stop)
    await asyncio.to_thread(thread.join, 5)
    loop.close()


async def test_the_sdk_subscribes_and_hears_what_is_said(ding, org, connect, seen):
    await connect()

    ding.dingtalk.tell_app(org, robot_said("zhang3", SAID))
    await ding.settled()

    assert seen.said == [("zhang3", "请假")]
    assert [row.is_acknowledged for row in ding.dingtalk.ledger.attempts] == [True]


async def test_the_sdk_answers_a_click_with_new_data_for_the_card(ding, org, connect, seen):
    answers = []
    await connect()

    ding.dingtalk.tell_app(org, card_clicked("zhang3", CLICKED), on_answer=lambda _, answer: answers.append(answer))
    await ding.settled()

    assert seen.clicked == [("zhang3", {"action": "approve"})]
    assert answers == [{"cardData": {"cardParamMap": {"status": "approved"}}}]


async def test_the_sdk_takes_events_and_gets_those_again_that_it_could_not_handle(ding, org, connect, seen):
    seen.codes = [AckMessage.STATUS_SYSTEM_EXCEPTION]
    await connect()

    ding.dingtalk.tell_app(org, happened("user_add_org", {"userId": ["u1"]}))
    await ding.settled()

    assert seen.events == [("user_add_org", DING_CORP, {"userId": ["u1"]})] * 2


async def test_the_sdk_goes_when_it_is_told_to_and_comes_back_with_a_new_ticket(ding, org, connect, seen):
    await connect()
    (first,) = ding.dingtalk.hub.of(org)

    ding.dingtalk.hub.disconnect(org)
    (second,) = await asyncio.wait_for(ding.dingtalk.hub.connected(org), 10)
    ding.dingtalk.tell_app(org, robot_said("zhang3", SAID))
    await ding.settled()

    assert first is not second
    assert len(seen.said) == 1


async def test_the_sdk_answers_pings(ding, org, connect):
    await connect()
    (connection,) = ding.dingtalk.hub.of(org)

    await ding.dingtalk.hub.ping(org)
    ding.dingtalk.tell_app(org, robot_said("zhang3", SAID))
    await ding.settled()

    assert connection.pongs == 1


async def test_the_sdk_gets_a_token_by_the_same_address(ding, connect):
    client = await connect()

    assert await asyncio.to_thread(client.get_access_token) == ding.dingtalk.orgs[DING_CORP].tokens.current.value
