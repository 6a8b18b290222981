"""打卡: records within the platform's limits, and a forgotten punch written back.

Source: developer documentation, paths 90262 and 95803.
"""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone

from adapters.patience import Pause, patiently
from adapters.plain_text import clean
from adapters.ports import (
    Finding,
    PlatformFailure,
    PlatformMisconfigured,
    PlatformRefused,
    RecipientUnreachable,
)
from adapters.replies import Record, objects, read_text, read_whole
from adapters.wecom.client import Reply, WecomClient
from adapters.wecom.fields import USER_ID
from domain.punch_reading import PunchCorrection, PunchRead
from domain.punches import Side

RECORDS = "/cgi-bin/checkin/getcheckindata"
CORRECT = "/cgi-bin/checkin/punch_correction"

USERS_PER_CALL = 100
SPAN = timedelta(days=29)  # thirty are allowed
SECONDS_APART = 0.2  # 600 calls a minute are allowed; half of them are for whoever else calls
EVERY_KIND = 3
REMARK_BYTES = 512
CAMPUS = timezone(timedelta(hours=8))  # the platform's own clock, whatever the office's
LATEST = 10**10 - 1  # seconds, ten digits

MISSED = "未打卡"  # a row of its own for what did not happen
ELSEWHERE = "地点异常"
ON_SITE = frozenset({"上班打卡", "下班打卡"})  # the kinds for which the platform looks at the place
SIDES = {"上班打卡": Side.IN, "下班打卡": Side.OUT}
NO_RIGHT = "48002"
NO_SLOT, SLOT = "301080", "schedule_checkin_time"
WHERE = (
    "请在企业微信管理后台“应用管理 → 打卡 → API → 可调用接口的应用”中加入本应用，"
    "或把打卡应用“API”页的 Secret 填到 checkin_secret"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WecomPunches:
    """`reader` has the secret of 打卡, or is the application; only the application may write."""

    reader: WecomClient
    writer: WecomClient
    pause: Pause = asyncio.sleep

    @property
    def tells_itself(self) -> bool:
        """See `Punches`. The platform has no event for it."""
        return False

    @property
    def takes_corrections(self) -> bool:
        """See `Punches`."""
        return True

    async def read_punches(self, members: Collection[str], since: datetime, until: datetime) -> Sequence[PunchRead]:
        """See `Punches`."""
        users = [user for user in dict.fromkeys(members) if USER_ID.fullmatch(user)]
        found: dict[str, PunchRead] = {}
        for begin, end in _windows(since, until):
            for first in range(0, len(users), USERS_PER_CALL):
                for read in await self._known(users[first : first + USERS_PER_CALL], begin, end):
                    found.setdefault(read.key, read)
                await self.pause(SECONDS_APART)
        return list(found.values())

    async def correct_punch(self, correction: PunchCorrection) -> None:
        """See `Punches`."""
        midnight = datetime.combine(correction.day, time(), CAMPUS)
        body: dict[str, object] = {
            "userid": correction.user_id,
            "schedule_date_time": int(midnight.timestamp()),
            "checkin_time": int(correction.at.timestamp()),
            "remark": _cut(correction.remark),
        }
        if correction.due_at is not None:
            body[SLOT] = (correction.due_at - midnight) // timedelta(seconds=1)
        try:
            await self._write(body)
        except PlatformMisconfigured as failure:
            raise _with_place(failure) from None

    async def _write(self, body: dict[str, object]) -> None:
        """Whoever is under no rule there has no time of duty there, whatever ours says."""
        try:
            await self.writer.post(CORRECT, body)
        except PlatformRefused as refused:
            if refused.code != NO_SLOT or SLOT not in body:
                raise
            await self.writer.post(CORRECT, {name: value for name, value in body.items() if name != SLOT})

    async def check_punches(self, now: datetime) -> Finding:
        """See `Punches`. Nobody's punches are asked for: that refuses a list without members, after the rights."""
        subject = "打卡记录"
        try:
            await self.reader.post(RECORDS, _asked(["dutybell-check"], now - timedelta(minutes=1), now))
        except RecipientUnreachable:
            pass  # it may be asked, and such a member is not there
        except PlatformMisconfigured as failure:
            return Finding(subject, is_ok=False, advice=f"{_with_place(failure).hint}（{failure.code}）")
        except PlatformFailure as failure:
            return Finding(subject, is_ok=False, advice=f"{failure.hint}（{failure.code}）")
        return Finding(subject, is_ok=True, advice="补卡通过后会写回企业微信，要求本应用在“可调用接口的应用”中")

    async def _known(self, users: Sequence[str], begin: datetime, end: datetime) -> list[PunchRead]:
        """One id that is not known refuses the whole list: halves are asked until it stands alone."""
        try:
            reply = await self._ask(_asked(users, begin, end))
        except RecipientUnreachable:
            if len(users) == 1:
                return []
            middle = len(users) // 2
            return [*await self._known(users[:middle], begin, end), *await self._known(users[middle:], begin, end)]
        except PlatformMisconfigured as failure:
            raise _with_place(failure) from None
        return [read for row in objects(reply, "checkindata") if (read := _read(row))]

    async def _ask(self, body: Mapping[str, object]) -> Reply:
        return await patiently(lambda: self.reader.post(RECORDS, body, is_repeatable=True), self.pause)


def _asked(users: Sequence[str], begin: datetime, end: datetime) -> dict[str, object]:
    return {
        "opencheckindatatype": EVERY_KIND,
        "starttime": int(begin.timestamp()),
        "endtime": int(end.timestamp()),
        "useridlist": list(users),
    }


def _windows(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Neighbours share their end, so that no second falls between them."""
    begin = since
    while begin < until:
        end = min(until, begin + SPAN)
        yield begin, end
        begin = end


def _read(row: Record) -> PunchRead | None:
    """None for what did not happen, and for a row that does not say who or when."""
    user, seconds = read_text(row, "userid"), read_whole(row, "checkin_time")
    exceptions = read_text(row, "exception_type").split(";")
    if not USER_ID.fullmatch(user) or not 0 < seconds <= LATEST or MISSED in exceptions:
        return None
    kind = read_text(row, "checkin_type")
    return PunchRead(
        user_id=user,
        at=datetime.fromtimestamp(seconds, UTC),
        place=clean(read_text(row, "location_title") or read_text(row, "location_detail")),
        side=SIDES.get(kind),
        within_fence=(ELSEWHERE not in exceptions) if kind in ON_SITE else None,
    )


def _cut(remark: str) -> str:
    """So many bytes, and no half character."""
    return remark.encode()[:REMARK_BYTES].decode(errors="ignore")


def _with_place(failure: PlatformMisconfigured) -> PlatformMisconfigured:
    """A missing right names the page of the console where it is given."""
    if failure.code != NO_RIGHT:
        return failure
    return PlatformMisconfigured(failure.code, f"没有读写打卡记录的权限：{WHERE}")
