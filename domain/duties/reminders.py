"""When people are told in the morning, and when nobody is written to."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class CatchUp(StrEnum):
    """What becomes of a morning on which nothing ran."""

    LATE = "late"  # sent as soon as something runs again, as long as the day is worked
    SKIP = "skip"  # not sent that day


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """`hour` is the college's, where somebody has chosen none. From `quiet_from` to `quiet_until` nobody is written to.

    `grace` is how many minutes after the hour it is still on time.
    """

    hour: time = time(8, 30)
    quiet_from: time = time(21)
    quiet_until: time = time(7)
    catch_up: CatchUp = CatchUp.LATE
    grace: int = 30

    def is_quiet(self, at: time) -> bool:
        """Whether nobody is to be written to at this time of the day; a night goes over midnight."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until

    def is_too_late(self, hour: time, now: datetime, campus: ZoneInfo, work_ends: datetime) -> bool:
        """Whether what was due at `hour` of this day is not sent any more."""
        if now >= work_ends:
            return True
        due = datetime.combine(now.astimezone(campus).date(), hour, campus)
        return self.catch_up is CatchUp.SKIP and now - due > self.grace * MINUTE


def tomorrow(now: datetime, campus: ZoneInfo) -> datetime:
    """When the next day begins."""
    return datetime.combine(day_of(now, campus) + DAY, time(), campus)


def day_of(now: datetime, campus: ZoneInfo) -> date:
    """The day on campus."""
    return now.astimezone(campus).date()
