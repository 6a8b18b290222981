"""From when on a day may be judged."""

from datetime import date

from domain.attendance.day_record import DayRecord, Status
from domain.attendance.duty import DutyKind

SETTLED = 30  # minutes after the last punch was due: before, a missing punch may still come


def is_settled(record: DayRecord, now: int, today: date) -> bool:
    """A day off is over when it begins, unless somebody comes; leave is what it is. `now` is a minute."""
    if record.duty.kind is not DutyKind.WORK or record.status in {Status.ON_LEAVE, Status.ON_TRIP}:
        return record.day <= today
    return now >= record.duty.end + record.duty.rule.flex_after + SETTLED
