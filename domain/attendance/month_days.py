"""Days of attendance as they are kept, read for a month: what each came to, its edges, and who was away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from domain.attendance.day_record import ODD, STATUS_NAMES, Status, Verdict, said_of
from domain.ids import DepartmentId, PersonId
from domain.leave_types import NAMES, OFFICIAL
from domain.punches import Side

DAY = timedelta(days=1)
LEAVE_NAME = "请假"  # of a leave that is not known any more
PARTLY = "半"
STATUSES: Mapping[str, Status] = {each.value: each for each in Status}

SIGNS: Mapping[Status, str] = {
    Status.NORMAL: "√",
    Status.LATE: "迟",
    Status.LEFT_EARLY: "早",
    Status.VERY_LATE: "严",
    Status.MISSING_IN: "缺",
    Status.MISSING_OUT: "缺",
    Status.ABSENT: "旷",
    Status.ON_LEAVE: "假",
    Status.ON_TRIP: "公",
    Status.REST: "休",
    Status.FREE: "—",
    Status.OVERTIME: "加",
}
SIGNED: Mapping[str, str] = {
    "√": "正常",
    PARTLY: "部分请假或公出",
    "迟": "迟到",
    "严": "严重迟到",
    "早": "早退",
    "缺": "缺卡",
    "旷": "旷工",
    "假": "请假",
    "公": "公出",
    "加": "休息日打卡",
    "休": "休息",
    "—": "不考勤",
}
LEGEND = "　".join(f"{sign} {meaning}" for sign, meaning in SIGNED.items()) + "　空白 没有结果"


class MonthEdge(NamedTuple):
    """One punch that was due, as it was told: times by the campus's clock."""

    side: Side
    due: str
    at: str
    verdict: Verdict
    minutes: int


class MonthAway(NamedTuple):
    """A leave or trip of the day. `type_name` is what it is called: 年假, 公出."""

    start: str
    end: str
    cause: str
    type_name: str
    is_trip: bool


class MonthDay(NamedTuple):
    """One day of one person."""

    day: date
    status: Status
    late: int
    early: int
    absent: int
    edges: tuple[MonthEdge, ...]
    away: tuple[MonthAway, ...]

    @property
    def sign(self) -> str:
        """The result in one character."""
        return PARTLY if self.status is Status.NORMAL and self.away else SIGNS[self.status]

    @property
    def words(self) -> str:
        """The result as its person is told it."""
        return said_of(self.status, self.late, self.early, self.absent)

    @property
    def remark(self) -> str:
        """Which leave, from when to when."""
        return "；".join(f"{each.type_name} {each.start}–{each.end}" for each in self.away)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMonth:
    """Everything of one person's month. `department` is whose sheet it stands on; None for whom none has."""

    person: PersonId
    staff_no: str
    name: str
    department: DepartmentId | None
    days: tuple[MonthDay, ...]

    @property
    def odd(self) -> tuple[MonthDay, ...]:
        """The days that are not as they should be."""
        return tuple(each for each in self.days if each.status in ODD)


def day_of(day: date, status: str, detail: Mapping[str, object], types: Mapping[str, str]) -> MonthDay:
    """A row of what was derived; `types` are the codes of leave by cause ("leave:1024")."""
    return MonthDay(
        day,
        STATUSES[status],
        _whole(detail.get("late")),
        _whole(detail.get("early")),
        _whole(detail.get("absent")),
        tuple(_edge(each) for each in _lists(detail.get("edges"))),
        tuple(_away(each, types) for each in _lists(detail.get("away"))),
    )


def _edge(kept: Mapping[str, object]) -> MonthEdge:
    return _edge_of(kept["side"], kept["due"], kept.get("at", ""), kept["verdict"], kept.get("minutes"))


@lru_cache(maxsize=10_000)  # a month of five thousand people has half a million of them, and few that differ
def _edge_of(side: object, due: object, at: object, verdict: object, minutes: object) -> MonthEdge:
    return MonthEdge(Side(str(side)), str(due), str(at), Verdict(str(verdict)), _whole(minutes))


def _away(kept: Mapping[str, object], types: Mapping[str, str]) -> MonthAway:
    cause = str(kept["cause"])
    code = types.get(cause, "")
    type_name = NAMES.get(code, LEAVE_NAME)
    return MonthAway(str(kept["from"]), str(kept["to"]), cause, type_name, code == OFFICIAL.code)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _lists(value: object) -> list[dict[str, object]]:
    return value if isinstance(value, list) else []


def status_said(day: MonthDay) -> str:
    """The name of the result alone."""
    return STATUS_NAMES[day.status]


def days_in(month: date) -> list[date]:
    """Every day of it."""
    first = month.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return [first + DAY * number for number in range((following - first).days)]
