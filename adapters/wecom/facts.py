"""What a decrypted text says of itself before anybody understands it: key, kind and lane.

The platform's own advice for a key of events (sender and second) drops approvals that are made in bulk, so every key is
made of all the facts that tell two events apart, and of nothing that a repeat could change. Elements are found without
a parser: this is a fifth of the hot path, and whatever comes must get a key.
"""

import hashlib
import re
from typing import NamedTuple

MESSAGE_ID = re.compile(rb"[1-9][0-9]{0,19}")
KIND = re.compile(rb"[A-Za-z_]{1,64}")
USER_ID = re.compile(rb"[0-9A-Za-z][0-9A-Za-z_\-@.]{0,63}")

APPROVAL_URGED = b"5"


class Facts(NamedTuple):
    """See `Received`."""

    key: str
    kind: str
    lane: str


def describe(text: bytes) -> Facts:
    """Never raises; what cannot be read becomes the hash of the text, the kind "unknown" and no lane."""
    kind = _read(text, b"MsgType")
    if kind == b"event":
        kind = _read(text, b"Event")
    return Facts(_key(kind, text), kind.decode() if KIND.fullmatch(kind) else "unknown", _lane(text))


def _read(text: bytes, name: bytes) -> bytes:
    """Content of an element, empty if it is not there.

    What a person typed stands in CDATA and may look like an element: a place is inside CDATA when the last opening
    before it comes after the last closing. Only the first and the last place are tried, so that time stays linear.
    """
    opening = b"<" + name + b">"
    for find in (text.find, text.rfind):
        at = find(opening)
        if at >= 0 and text.rfind(b"<![CDATA[", 0, at) <= text.rfind(b"]]>", 0, at):
            value = text[at + len(opening) : text.find(b"</" + name + b">", at)].strip()
            return value[9:-3] if value.startswith(b"<![CDATA[") else value
    return b""


def _lane(text: bytes) -> str:
    sender = _read(text, b"FromUserName")
    return "" if sender == b"sys" or not USER_ID.fullmatch(sender) else sender.decode().lower()


def _key(kind: bytes, text: bytes) -> str:
    message_id = _read(text, b"MsgId")
    if MESSAGE_ID.fullmatch(message_id):
        return f"msg:{message_id.decode()}"
    match kind:
        case b"template_card_event" | b"template_card_menu_event":
            names = (b"TaskId", b"ResponseCode", b"EventKey", b"FromUserName", b"CreateTime")
            return _hashed("card", kind, *(_read(text, name) for name in names))
        case b"sys_approval_change":
            return _approval_key(text)
        case b"batch_job_result":
            return _hashed("batch", _read(text, b"JobId") or text)
        case _:
            return _hashed("body", text)


def _approval_key(text: bytes) -> str:
    """The whole state of the approval: number, cause, status, every node's time, every comment.

    An urge leaves no trace in that state: two of them differ by their second only.
    """
    start, end = text.find(b"<ApprovalInfo>"), text.rfind(b"</ApprovalInfo>")
    if not -1 < start < end:
        return _hashed("body", text)
    second = _read(text, b"CreateTime") if _read(text, b"StatuChangeEvent") == APPROVAL_URGED else b""
    return _hashed("approval", text[start:end], second)


def _hashed(prefix: str, *facts: bytes) -> str:
    return prefix + ":" + hashlib.sha256(b"\0".join(facts)).hexdigest()
