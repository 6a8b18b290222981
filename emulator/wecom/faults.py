"""Faults of WeCom that can be switched on: what happens to calls of the API and to callbacks.

emulator.wecom.faults.add("message/send", LoseAnswer(), times=None, chance=0.05)
emulator.wecom.callback_faults.add("callback/template_card_event", Duplicate(copies=3))
"""

from dataclasses import dataclass
from enum import StrEnum

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
    "CallbackEffect",
    "Canned",
    "CloseAfter",
    "CutOff",
    "Delay",
    "Drop",
    "Duplicate",
    "EndsEarly",
    "Envelope",
    "Fault",
    "Faults",
    "HangUp",
    "LoseAnswer",
    "Moment",
    "Refuse",
    "Reorder",
    "Slow",
    "Swallow",
    "TokenDies",
    "Unreachable",
]


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answer this errcode and do nothing: -1 busy, 45009 throttled, 60020 address not trusted, 40001 wrong secret."""

    code: int


@dataclass(frozen=True, slots=True)
class TokenDies:
    """The token of the call is dead from now on. Code 42001, 40014 or 40001; None takes the first two in turn."""

    code: int | None = None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """These recipients of a send are reported as invalid or unlicensed."""

    users: frozenset[str] = frozenset()
    unlicensed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EndsEarly:
    """A list has only that share of its rows, from the first one on, and says that this was all."""

    share: float = 0.5


ApiEffect = CommonEffect | Refuse | TokenDies | Unreachable | EndsEarly


class Envelope(StrEnum):
    """Whether a copy is the same bytes or is sealed again."""

    SAME = "same"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """More copies are sent although the first one was acknowledged, all at once."""

    copies: int = 1
    envelope: Envelope = Envelope.FRESH


CallbackEffect = Drop | Delay | Duplicate | Reorder | HangUp
