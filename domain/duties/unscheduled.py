"""Why a duty has no date, and what would give it one."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """What is lacking."""

    OUTSIDE_DATE = "outside_date"  # somebody else sets the date
    NO_PERIOD = "no_period"  # 定期 without a period
    NO_NUMBER = "no_number"  # 提前 or 几个月 without a number
    NO_TERM = "no_term"
    NO_SEASON = "no_season"
    NO_EVENT = "no_event"
    NEVER_DONE = "never_done"  # every n years, counted from nothing


class Wants(StrEnum):
    """What kind of answer makes it schedulable."""

    DATE = "date"
    PERIOD = "period"
    LENGTH = "length"
    CALENDAR_ENTRY = "calendar_entry"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unscheduled:
    """`text` is Chinese, for the list of unscheduled duties."""

    duty: str
    reason: Reason
    wants: Wants
    text: str
