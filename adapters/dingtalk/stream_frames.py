"""Frames of the stream: what the platform pushes, and how each is acknowledged. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from adapters.ports import Received

LARGEST_FRAME = 1024 * 1024  # bytes; a larger one is refused, and read only to learn its number
LARGEST_READ = 4 * LARGEST_FRAME  # bytes; beyond it the connection ends (1009): nobody knows what it was

SYSTEM, EVENT, CALLBACK = "SYSTEM", "EVENT", "CALLBACK"
PING, DISCONNECT = "ping", "disconnect"
EVERY_EVENT = "*"
ROBOT = "/v1.0/im/bot/messages/get"
CARD = "/v1.0/card/instances/callback"
# The gateway pushes what is listed here and nothing else; a card's button is dead unless its topic is among them.
SUBSCRIPTIONS: Final = ((EVENT, EVERY_EVENT), (CALLBACK, ROBOT), (CALLBACK, CARD))

OK, BAD_REQUEST, NOT_FOUND, FAILED = 200, 400, 404, 500

_encode = msgspec.json.encode


def _text(content: bytes) -> bytes:
    """As a JSON string: `data` of a frame is always one, with JSON inside."""
    return _encode(content.decode())


NOTHING = _text(b"{}")
CONSUMED = _text(b'{"status":"SUCCESS","message":"OK"}')
LATER = _text(b'{"status":"LATER","message":"retry"}')
NO_REPLY = _text(b'{"response":null}')
SAYINGS: Final = {OK: b"OK", BAD_REQUEST: b"bad request", NOT_FOUND: b"no handler", FAILED: b"retry"}


class Nonsense(Exception):
    """Bytes that are no frame, or none that can be answered. `reason` is a fixed word for the counter."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. `fields` is all of it, as decoded JSON."""

    type: str
    topic: str
    message_id: str
    fields: Mapping[str, object]

    @property
    def is_ours(self) -> bool:
        """Whether we asked for such frames."""
        return (self.type, self.topic) in SUBSCRIPTIONS


def read_frame(raw: bytes) -> Frame:
    """Understand the envelope only.

    Raises:
        Nonsense: not JSON, no object, or without a number that an answer could name.
    """
    try:
        fields = msgspec.json.decode(raw)
    except (ValueError, RecursionError):
        raise Nonsense("json") from None
    headers = fields.get("headers") if isinstance(fields, dict) else None
    if not isinstance(headers, dict):
        raise Nonsense("envelope")
    kind, topic, message_id = fields.get("type"), headers.get("topic"), headers.get("messageId")
    if not (isinstance(message_id, str) and message_id):
        # A disconnect needs no answer, so that its number does not matter.
        if (kind, topic) != (SYSTEM, DISCONNECT):
            raise Nonsense("messageId")
        message_id = ""
    return Frame(kind if isinstance(kind, str) else "", topic if isinstance(topic, str) else "", message_id, fields)


def acknowledge(frame: Frame, code: int, content: bytes) -> bytes:
    """The upstream frame; `content` is a JSON string already."""
    return b'{"code":%d,"headers":{"messageId":%b,"contentType":"application/json"},"message":"%b","data":%b}' % (
        code,
        _encode(frame.message_id),
        SAYINGS[code],
        content,
    )


def refuse(frame: Frame, code: int) -> bytes:
    """Nothing was kept, and the same frame would be refused again."""
    return acknowledge(frame, code, NOTHING)


def echo(frame: Frame) -> bytes:
    """The answer to the gateway's own ping: the same data back."""
    content = frame.fields.get("data")
    return acknowledge(frame, OK, _encode(content) if isinstance(content, str) else NOTHING)


def accepted(frame: Frame, received: Received) -> bytes:
    """Stored for good. A pressed card reads from the answer how it looks meanwhile, within two seconds."""
    if frame.type == EVENT:
        content = CONSUMED
    elif frame.topic == CARD and received.answer:
        content = _text(b'{"response":%b}' % received.answer)
    else:
        content = NO_REPLY
    return acknowledge(frame, OK, content)


def postponed(frame: Frame) -> bytes | None:
    """Not stored: an event is asked for again; a callback is pushed again when it gets no answer at all."""
    return acknowledge(frame, FAILED, LATER) if frame.type == EVENT else None
