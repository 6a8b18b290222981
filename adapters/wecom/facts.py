"""What a decrypted text says of itself before anybody understands it: key, kind and lane.

The platform's own advice for a key of events (sender and second) drops approvals that are made in bulk, so every key is
made of all the facts that tell two events apart, and of nothing that a repeat could change.
"""

import hashlib
import re
from dataclasses import dataclass

# Reads element after element and swallows CDATA whole, so that `<MsgId>` typed by a person is never taken for the
# platform's. Every group is atomic: time is linear in the length of whatever comes.
_CDATA = rb"<!\[CDATA\[(?>.*?\]\]>)"
ELEMENT = re.compile(rb"<([A-Za-z_]{1,40})>((?>(?:" + _CDATA + rb"|[^<]+)*))</\1>|" + _CDATA, re.DOTALL)

MESSAGE_ID = re.compile(rb"[1-9][0-9]{0,19}")
KIND = re.compile(rb"[A-Za-z_]{1,64}")
USER_ID = re.compile(rb"[0-9A-Za-z][0-9A-Za-z_\-@.]{0,63}")

APPROVAL_URGED = b"5"


@dataclass(frozen=True, slots=True)
class Facts:
    """See `Received`."""

    key: str
    kind: str
    lane: str


def describe(text: bytes) -> Facts:
    """Never raises; what cannot be read becomes the hash of the text, the kind "unknown" and no lane."""
    fields = _read(text)
    kind = _plain(fields, b"MsgType")
    if kind == b"event":
        kind = _plain(fields, b"Event")
    return Facts(_key(kind, fields, text), kind.decode() if KIND.fullmatch(kind) else "unknown", _lane(fields))


def _read(text: bytes) -> dict[bytes, bytes]:
    if text.rfind(b"<![CDATA[") > text.rfind(b"]]>"):
        return {}  # not XML; and each unclosed section would be searched to the end of the text
    return dict(reversed(ELEMENT.findall(text)))  # reversed: the first of a name counts, nested ones come later


def _plain(fields: dict[bytes, bytes], name: bytes) -> bytes:
    value = fields.get(name, b"").strip()
    return value[9:-3] if value.startswith(b"<![CDATA[") else value


def _lane(fields: dict[bytes, bytes]) -> str:
    sender = _plain(fields, b"FromUserName")
    return "" if sender == b"sys" or not USER_ID.fullmatch(sender) else sender.decode().lower()


def _key(kind: bytes, fields: dict[bytes, bytes], text: bytes) -> str:
    message_id = _plain(fields, b"MsgId")
    if MESSAGE_ID.fullmatch(message_id):
        return f"msg:{message_id.decode()}"
    match kind:
        case b"template_card_event" | b"template_card_menu_event":
            return _card_key(kind, fields, text)
        case b"sys_approval_change":
            return _approval_key(fields, text)
        case b"batch_job_result":
            return _joined("batch", [fields[b"JobId"]]) if b"JobId" in fields else _joined("body", [text])
        case _:
            return _joined("body", [text])


def _card_key(kind: bytes, fields: dict[bytes, bytes], text: bytes) -> str:
    names = (b"TaskId", b"ResponseCode", b"EventKey", b"FromUserName", b"CreateTime")
    if b"TaskId" not in fields and b"ResponseCode" not in fields:
        return _joined("body", [text])
    return _joined("card", [kind, *(fields.get(name, b"") for name in names)])


def _approval_key(fields: dict[bytes, bytes], text: bytes) -> str:
    """The whole state of the approval: number, cause, status, every node's time, every comment.

    An urge leaves no trace in that state: two of them differ by their second only.
    """
    start, end = text.find(b"<ApprovalInfo>"), text.rfind(b"</ApprovalInfo>")
    if not -1 < start < end:
        return _joined("body", [text])
    second = fields.get(b"CreateTime", b"") if _plain(fields, b"StatuChangeEvent") == APPROVAL_URGED else b""
    return _joined("approval", [text[start:end], second])


def _joined(prefix: str, facts: list[bytes]) -> str:
    return prefix + ":" + hashlib.sha256(b"\0".join(facts)).hexdigest()
