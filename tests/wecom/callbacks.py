"""Honest callbacks of an application, to be sent as they are or spoilt."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.wecom.callback import Gate
from adapters.wecom.settings import WecomSettings
from tests.wecom.other_crypto import seal, sign

NOW = datetime(2025, 11, 24, 2, 30, tzinfo=UTC)
SECOND = int(NOW.timestamp())
OWNER = "ww0123456789abcdef"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
KEY = base64.b64decode(AES_KEY + "=")
TOKEN = "spamAndEggs42"
RANDOM = b"0123456789abcdef"

SETTINGS = WecomSettings(
    name="staff",
    corp_id=OWNER,
    agent_id=1000002,
    secret="a-secret-that-must-not-be-seen",
    token=TOKEN,
    aes_key=AES_KEY,
    public_url="https://bot.example.edu.cn",
)


def new_gate() -> Gate:
    return Gate(SETTINGS)


@dataclass(frozen=True)
class Sent:
    """What arrives: the address' parameters and the body."""

    query: Mapping[str, str]
    body: bytes


def inner(content: str = "请事假 明天下午", message_id: str = "7012345678901234567", sender: str = "Zhang3") -> bytes:
    return (
        f"<xml><ToUserName><![CDATA[{OWNER}]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        f"<CreateTime>{SECOND}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{content}]]></Content>"
        f"<MsgId>{message_id}</MsgId><AgentID>1000002</AgentID></xml>"
    ).encode()


def envelope(encrypted: str, owner: str = OWNER, agent: str = "1000002") -> bytes:
    return (
        f"<xml><ToUserName><![CDATA[{owner}]]></ToUserName>\n<AgentID><![CDATA[{agent}]]></AgentID>\n"
        f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    ).encode()


def signed(
    encrypted: str, timestamp: str | None = None, nonce: str = "1372623149", token: str = TOKEN
) -> dict[str, str]:
    second = str(SECOND) if timestamp is None else timestamp
    return {"msg_signature": sign(token, second, nonce, encrypted), "timestamp": second, "nonce": nonce}


def send(text: bytes, owner: bytes = OWNER.encode(), timestamp: str | None = None, nonce: str = "1372623149") -> Sent:
    encrypted = seal(KEY, text, owner, RANDOM)
    return Sent(signed(encrypted, timestamp, nonce), envelope(encrypted))
