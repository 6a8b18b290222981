"""Frames of the stream as they go down, and acknowledgements as they come up. Source: docs, stream protocol."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from emulator.dingtalk.letter import FrameType, Letter, Topic, milliseconds
from emulator.fields import Fields

JSON = "application/json"
GOOD = 200
LATER = "LATER"
SPEC_VERSION = "1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """`data` is the JSON object that stood in its data, empty where there was none."""

    frame_id: str
    code: int
    data: Mapping[str, object]

    @property
    def is_consumed(self) -> bool:
        """200 without LATER; what the platform makes of a 200 without any status is not documented."""
        return self.code == GOOD and self.data.get("status") != LATER

    @property
    def response(self) -> Mapping[str, object]:
        """What a card is to become, or nothing."""
        return Fields(self.data).part("response").content


def write_frame(letter: Letter, frame_id: str, connection_id: str, now: datetime) -> str:
    """A push for one connection."""
    headers = _headers(letter.org.client_id, connection_id, frame_id, letter.said.topic, now)
    frame_type = FrameType.CALLBACK
    if letter.said.topic is Topic.EVENT:
        frame_type = FrameType.EVENT
        headers |= {
            "eventId": letter.said.key,
            "eventType": letter.said.event_type,
            "eventCorpId": letter.org.corp_id,
            "eventBornTime": str(letter.born_ms),
            "eventUnifiedAppId": f"unified-{letter.org.agent_id}",
        }
    return _write(frame_type, headers, letter.text)


def write_system(topic: str, data: Mapping[str, object], client_id: str, connection_id: str, now: datetime) -> str:
    """A ping or a disconnect."""
    headers = _headers(client_id, connection_id, secrets.token_hex(16), topic, now)
    return _write(FrameType.SYSTEM, headers, msgspec.json.encode(data).decode())


def read_ack(text: str) -> Ack | None:
    """What came up; None for what is no acknowledgement."""
    frame = Fields.decode(text.encode())
    if frame is None:
        return None
    frame_id, code = frame.part("headers").text("messageId"), frame.number("code")
    if not frame_id or code is None:
        return None
    data = Fields.decode(frame.text("data").encode())
    return Ack(frame_id=frame_id, code=code, data=data.content if data else {})


def _headers(client_id: str, connection_id: str, frame_id: str, topic: str, now: datetime) -> dict[str, str]:
    return {
        "appId": client_id,
        "connectionId": connection_id,
        "contentType": JSON,
        "messageId": frame_id,
        "time": str(milliseconds(now)),
        "topic": topic,
    }


def _write(frame_type: FrameType, headers: Mapping[str, str], data: str) -> str:
    frame = {"specVersion": SPEC_VERSION, "type": frame_type.value, "headers": headers, "data": data}
    return msgspec.json.encode(frame).decode()
