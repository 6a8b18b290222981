"""What a complete leave form says, and how it is kept in a request's fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.ids import Minutes
from domain.leave_types import BY_CODE, LeaveType

FORM = "leave"
FORM_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Type, span, counted length and reason. Instants are aware; `end` is the first one not taken."""

    kind: LeaveType
    start: datetime
    end: datetime
    minutes: Minutes
    reason: str = ""
    rules: tuple[str, ...] = ()

    def on(self, campus: ZoneInfo) -> tuple[datetime, datetime]:
        """The span in campus time."""
        return self.start.astimezone(campus), self.end.astimezone(campus)


def leave_from(fields: Mapping[str, object]) -> Leave | None:
    """The leave that a request's fields describe; None where the form is not complete: only then it has `minutes`."""
    kind = BY_CODE.get(str(fields.get("leave_type")))
    start, end, minutes = fields.get("start"), fields.get("end"), fields.get("minutes")
    if kind is None or not isinstance(start, str) or not isinstance(end, str) or not isinstance(minutes, int):
        return None
    rules = fields.get("rules")
    return Leave(
        kind=kind,
        start=datetime.fromisoformat(start),
        end=datetime.fromisoformat(end),
        minutes=Minutes(minutes),
        reason=str(fields.get("reason") or ""),
        rules=tuple(str(rule) for rule in rules) if isinstance(rules, list) else (),
    )
