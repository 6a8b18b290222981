"""The 打卡 application of a corp: its groups with their times, and what its members have punched.

Source: paths 90262 (records), 90263 (rules), 95803 (corrections).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from emulator.wecom.apps import App
from emulator.wecom.people import Member

AGENT_ID = 3010011
# WeCom's own clock, whatever a college's.
LOCAL = ZoneInfo("Asia/Shanghai")


class Kind(StrEnum):
    """checkin_type."""

    ON_DUTY = "上班打卡"
    OFF_DUTY = "下班打卡"
    OUTDOOR = "外出打卡"
    ONLY_NOTED = "仅记录打卡时间和位置"


MISSED = "未打卡"
ELSEWHERE = "地点异常"
WRONG_TIME = "时间异常"


@dataclass(frozen=True, slots=True, kw_only=True)
class PunchGroup:
    """A group with fixed times; `slots` are pairs of coming and going in seconds from midnight."""

    group_id: int
    name: str
    users: frozenset[str]
    slots: tuple[tuple[int, int], ...] = ((9 * 3600, 18 * 3600),)
    needs_photo: bool = False

    @property
    def times(self) -> dict[int, Kind]:
        """Every time of the day at which somebody is due."""
        return {second: kind for pair in self.slots for second, kind in zip(pair, Kind, strict=False)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Punch:
    """One row. `arrived_at` is when the platform got to know it: a device may send days late."""

    no: int
    user_id: str
    kind: Kind
    at: datetime
    arrived_at: datetime
    exceptions: tuple[str, ...] = ()
    place: str = "示例职业技术学院"
    latitude: float = 30.274085
    longitude: float = 120.15507
    notes: str = ""
    device_id: str = "E5FA89F6-3926-4972-BE4F-4A7ACF4701E2"
    due: int | None = None  # seconds from midnight


@dataclass(slots=True)
class Checkin:
    """打卡 → API: its own secret, and `callers`, the self-built applications that may call it (可调用接口的应用)."""

    secret: str
    callers: frozenset[int] = frozenset()
    groups: list[PunchGroup] = field(default_factory=list[PunchGroup])
    punches: list[Punch] = field(default_factory=list[Punch])
    app: App = field(init=False)

    def __post_init__(self) -> None:
        self.app = App(agent_id=AGENT_ID, secret=self.secret, name="打卡")

    def add(
        self,
        user_id: str,
        at: datetime,
        *,
        arrived_at: datetime,
        kind: Kind | None = None,
        exceptions: tuple[str, ...] = (),
        notes: str = "",
        due: int | None = None,
    ) -> Punch:
        """One more row. Without a kind it is worked out by what is nearest in the member's group."""
        nearest = self._nearest(user_id, at) if due is None else due
        punch = Punch(
            no=len(self.punches) + 1,
            user_id=user_id,
            kind=kind or self._kind(user_id, nearest),
            at=at,
            arrived_at=arrived_at,
            exceptions=exceptions,
            notes=notes,
            due=nearest,
        )
        self.punches.append(punch)
        return punch

    def group_of(self, user_id: str) -> PunchGroup | None:
        """The group that a member belongs to."""
        lower = user_id.lower()
        return next((group for group in self.groups if lower in {user.lower() for user in group.users}), None)

    def rows(self, members: list[Member], begin: datetime, end: datetime, now: datetime) -> list[Punch]:
        """What is known by `now` of that time, and what was due and has not happened."""
        users = {member.user_id.lower() for member in members}
        found = [p for p in self.punches if p.user_id.lower() in users and begin <= p.at <= end and p.arrived_at <= now]
        missed = [row for member in members for row in self._missed(member, begin, min(end, now), found)]
        return sorted((*found, *missed), key=lambda punch: (punch.at, punch.no))

    def _missed(self, member: Member, begin: datetime, end: datetime, found: list[Punch]) -> list[Punch]:
        """Rows of their own in place of what was due. When they say that it was is not documented: when it was due."""
        group = self.group_of(member.user_id)
        if group is None:
            return []
        known = {(p.at.astimezone(LOCAL).date(), p.due) for p in found if p.user_id.lower() == member.user_id.lower()}
        return [
            Punch(
                no=0,
                user_id=member.user_id,
                kind=group.times[second],
                at=at,
                arrived_at=at,
                exceptions=(MISSED,),
                place="",
                device_id="",
                due=second,
            )
            for at, second in _due(group, begin, end)
            if (at.astimezone(LOCAL).date(), second) not in known
        ]

    def _nearest(self, user_id: str, at: datetime) -> int | None:
        group = self.group_of(user_id)
        local = at.astimezone(LOCAL)
        second = local.hour * 3600 + local.minute * 60 + local.second
        return min(group.times, key=lambda due: abs(due - second)) if group else None

    def _kind(self, user_id: str, due: int | None) -> Kind:
        group = self.group_of(user_id)
        return group.times[due] if group and due in group.times else Kind.ONLY_NOTED


def _due(group: PunchGroup, begin: datetime, end: datetime) -> Iterator[tuple[datetime, int]]:
    """Every instant in between at which the group is due, with the second of its day."""
    day = begin.astimezone(LOCAL).date()
    while day <= end.astimezone(LOCAL).date():
        midnight = datetime.combine(day, time(), LOCAL)
        for second in group.times:
            at = (midnight + timedelta(seconds=second)).astimezone(UTC)
            if begin <= at <= end:
                yield at, second
        day += timedelta(days=1)
