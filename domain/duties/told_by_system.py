"""An event as another system of the campus tells it: read, or refused with what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.duties.event_kinds import EventKinds
from domain.gate import read_instant

LONGEST_KEY = 64
LONGEST_SUBJECT = 60
OLDEST, FURTHEST = timedelta(days=400), timedelta(days=800)  # what an academic year and its plans reach
FIELDS = frozenset({"key", "code", "at", "until", "subject"})
_KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_KEY}}}")


class Flaw(StrEnum):
    """What is wrong with what was sent."""

    BODY = "body"
    CODE = "code"
    TIME = "time"
    KEY_USED = "key_used"


SENTENCES: Mapping[Flaw, str] = {
    Flaw.BODY: "要写 key（1–64 个可见字符）、code、at，可写 until、subject（最长 60 个字），不能有别的项",
    Flaw.CODE: "没有这种事件，code 见 content/events.toml",
    Flaw.TIME: "时刻要带时区，例如 2026-11-22T08:00:00+08:00，400 天前到 800 天后；until 不早于 at",
    Flaw.KEY_USED: "这个 key 已经用于另一件事",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """`key` is the sender's own name for it, the same each time it is told."""

    key: str
    code: str
    at: datetime
    until: datetime | None = None
    subject: str = ""


def read_sent(given: Mapping[str, object], kinds: EventKinds, now: datetime) -> Sent | Flaw:
    """What another system tells."""
    key, code, subject = given.get("key"), given.get("code"), given.get("subject", "")
    if not isinstance(key, str) or not _KEY.fullmatch(key) or not isinstance(code, str) or not given.keys() <= FIELDS:
        return Flaw.BODY
    if not isinstance(subject, str) or len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        return Flaw.BODY
    if code not in kinds.by_code:
        return Flaw.CODE
    at, until = read_instant(given.get("at")), read_instant(given.get("until"))
    if at is None or not now - OLDEST <= at <= now + FURTHEST:
        return Flaw.TIME
    if given.get("until") is not None and (until is None or not at <= until <= now + FURTHEST):
        return Flaw.TIME
    return Sent(key=key, code=code, at=at, until=until, subject=subject.strip())
