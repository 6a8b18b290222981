"""What is stored of whatever arrives: its key, kind and lane, the same for one fact whichever way it came.

Keys are made of the platform's own ids. Where one is missing, a hash takes its place: of what was said, of the event
with its time of birth. Nothing here can fail, for poison must be stored too.
"""

import hashlib
import re
from enum import StrEnum

from adapters.dingtalk.fields import USER_ID, Fields, get, text, user_id
from adapters.ports import Received

PLATFORM_ID = re.compile(r"[!-~]{1,128}")
EVENT_TYPE = re.compile(r"[0-9A-Za-z_]{1,64}")
UNKNOWN = "unknown"

NO_REPLY = b'{"msgtype":"empty"}'


class Way(StrEnum):
    """How something came to us, and with it what that proves; the first word of its kind."""

    STREAM = "stream"
    HTTP = "http"
    GAP = "gap"


class What(StrEnum):
    """What came; the second word of its kind. Events have their type behind it."""

    ROBOT = "robot"
    CARD = "card"
    EVENT = "event:"
    UNKNOWN = "unknown"


def robot_arrival(way: Way, robot: Fields, said: bytes, body: bytes) -> Received:
    """Something said to the robot; `said` is its JSON, `body` what is stored."""
    key = "robot:" + id_or_hash(text(robot, "msgId"), said)
    lane = (user_id(robot, "senderStaffId") or "").lower()
    return Received(key, f"{way}.{What.ROBOT}", lane, body, NO_REPLY if way is Way.HTTP else b"")


def event_arrival(
    way: Way, event_type: str, event_id: str, facts: tuple[bytes, ...], body: bytes, answer: bytes = b""
) -> Received:
    """An event; `facts` tell two events without an id apart. Events have no lane: none is about one person's wishes."""
    kind = event_type if EVENT_TYPE.fullmatch(event_type) else UNKNOWN
    key = f"event:{event_id}" if PLATFORM_ID.fullmatch(event_id) else f"event:{kind}:{hash_of(*facts)}"
    return Received(key, f"{way}.{What.EVENT}{kind}", "", body, answer)


def card_arrival(way: Way, key: str, presser: str, body: bytes, answer: bytes) -> Received:
    """A press on a card. The same button may be pressed twice, so the key is that of the callback."""
    lane = presser.lower() if USER_ID.fullmatch(presser) else ""
    return Received(f"card:{key}", f"{way}.{What.CARD}", lane, body, answer)


def frame_arrival(headers: Fields, raw: bytes) -> Received:
    """A frame that we did not ask for: kept, so that it can be looked at."""
    return Received("frame:" + id_or_hash(text(headers, "messageId"), raw), f"{Way.STREAM}.{What.UNKNOWN}", "", raw)


def payload(frame: Fields) -> bytes:
    """The text inside a frame as bytes; empty if there is none."""
    found = get(frame, "data")
    return found.encode(errors="surrogatepass") if isinstance(found, str) else b""


def hash_of(*facts: bytes) -> str:
    """One hash of facts that have no NUL inside."""
    return hashlib.sha256(b"\0".join(facts)).hexdigest()


def id_or_hash(platform_id: str, body: bytes) -> str:
    """The platform's id if it is plain, else the hash of `body`."""
    return platform_id if PLATFORM_ID.fullmatch(platform_id) else hash_of(body)
