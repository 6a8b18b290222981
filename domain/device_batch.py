"""What a gate or face terminal sends: punches by staff number, signed, with the device's own time."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import cast

from domain.punches import Side

MOST_PUNCHES = 500  # of one batch; with every field filled in they stay below the limit of a body
MOST_DRIFT = timedelta(days=1)  # a clock that is further off tells nothing, and old copies of a batch look like it
NOISE = timedelta(seconds=2)  # what a network takes is no fault of the clock
AHEAD = timedelta(minutes=1)  # a correct punch cannot be later than its batch by more than the measuring is off
OLDEST = timedelta(days=100)  # what is older comes by file, once, and under somebody's eyes
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
NONCE = re.compile(r"[0-9A-Za-z_-]{8,64}")
MILLISECONDS = re.compile(r"[0-9]{13}")
SIGNATURE = re.compile(r"[0-9a-f]{64}")
LONGEST_STAFF_NO = 64
LONGEST_PLACE = 100
KEY_BYTES = 32
DUMMY_KEY = bytes(KEY_BYTES)  # for a device that nobody knows: refusing it takes as long
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Cause(StrEnum):
    """Why a whole batch is refused. The words are part of the interface."""

    HEADERS = "headers"
    UNKNOWN_DEVICE = "unknown_device"
    SIGNATURE = "signature"
    CLOCK = "clock"
    REPLAYED = "replayed"
    BODY = "body"
    TOO_MANY = "too_many"
    PUNCHES = "punches"


class Flaw(StrEnum):
    """What is wrong with one punch. The words are part of the interface."""

    SHAPE = "shape"
    PERSON = "unknown_person"
    TIME = "time"
    FUTURE = "from_the_future"
    OLD = "too_old"


SENTENCES: Mapping[Cause | Flaw, str] = {
    Cause.HEADERS: "请求头不完整：要有设备名、设备时间（毫秒）、随机串和签名",
    Cause.UNKNOWN_DEVICE: "没有这台设备，或已停用：请用 run.py device add 登记",
    Cause.SIGNATURE: "签名不对：请核对设备密钥和签名的写法",
    Cause.CLOCK: "设备时钟与服务器相差超过一天：请先校准设备时间",
    Cause.REPLAYED: "这个随机串已经用过：重发时请换新的随机串并重新签名，打卡不会重复计算",
    Cause.BODY: '请求体不是 {"punches": [...]} 这样的 JSON',
    Cause.TOO_MANY: f"一批最多 {MOST_PUNCHES} 条，至少 1 条",
    Cause.PUNCHES: "有打卡记录不对，整批没有收下：请改正或去掉列出的几条后重发",
    Flaw.SHAPE: "字段不对：person 和 at 必填，side 只能是 in 或 out，place 最长 100 字",
    Flaw.PERSON: "没有这个工号",
    Flaw.TIME: "时间不对：要带时区，例如 2026-11-22T07:58:03+08:00，或毫秒整数",
    Flaw.FUTURE: "时间在将来",
    Flaw.OLD: f"早于 {OLDEST.days} 天：请用文件导入",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What the headers say."""

    device: str
    sent_at: datetime
    nonce: str
    stamp: str
    signature: str

    def fits(self, key: bytes, body: bytes) -> bool:
        """Whether the device has signed exactly this. Takes the same time whatever is wrong."""
        signed = hmac.new(key, b"\n".join((self.stamp.encode(), self.nonce.encode(), body)), hashlib.sha256)
        return hmac.compare_digest(signed.hexdigest(), self.signature)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One punch as the device says it."""

    staff_no: str
    said_at: datetime
    side: Side | None
    place: str

    @property
    def key(self) -> str:
        """By the device's own second: however its clock is judged, what is sent again is the same."""
        return f"{self.staff_no}:{(self.said_at - EPOCH) // timedelta(seconds=1)}"


@dataclass(frozen=True, slots=True)
class Flawed:
    """Which punch, counted from 0, and what is wrong with it."""

    index: int
    flaw: Flaw


def read_seal(device: str, stamp: str, nonce: str, signature: str) -> Seal | None:
    """None for headers that cannot be right."""
    formats = ((NAME, device), (MILLISECONDS, stamp), (NONCE, nonce), (SIGNATURE, signature))
    if not all(pattern.fullmatch(text) for pattern, text in formats):
        return None
    sent_at = EPOCH + timedelta(milliseconds=int(stamp))
    return Seal(device=device, sent_at=sent_at, nonce=nonce, stamp=stamp, signature=signature)


def read_punches(body: bytes) -> Sequence[object] | Cause:
    """The punches of a body, none of them read yet."""
    try:
        found: object = json.loads(body.decode())
    except (ValueError, RecursionError):
        return Cause.BODY
    sent = cast("dict[str, object]", found).get("punches") if isinstance(found, dict) else None
    if not isinstance(sent, list):
        return Cause.BODY
    return cast("list[object]", sent) if 1 <= len(sent) <= MOST_PUNCHES else Cause.TOO_MANY


def read_told(given: object) -> Told | Flaw:
    """One of them."""
    if not isinstance(given, dict):
        return Flaw.SHAPE
    fields = cast("dict[str, object]", given)
    staff_no, side, place = fields.get("person"), fields.get("side"), fields.get("place", "")
    if not isinstance(staff_no, str) or not 1 <= len(staff_no) <= LONGEST_STAFF_NO:
        return Flaw.SHAPE
    if side not in (None, *Side) or not isinstance(place, str) or len(place) > LONGEST_PLACE:
        return Flaw.SHAPE
    said_at = _instant(fields.get("at"))
    if said_at is None:
        return Flaw.TIME
    return Told(staff_no=staff_no.strip(), said_at=said_at, side=None if side is None else Side(str(side)), place=place)


def drift_of(sent_at: datetime, now: datetime) -> timedelta:
    """How far the device's clock is ahead of ours; nothing where it is only the network."""
    ahead = sent_at - now
    return ahead if abs(ahead) >= NOISE else timedelta()


def time_flaw(at: datetime, now: datetime) -> Flaw | None:
    """What is wrong with a corrected time."""
    if at > now + AHEAD:
        return Flaw.FUTURE
    return Flaw.OLD if at < now - OLDEST else None


def _instant(written: object) -> datetime | None:
    """Text with an offset, or whole milliseconds; no plain seconds, which would be 1970 without anybody noticing."""
    if isinstance(written, str):
        try:
            found = datetime.fromisoformat(written)
        except ValueError:
            return None
        return None if found.tzinfo is None else _in_utc(found)
    if isinstance(written, int) and MILLISECONDS.fullmatch(str(written)):
        return EPOCH + timedelta(milliseconds=written)
    return None


def _in_utc(at: datetime) -> datetime | None:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return None
