"""What a gate asks and is told: whether a student's pass is in force, and who went through when."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

AROUND = timedelta(days=1)  # how far from the instant asked about passes are looked at, and how far that may lie off
LATEST_PASSAGE = timedelta(days=30)  # a gate that was cut off may tell so much later
AHEAD = timedelta(minutes=5)  # by so much a gate's clock may be ahead of ours
LONGEST_NUMBER = 32  # signs of a staff or card number
LONGEST_KEY = 100
LONGEST_PLACE = 50
_NUMBER = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_NUMBER}}}")
_KEY = re.compile(rf"[!-~]{{1,{LONGEST_KEY}}}")


class Reason(StrEnum):
    """Why a gate opens or does not."""

    PASS = "pass"  # noqa: S105 - a pass is no password
    NO_PASS = "no_pass"  # noqa: S105
    TOO_EARLY = "too_early"
    OVER = "over"
    LEFT = "left"
    UNKNOWN = "unknown"


class Side(StrEnum):
    """Which way somebody went."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Pass:
    """One approved leave as the gate knows it."""

    request_no: int
    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Answer:
    """`until` is there while the gate opens."""

    allowed: bool
    reason: Reason
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a gate asks about: by the staff or student number, else by the number of their card."""

    staff_no: str = ""
    card: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Somebody went through. `key` is the gate's own name for it, the same each time it is told."""

    who: Asked
    key: str
    side: Side
    at: datetime
    place: str = ""


class Flaw(StrEnum):
    """What is wrong with what a gate has sent."""

    QUERY = "query"
    TIME = "time"
    PERSON = "person"
    KEY_USED = "key_used"


SENTENCES: Mapping[Flaw, str] = {
    Flaw.QUERY: "要写 staff_no 或 card 其中之一，字母、数字、- 和 _，最长 32 个；其余各项见 /api/v1/openapi.json",
    Flaw.TIME: "时刻要带时区，例如 2026-11-22T08:00:00+08:00，查询只到前后一天，通行只到 30 天前",
    Flaw.PERSON: "没有这个人或这张卡",
    Flaw.KEY_USED: "这个 key 已经用于另一次通行",
}


def decide(passes: Sequence[Pass], at: datetime) -> Answer:
    """What the gate is told of somebody with these passes. Passes that follow each other without a gap are one."""
    in_force = next((each for each in passes if each.holds(at)), None)
    if in_force is None:
        is_early = any(at < each.starts_at <= at + AROUND for each in passes)
        is_over = any(at - AROUND < each.ends_at <= at for each in passes)
        return Answer(
            allowed=False, reason=Reason.TOO_EARLY if is_early else Reason.OVER if is_over else Reason.NO_PASS
        )
    until = in_force.ends_at
    for each in sorted(passes, key=lambda one: one.starts_at):
        if each.starts_at <= until < each.ends_at:
            until = each.ends_at
    return Answer(allowed=True, reason=Reason.PASS, until=until)


def read_asked(given: Mapping[str, object]) -> Asked | None:
    """By one of the two; None for none, both, or what can be no number."""
    found = {name: value for name in ("staff_no", "card") if (value := given.get(name)) not in (None, "")}
    if len(found) != 1:
        return None
    ((name, value),) = found.items()
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        return None
    return Asked(staff_no=value) if name == "staff_no" else Asked(card=value)


def read_instant(written: object) -> datetime | None:
    """An instant with its zone; None for anything else. A + that a query has turned into a space is one."""
    if not isinstance(written, str):
        return None
    try:
        at = datetime.fromisoformat(written.replace(" ", "+") if "T" in written else written)
    except ValueError:
        return None
    return None if at.tzinfo is None else at


def read_passage(given: Mapping[str, object], now: datetime) -> Passage | Flaw:
    """What a gate tells of somebody who went through."""
    who, key, place = read_asked(given), given.get("key"), given.get("place", "")
    if who is None or not isinstance(key, str) or not _KEY.fullmatch(key):
        return Flaw.QUERY
    if given.get("side") not in set(Side) or not isinstance(place, str) or len(place) > LONGEST_PLACE:
        return Flaw.QUERY
    at = read_instant(given.get("at"))
    if at is None or not now - LATEST_PASSAGE <= at <= now + AHEAD:
        return Flaw.TIME
    return Passage(who=who, key=key, side=Side(str(given["side"])), at=at, place=place)
