"""What a complete leave says."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.ids import Minutes
from domain.leave_types import LeaveType


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Type, span, counted length and reason. Instants are aware; `end` is the first one not taken.

    `reason` is None where nobody was asked for one.
    """

    kind: LeaveType
    start: datetime
    end: datetime
    minutes: Minutes
    reason: str | None = ""

    def on(self, campus: ZoneInfo) -> tuple[datetime, datetime]:
        """The span in campus time."""
        return self.start.astimezone(campus), self.end.astimezone(campus)
