"""Faults of DingTalk that can be switched on: for calls of both families, for pushes, and for stream connections.

emulator.dingtalk.faults.add("/topapi/v2/user/*", Refuse(90018))
emulator.dingtalk.faults.add("/v1.0/robot/*", Refuse("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"), times=3)
emulator.dingtalk.faults.add("*", punished(), times=None)
emulator.dingtalk.push_faults.add("robot", Duplicate(copies=2))
emulator.dingtalk.socket_faults.add("connect", Zombie())
"""

import json
from dataclasses import dataclass

from emulator.faults import (
    Canned,
    CloseAfter,
    CommonEffect,
    CutOff,
    Delay,
    Drop,
    Fault,
    Faults,
    HangUp,
    LoseAnswer,
    Moment,
    Reorder,
    Slow,
    Swallow,
)

__all__ = [
    "ApiEffect",
    "BadTicket",
    "Canned",
    "CloseAfter",
    "CutAfter",
    "CutOff",
    "Delay",
    "DisconnectAfter",
    "Drop",
    "Duplicate",
    "EndsEarly",
    "Fault",
    "Faults",
    "HangUp",
    "LoseAnswer",
    "Moment",
    "PushEffect",
    "Refuse",
    "RefuseConnection",
    "Reorder",
    "Slow",
    "SocketEffect",
    "Swallow",
    "TokenDies",
    "Unreachable",
    "Zombie",
    "blocked_page",
    "punished",
]


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answer this code and do nothing. Numbers for the old family, words for the new one; `status` only for words."""

    code: int | str
    status: int | None = None


@dataclass(frozen=True, slots=True)
class TokenDies:
    """The token of the call is dead from now on."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """These recipients of a send are reported as unknown, as throttled, or as filtered."""

    users: frozenset[str] = frozenset()
    throttled: frozenset[str] = frozenset()
    filtered: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EndsEarly:
    """A list has only that share of its rows, from the first one on, and says that this was all."""

    share: float = 0.5


ApiEffect = CommonEffect | Refuse | TokenDies | Unreachable | EndsEarly


def punished() -> Canned:
    """What an address that called too often is answered for five minutes."""
    body = {"status": 1111, "wait": 5, "source": "x5", "punish": "deny", "uuid": "0a1b2c3d4e5f"}
    return Canned(status=200, body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})


def blocked_page() -> Canned:
    """The same as a page for people."""
    page = "<!DOCTYPE html><html><head><title>405</title></head><body>访问被阻断</body></html>"
    return Canned(status=405, body=page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Pushed again so many times although it was acknowledged; `is_fresh`: in a new frame, or sealed anew."""

    copies: int = 1
    is_fresh: bool = False


PushEffect = Drop | Delay | Reorder | HangUp | Duplicate


@dataclass(frozen=True, slots=True)
class Zombie:
    """The connection is accepted and answers pings, and nothing is ever delivered on it."""


@dataclass(frozen=True, slots=True)
class CutAfter:
    """The connection breaks off without a word after so many real seconds."""

    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class DisconnectAfter:
    """After so many real seconds a disconnect frame: nothing is delivered from then on, and later TCP is closed."""

    seconds: float = 0.0
    reason: str = "connection is expired"


@dataclass(frozen=True, slots=True)
class RefuseConnection:
    """The upgrade is refused with this status."""

    status: int = 503


@dataclass(frozen=True, slots=True)
class BadTicket:
    """Drawn for "open": the ticket that is given out does not work. For "connect": this one was used or is too old."""


SocketEffect = Zombie | CutAfter | DisconnectAfter | RefuseConnection | BadTicket
