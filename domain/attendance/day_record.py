"""What a day of attendance came to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from domain.attendance.duty import Duty
from domain.punches import Side


class Verdict(StrEnum):
    """What one punch that was due came to."""

    NORMAL = "normal"
    EXCUSED = "excused"  # a small late within the month's allowance
    LATE = "late"
    VERY_LATE = "very_late"
    LEFT_EARLY = "left_early"
    MISSING = "missing"
    ABSENT = "absent"


class Status(StrEnum):
    """The whole day in one word: the worst of what it has."""

    NORMAL = "normal"
    LATE = "late"
    LEFT_EARLY = "left_early"
    VERY_LATE = "very_late"
    MISSING_IN = "missing_in"
    MISSING_OUT = "missing_out"
    ABSENT = "absent"
    ON_LEAVE = "on_leave"
    ON_TRIP = "on_trip"
    REST = "rest"
    FREE = "free"
    OVERTIME = "overtime"  # punches on a day off


STATUS_NAMES: Mapping[Status, str] = {
    Status.NORMAL: "正常",
    Status.LATE: "迟到",
    Status.LEFT_EARLY: "早退",
    Status.VERY_LATE: "严重迟到",
    Status.MISSING_IN: "缺上班卡",
    Status.MISSING_OUT: "缺下班卡",
    Status.ABSENT: "旷工",
    Status.ON_LEAVE: "请假",
    Status.ON_TRIP: "公出",
    Status.REST: "休息",
    Status.FREE: "不考勤",
    Status.OVERTIME: "休息日打卡",
}
# What asks for an explanation or a correction.
ODD = frozenset(
    {
        Status.LATE,
        Status.LEFT_EARLY,
        Status.VERY_LATE,
        Status.MISSING_IN,
        Status.MISSING_OUT,
        Status.ABSENT,
    }
)

# Each weighs more than all that lie before it can together, whatever their minutes (a day has at most 2880).
WEIGHTS: Mapping[Verdict, int] = {
    Verdict.NORMAL: 0,
    Verdict.EXCUSED: 0,
    Verdict.LATE: 10**5,
    Verdict.LEFT_EARLY: 10**5,
    Verdict.VERY_LATE: 10**7,
    Verdict.MISSING: 10**9,
    Verdict.ABSENT: 10**11,
}


class Mark(NamedTuple):
    """One reading of one clock: a punch as the derivation needs it."""

    at: int
    side: Side | None
    id: int


class Edge(NamedTuple):
    """One punch that was due: when, which punch was used for it, and what it came to.

    `part` is the number of the stretch of duty, from 0. `minutes` are worked ones that were missed.
    """

    side: Side
    part: int
    due: int
    mark: Mark | None
    verdict: Verdict
    minutes: int = 0


class Absence(NamedTuple):
    """An approved leave or trip. `cause` is "leave:1024"."""

    start: int
    end: int
    is_trip: bool
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecord:
    """Of one person. `absent` are minutes of duty without any sign of them; `unused` punches were due for nothing."""

    duty: Duty
    status: Status
    edges: tuple[Edge, ...] = ()
    absent: int = 0
    away: tuple[Absence, ...] = ()
    unused: tuple[Mark, ...] = ()

    @property
    def day(self) -> date:
        return self.duty.day

    @property
    def late(self) -> int:
        """Minutes late that count."""
        late = (Verdict.LATE, Verdict.VERY_LATE)
        return sum(edge.minutes for edge in self.edges if edge.side is Side.IN and edge.verdict in late)

    @property
    def early(self) -> int:
        """Minutes that were left too early and count."""
        return sum(edge.minutes for edge in self.edges if edge.verdict is Verdict.LEFT_EARLY)

    @property
    def badness(self) -> int:
        """A number that orders days by how bad they are."""
        return sum(WEIGHTS[edge.verdict] + edge.minutes for edge in self.edges if WEIGHTS[edge.verdict])


def said(record: DayRecord) -> str:
    """The result in a few words, as it is told and compared with what was told before."""
    if record.status not in ODD:
        return STATUS_NAMES[record.status]
    return said_of(record.status, record.late, record.early, record.absent)


def said_of(status: Status, late: int, early: int, absent: int) -> str:
    """The same of what is kept of a day; lengths in minutes."""
    name = STATUS_NAMES[status]
    if status is Status.ABSENT and absent:
        name = f"旷工{absent}分钟"
    if late:
        name = f"{name}{late}分钟" if status in _LATE else f"{name}、迟到{late}分钟"
    if early:
        name = f"早退{early}分钟" if status is Status.LEFT_EARLY else f"{name}、早退{early}分钟"
    return name


_LATE = frozenset({Status.LATE, Status.VERY_LATE})
