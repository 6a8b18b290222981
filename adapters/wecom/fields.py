"""Typed reading of an event's elements; every number comes as text, in CDATA or bare."""

import math
import re
from datetime import UTC, datetime

from adapters.wecom.elements import Element

SYSTEM = "sys"
USER_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_\-@.]{0,63}")
DEPARTMENT_ID = re.compile(r"[0-9]{1,10}")
SECONDS = re.compile(r"[0-9]{1,10}")
WHOLE = re.compile(r"-?[0-9]{1,10}")
DECIMAL = re.compile(r"-?[0-9]{1,10}(?:\.[0-9]{1,20})?")

# Who speaks, None where the system does, and when.
Header = tuple[str | None, datetime]


def read_header(root: Element) -> Header:
    """Sender and time. Raises ValueError."""
    sender = root.read("FromUserName")
    seconds = root.read("CreateTime")
    if not SECONDS.fullmatch(seconds):
        raise ValueError("no CreateTime")
    if sender and not USER_ID.fullmatch(sender):
        raise ValueError("no user id in FromUserName")
    return (None if sender in {"", SYSTEM} else sender), datetime.fromtimestamp(int(seconds), UTC)


def required(root: Element, *path: str) -> str:
    """Text that its kind must have. Raises ValueError."""
    text = root.read(*path)
    if not text:
        raise ValueError(f"no {path[-1]}")
    return text


def whole(root: Element, *path: str) -> int:
    """A whole number. Raises ValueError."""
    text = root.read(*path)
    if not WHOLE.fullmatch(text):
        raise ValueError(f"no number in {path[-1]}")
    return int(text)


def degrees(root: Element, name: str, most: float) -> float:
    """Latitude or longitude. Raises ValueError."""
    text = root.read(name)
    value = float(text) if DECIMAL.fullmatch(text) else math.inf
    if abs(value) > most:
        raise ValueError(f"no degrees in {name}")
    return value


def metres(root: Element, name: str) -> float:
    """A length that may be missing."""
    text = root.read(name)
    return float(text) if DECIMAL.fullmatch(text) else 0.0
