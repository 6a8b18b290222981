"""HTTP requests to the application: sealed events, and what people say and press with a signed time."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from emulator.dingtalk import crypto
from emulator.dingtalk.crypto import NotOurs
from emulator.dingtalk.letter import Letter, milliseconds
from emulator.dingtalk.org import CallbackAddress, CardRoute, Org
from emulator.fields import Fields

SUCCESS = b"success"
ANSWER_KEYS = frozenset({"msg_signature", "timeStamp", "nonce", "encrypt"})
TIMESTAMP_DIGITS = 13


@dataclass(frozen=True, slots=True)
class Request:
    """One POST, ready to be sent, and sent again as it is."""

    url: str
    body: bytes
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def seal(org: Org, address: CallbackAddress, plain: Mapping[str, object], now: datetime) -> Request:
    """An event for that address, with fresh random bytes. Both names of the signature were seen in real requests."""
    text = msgspec.json.encode(plain)
    encrypted = crypto.encrypt(address.key, text, address.owner or org.client_id, secrets.token_bytes(16))
    timestamp, nonce = str(milliseconds(now)), secrets.token_urlsafe(6)
    signature = crypto.sign(address.token, timestamp, nonce, encrypted)
    query = {"signature": signature, "msg_signature": signature, "timestamp": timestamp, "nonce": nonce}
    return Request(address.url, msgspec.json.encode({"encrypt": encrypted}), query)


def event_plain(letter: Letter) -> dict[str, object]:
    """The event as it is encrypted: its own fields beside the common ones."""
    said = letter.said
    common: dict[str, object] = {
        "EventType": said.event_type,
        "EventTime": letter.born_ms,
        "CorpId": letter.org.corp_id,
        "BizId": said.key[:16],
        "eventId": said.key,
    }
    if letter.org.rules.is_pascal:
        # As captured in 2020 and 2021: no ids of the event at all.
        own = {name[:1].upper() + name[1:]: value for name, value in said.data.items()}
        return {"EventType": said.event_type, "CorpId": letter.org.corp_id, **own}
    return {**common, **said.data}


def opens_as_success(org: Org, address: CallbackAddress, body: bytes) -> str:
    """Why the answer is none; empty when it is an encrypted `success`."""
    answer = Fields.decode(body)
    if answer is None or not set(answer.content) >= ANSWER_KEYS:
        return "the answer has not the four keys"
    timestamp, encrypted = answer.text("timeStamp"), answer.text("encrypt")
    if len(timestamp) != TIMESTAMP_DIGITS or not timestamp.isdecimal():
        return "timeStamp has not 13 digits"
    expected = crypto.sign(address.token, timestamp, answer.text("nonce"), encrypted)
    if not hmac.compare_digest(answer.text("msg_signature").encode(), expected.encode()):
        return "the answer is not signed"
    try:
        text, owner = crypto.decrypt(address.key, encrypted)
    except NotOurs:
        return "the answer cannot be decrypted"
    if owner not in {org.client_id, org.corp_id}:
        return "the answer belongs to somebody else"
    return "" if text == SUCCESS else "the answer is not success"


def robot_request(letter: Letter, url: str, now: datetime) -> Request:
    """What somebody said, for the robot's address."""
    timestamp = str(milliseconds(now))
    headers = {"timestamp": timestamp, "sign": crypto.robot_sign(letter.org.client_secret, timestamp)}
    return Request(url, letter.text.encode(), headers=headers)


def card_request(letter: Letter, route: CardRoute, now: datetime) -> Request:
    """A click, for the address registered under the card's route key."""
    timestamp = str(milliseconds(now))
    headers = {
        "x-ddpaas-signature-timestamp": timestamp,
        "x-ddpaas-signature": crypto.card_sign(route.api_secret, timestamp),
    }
    return Request(route.url, letter.text.encode(), headers=headers if route.api_secret else {})
