"""Punches and planned checks of an organisation. Source: docs, open attendance clock-in data and records."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

OLDEST = timedelta(days=180)


class CheckType(StrEnum):
    """Coming or going."""

    ON_DUTY = "OnDuty"
    OFF_DUTY = "OffDuty"


class TimeResult(StrEnum):
    """What became of one planned check."""

    NORMAL = "Normal"
    EARLY = "Early"
    LATE = "Late"
    SERIOUS_LATE = "SeriousLate"
    ABSENTEEISM = "Absenteeism"
    NOT_SIGNED = "NotSigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One planned check. `punched_at` None: nobody came, which raises no event. `work_date` is midnight of the day."""

    no: int
    userid: str
    check_type: CheckType
    work_date: datetime
    planned_at: datetime
    punched_at: datetime | None
    time_result: TimeResult
    location_result: str = "Normal"
    source_type: str = "USER"
    location_method: str = "MAP"
    address: str = "示例职业技术学院"
    arrived_at: datetime | None = None  # when DingTalk got to know it, None: at once
    invalid: str = ""  # "Security": made with a forged place

    @property
    def at(self) -> datetime:
        """When it was, or should have been."""
        return self.punched_at or self.planned_at


class Attendance:
    """All checks of an organisation."""

    def __init__(self) -> None:
        self.checks: list[Check] = []

    def add(
        self,
        userid: str,
        check_type: CheckType,
        *,
        planned_at: datetime,
        punched_at: datetime | None,
        time_result: TimeResult | None = None,
        source_type: str = "USER",
        arrived_at: datetime | None = None,
        invalid: str = "",
    ) -> Check:
        """One more check; without a result it is worked out to the minute. `planned_at` carries the local time zone."""
        check = Check(
            no=len(self.checks) + 1,
            userid=userid,
            check_type=check_type,
            work_date=planned_at.replace(hour=0, minute=0, second=0, microsecond=0),
            planned_at=planned_at,
            punched_at=punched_at,
            time_result=time_result or _judge(check_type, planned_at, punched_at),
            source_type=source_type if punched_at else "SYSTEM",
            arrived_at=arrived_at,
            invalid=invalid,
        )
        self.checks.append(check)
        return check

    def planned(self, userids: list[str], first: datetime, last: datetime) -> list[Check]:
        """Planned checks of these members on these days."""
        end = last + timedelta(days=1)
        return [check for check in self.checks if check.userid in userids and first <= check.work_date < end]

    def punched(self, userids: list[str], begin: datetime, end: datetime, now: datetime) -> list[Check]:
        """Real punches of these members in that time, as far as they are known by `now` and not too old to be read."""
        return [
            check
            for check in self.checks
            if check.userid in userids
            and check.punched_at
            and max(begin, now - OLDEST) <= check.punched_at <= end
            and (check.arrived_at is None or check.arrived_at <= now)
        ]


def _judge(check_type: CheckType, planned_at: datetime, punched_at: datetime | None) -> TimeResult:
    if punched_at is None:
        return TimeResult.NOT_SIGNED
    if check_type is CheckType.ON_DUTY and punched_at >= planned_at + timedelta(minutes=1):
        return TimeResult.LATE
    if check_type is CheckType.OFF_DUTY and punched_at < planned_at:
        return TimeResult.EARLY
    return TimeResult.NORMAL
