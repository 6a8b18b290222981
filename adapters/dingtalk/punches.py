"""考勤: punches from the record and from events, under one key.

Source: docs, attendance clock-in record and attendance events. A forgotten punch can be written only by DingTalk's own
approval application or for approvals that it knows, so that ours stay here.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.dingtalk.answers import Reply
from adapters.dingtalk.asking import Asking
from adapters.dingtalk.fields import Fields, instant, rows, text, user_id
from adapters.dingtalk.gap_records import CAMPUS, PUNCH_TIME, PUNCHES, USERS_PER_CALL, windows
from adapters.plain_text import clean
from adapters.ports import Finding, PlatformFailure, PlatformRefused
from domain.punch_reading import PunchCorrection, PunchRead
from domain.punches import Side

OLDEST = timedelta(days=180)  # what is older cannot be read any longer
SIDES = {"OnDuty": Side.IN, "OffDuty": Side.OUT}
PLACES = {"Normal": True, "Outside": False}
NOBODY = frozenset({"SYSTEM"})  # rows that no hand has made
ILLEGAL = "N"
WHERE = (
    "请在开发者后台打开本应用，在“权限管理”中开通“企业考勤数据读取”（qyapi_get_attendance_data），并重新发布；"
    "在“事件订阅”中勾选“员工打卡事件”，打卡才会立即到达"
)

Known = Callable[[Collection[str]], Awaitable[Collection[str]]]
"""Which of these ids the directory knows."""


@dataclass(slots=True)
class _Asked:
    """Members of one call, and whether the directory was asked for them."""

    users: list[str]
    is_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DingtalkPunches:
    """Of one account."""

    asking: Asking
    known: Known

    @property
    def tells_itself(self) -> bool:
        """See `Punches`."""
        return True

    @property
    def takes_corrections(self) -> bool:
        """See `Punches`."""
        return False

    async def read_punches(self, members: Collection[str], since: datetime, until: datetime) -> Sequence[PunchRead]:
        """See `Punches`."""
        users = [*dict.fromkeys(members)]
        found: dict[str, PunchRead] = {}
        for first in range(0, len(users), USERS_PER_CALL):
            asked = _Asked([*users[first : first + USERS_PER_CALL]])
            for begin, end in windows(max(since, until - OLDEST), until):
                for read in await self._read(asked, begin, end):
                    found.setdefault(read.key, read)
        return list(found.values())

    async def correct_punch(self, correction: PunchCorrection) -> None:
        """See `Punches`."""
        del correction
        raise PlatformRefused("unsupported", "钉钉不接受程序补写打卡：补卡只记在值铃，需要时请在钉钉考勤后台手工更正")

    async def check_punches(self, now: datetime) -> Finding:
        """See `Punches`. A member that nobody is: the platform looks at the permission first."""
        subject = "考勤打卡"
        try:
            await self._ask(["dutybell-check"], now - timedelta(minutes=1), now)
        except PlatformFailure as failure:
            return Finding(subject, is_ok=False, advice=f"{failure.hint}（{failure.code}）。{WHERE}")
        return Finding(subject, is_ok=True, advice="请确认“事件订阅”中勾选了“员工打卡事件”；钉钉不接受程序补写打卡")

    async def _read(self, asked: "_Asked", begin: datetime, end: datetime) -> list[PunchRead]:
        """One unknown id empties the answer without a word, so after an empty one only those are asked for whom the
        directory knows; it is looked at once for each list.
        """
        if not asked.users:
            return []
        records = rows(await self._ask(asked.users, begin, end), "recordresult")
        if not records and not asked.is_known:
            before, asked.users, asked.is_known = len(asked.users), [*await self.known(asked.users)], True
            if 0 < len(asked.users) < before:
                records = rows(await self._ask(asked.users, begin, end), "recordresult")
        return [read for record in records if (read := _recorded(record))]

    async def _ask(self, users: Sequence[str], begin: datetime, end: datetime) -> Reply:
        asked = {
            "userIds": list(users),
            "checkDateFrom": begin.astimezone(CAMPUS).strftime(PUNCH_TIME),
            "checkDateTo": end.astimezone(CAMPUS).strftime(PUNCH_TIME),
            "isI18n": False,
        }
        return await self.asking.ask(PUNCHES, asked)


def told_punches(event: Fields) -> tuple[PunchRead, ...]:
    """Those of an attendance_check_record; old pages spell `DataList`."""
    return tuple(read for row in rows(event, "dataList") if (read := _read(row, "checkTime", "address")))


def _recorded(record: Fields) -> PunchRead | None:
    """None for a row that no hand has made, and for a punch that the platform found to be forged."""
    if text(record, "sourceType") in NOBODY or text(record, "isLegal") == ILLEGAL:
        return None
    return _read(record, "userCheckTime", "userAddress")


def _read(row: Fields, time_name: str, place_name: str) -> PunchRead | None:
    user, at = user_id(row, "userId"), instant(row, time_name)
    if user is None or at is None:
        return None
    return PunchRead(
        user_id=user,
        at=at.replace(microsecond=0),
        place=clean(text(row, place_name)),
        side=SIDES.get(text(row, "checkType")),
        within_fence=PLACES.get(text(row, "locationResult")),
    )
