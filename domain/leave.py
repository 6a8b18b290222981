"""What a complete leave form says, and how it is kept in a request's fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.ids import Minutes
from domain.leave_types import BY_CODE, LeaveType

FORM = "leave"
FORM_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Type, span, counted length and reason. Instants are aware, `ends_at` is the first one not taken."""

    kind: LeaveType
    starts_at: datetime
    ends_at: datetime
    minutes: Minutes
    reason: str = ""

    def to_fields(self) -> dict[str, object]:
        """For storage; `from_fields` reads it back equal."""
        return {
            "leave_type": self.kind.code,
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat(),
            "minutes": self.minutes,
            "reason": self.reason,
        }


def leave_from(fields: Mapping[str, object]) -> Leave | None:
    """The leave that `to_fields` wrote; None where the form is not complete yet."""
    kind = BY_CODE.get(str(fields.get("leave_type")))
    start, end, minutes = fields.get("starts_at"), fields.get("ends_at"), fields.get("minutes")
    if kind is None or not isinstance(start, str) or not isinstance(end, str) or not isinstance(minutes, int):
        return None
    return Leave(
        kind=kind,
        starts_at=datetime.fromisoformat(start),
        ends_at=datetime.fromisoformat(end),
        minutes=Minutes(minutes),
        reason=str(fields.get("reason", "")),
    )
