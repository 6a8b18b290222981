"""Honest callbacks and frames of an application, to be sent as they are or spoilt."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from adapters.dingtalk.callback import Gate
from adapters.dingtalk.capability import Capabilities
from adapters.dingtalk.parse import Parser
from adapters.dingtalk.settings import DingtalkSettings
from adapters.ports import Received
from tests.wecom.other_crypto import seal, sign, unseal

NOW = datetime(2025, 11, 24, 2, 30, tzinfo=UTC)
MS = int(NOW.timestamp()) * 1000
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
KEY = base64.b64decode(AES_KEY + "=")
TOKEN = "spamAndEggs42"
SECRET = "a-secret-that-must-not-be-seen"
CORP_ID = "ding0123456789abcdef"
CLIENT_ID = "dingclient01"
RANDOM = b"0123456789abcdef"
WEBHOOK = "https://oapi.dingtalk.com/robot/sendBySession?session=0f1e2d"
CARD_ID = "r-1042-li4"

HTTP = DingtalkSettings(
    name="students",
    client_id=CLIENT_ID,
    client_secret=SECRET,
    corp_id=CORP_ID,
    agent_id=123456,
    robot_code=CLIENT_ID,
    mode="http",
    token=TOKEN,
    aes_key=AES_KEY,
    public_url="https://bot.example.edu.cn",
)
# How the view of the member who pressed looks until the card is drawn again.
WAITING = {
    "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
    "userPrivateData": {"cardParamMap": {"waiting": "true", "waiting_text": "正在处理…"}},
}

STREAM = replace(HTTP, mode="stream", token="", aes_key="")
CAPABILITIES = Capabilities(SECRET)


def new_gate(settings: DingtalkSettings = HTTP) -> Gate:
    return Gate(settings)


def parse(received: Received) -> object:
    return Parser(HTTP).parse(received.kind, received.body)


@dataclass(frozen=True)
class Sent:
    """What arrives: the address' parameters, the headers and the body."""

    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def written(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def event(kind: str = "user_add_org", event_id: str | None = "e1", **fields: object) -> dict[str, object]:
    """As it is written over HTTP: flattened."""
    named = {} if event_id is None else {"eventId": event_id}
    return {"EventType": kind, "EventTime": MS, "CorpId": CORP_ID, "BizId": "b1", **named, **fields}


def signed(encrypted: str, timestamp: str = str(MS), nonce: str = "aB3dE6gH", token: str = TOKEN) -> dict[str, str]:
    signature = sign(token, timestamp, nonce, encrypted)
    return {"signature": signature, "msg_signature": signature, "timestamp": timestamp, "nonce": nonce}


def envelope(encrypted: str) -> bytes:
    return written({"encrypt": encrypted})


def send(text: bytes, owner: str = CLIENT_ID, timestamp: str = str(MS)) -> Sent:
    encrypted = seal(KEY, text, owner.encode(), RANDOM)
    return Sent(signed(encrypted, timestamp), {}, envelope(encrypted))


def unsealed(answer: bytes) -> tuple[bytes, bytes]:
    """Text and owner of our answer, if its signature is right."""
    given = json.loads(answer)
    assert given["msg_signature"] == sign(TOKEN, given["timeStamp"], given["nonce"], given["encrypt"])
    return unseal(KEY, given["encrypt"])


def _hmac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def robot(**fields: object) -> dict[str, object]:
    """What somebody says to the robot; `fields` replace or add."""
    return {
        "conversationId": "cidAbc==",
        "conversationType": "1",
        "senderId": "$:LWCP_v1:$xxx",
        "senderStaffId": "Zhang3",
        "senderNick": "张三",
        "senderCorpId": CORP_ID,
        "chatbotCorpId": CORP_ID,
        "robotCode": CLIENT_ID,
        "msgId": "msgXyz==",
        "msgtype": "text",
        "text": {"content": " 请事假 明天下午 "},
        "createAt": MS,
        "sessionWebhook": WEBHOOK,
        "sessionWebhookExpiredTime": MS + 5_400_000,
        **fields,
    }


def robot_headers(timestamp: str = str(MS), secret: str = SECRET) -> dict[str, str]:
    return {"Timestamp": timestamp, "Sign": _hmac(secret, f"{timestamp}\n{secret}")}


def card(
    action: str = "approve:3", user_id: str = "li4", card_id: str = CARD_ID, **fields: object
) -> dict[str, object]:
    """A press on a button that we drew; `fields` replace or add."""
    params = {"action": action, "key": CAPABILITIES.of(card_id, user_id, action)}
    return {
        "type": "actionCallback",
        "outTrackId": card_id,
        "corpId": CORP_ID,
        "userId": user_id,
        "userIdType": 1,
        "spaceType": "IM_ROBOT",
        "spaceId": user_id,
        "extension": "{}",
        "content": json.dumps({"cardPrivateData": {"actionIds": ["b1"], "params": params}}),
        **fields,
    }


def card_headers(timestamp: str = str(MS), client_secret: str = SECRET) -> dict[str, str]:
    api_secret = hmac.new(client_secret.encode(), b"dutybell card callback", hashlib.sha256).hexdigest()[:32]
    return {"X-DDPaaS-Signature-Timestamp": timestamp, "X-DDPaaS-Signature": _hmac(api_secret, timestamp)}


def frame(topic: str, content: object, kind: str = "CALLBACK", **headers: str) -> dict[str, object]:
    return {
        "specVersion": "1.0",
        "type": kind,
        "headers": {
            "appId": "a1",
            "connectionId": "c1",
            "contentType": "application/json",
            "messageId": "0a1b",
            "time": str(MS),
            "topic": topic,
            **headers,
        },
        "data": json.dumps(content, ensure_ascii=False),
    }


def robot_frame(**fields: object) -> dict[str, object]:
    return frame("/v1.0/im/bot/messages/get", robot(**fields))


def card_frame(content: dict[str, object] | None = None) -> dict[str, object]:
    return frame("/v1.0/card/instances/callback", card() if content is None else content)


def event_frame(kind: str = "user_add_org", event_id: str = "e1", **fields: object) -> dict[str, object]:
    ids = {"eventId": event_id} if event_id else {}
    born = {"eventType": kind, "eventCorpId": CORP_ID, "eventBornTime": str(MS), "eventUnifiedAppId": "u1"}
    return frame("*", fields, "EVENT", **born, **ids)


def streamed(content: dict[str, object]) -> Received:
    return new_gate(STREAM).decode_frame(content, written(content))


# A press that nobody made on a button of ours: what is different in it.
FORGED: dict[str, dict[str, object]] = {
    "another member": {"userId": "zhang3"},
    "nobody": {"userId": ""},
    "a user id that is none": {"userId": "li4|x"},
    "another card": {"outTrackId": "r-1043-li4"},
    "no card": {"outTrackId": None},
    "no content": {"content": None},
    "content that is none": {"content": "[]"},
    "another action": {
        "content": {"params": {"action": "reject:3", "key": CAPABILITIES.of(CARD_ID, "li4", "approve:3")}}
    },
    "no key": {"content": json.dumps({"cardPrivateData": {"params": {"action": "approve:3"}}})},
    "another key": {"content": json.dumps({"cardPrivateData": {"params": {"action": "approve:3", "key": "0" * 32}}})},
    "another button's key": {
        "content": {
            "cardPrivateData": {
                "params": {"action": "reject:3", "key": CAPABILITIES.of(CARD_ID, "li4", "approve:3")},
            }
        }
    },
}
