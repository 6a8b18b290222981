"""How often something may happen. Windows slide and hold only what was allowed."""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from emulator.wecom.errors import ApiError
from emulator.wecom.rules import Rules

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
PERSON_TIMES_PER_ACCOUNT = 200
THROTTLED = 45009
CHECKIN = "checkin/"
# Sending has its own limits and is not counted in the basic ones (path 90312).
NOT_COUNTED = frozenset({"message/send", "auth/getuserinfo"})


class Budget:
    """At most so many per minute and per hour, for each key on its own."""

    def __init__(self, per_minute: int, per_hour: int) -> None:
        self._windows = ((per_minute, MINUTE), (per_hour, HOUR))
        self._longest = max(per_minute, per_hour)
        self._taken: dict[Hashable, deque[datetime]] = {}

    def exceeded(self, key: Hashable, now: datetime) -> timedelta | None:
        """The window that has no room left, or None. Takes nothing."""
        taken = self._taken.get(key, ())
        for most, window in self._windows:
            if len(taken) >= most and taken[-most] > now - window:
                return window
        return None

    def take(self, key: Hashable, now: datetime) -> bool:
        """Whether it is allowed now; if so it is counted."""
        if self.exceeded(key, now):
            return False
        self._taken.setdefault(key, deque(maxlen=self._longest)).append(now)
        return True


@dataclass(slots=True)
class Count:
    """Calls in the present minute and hour, and until when the caller is shut out."""

    minute: datetime
    hour: datetime
    in_minute: int = 0
    in_hour: int = 0
    blocked_until: datetime | None = None


class CallLimits:
    """The basic limits per call. Whoever exceeds one is shut out for as long as its window is."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._counts: dict[str, Count] = {}

    def take(self, path: str, now: datetime) -> None:
        """Count one call. Raises ApiError 45009."""
        if path not in NOT_COUNTED:
            own = self._rules.punches_per_minute if path.startswith(CHECKIN) else self._rules.api_per_minute
            self._count(path, now, own)

    def take_debug(self, now: datetime) -> None:
        """Count one call with debug=1. Raises ApiError 45009."""
        self._count("debug=1", now, self._rules.debug_per_minute)

    def _count(self, path: str, now: datetime, per_minute: int) -> None:
        count = self._counts.setdefault(path, Count(now, now))
        if count.blocked_until and now < count.blocked_until:
            raise ApiError(THROTTLED)
        if now - count.minute >= MINUTE:
            count.minute, count.in_minute = now, 0
        if now - count.hour >= HOUR:
            count.hour, count.in_hour = now, 0
        count.in_minute += 1
        count.in_hour += 1
        if count.in_minute > per_minute or count.in_hour > self._rules.api_per_hour:
            count.blocked_until = now + (MINUTE if count.in_minute > per_minute else HOUR)
            raise ApiError(THROTTLED)


@dataclass(slots=True)
class Day:
    """Person-times of one application on one day."""

    day: date
    taken: int = 0


@dataclass(slots=True)
class SendingLimits:
    """Person-times per application and day, and the silent limit per member."""

    rules: Rules
    members: Budget = field(init=False)
    _days: dict[int, Day] = field(init=False, default_factory=dict[int, Day])

    def __post_init__(self) -> None:
        self.members = Budget(self.rules.member_per_minute, self.rules.member_per_hour)

    def take_person_times(self, agent_id: int, count: int, now: datetime) -> None:
        """Count the recipients of one send. Raises ApiError 45009."""
        day = self._days.setdefault(agent_id, Day(now.date()))
        if day.day != now.date():
            day.day, day.taken = now.date(), 0
        if day.taken + count > self.rules.account_limit * PERSON_TIMES_PER_ACCOUNT:
            raise ApiError(THROTTLED)
        day.taken += count
