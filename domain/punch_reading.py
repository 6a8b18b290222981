"""What a platform tells of punches, before anybody knows whose they are, and what is written back to it."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.punches import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class PunchRead:
    """One punch as the platform has it. `side` None: it does not say; `within_fence` None: it did not look.

    The same punch may be told several times and in several ways: by an event, by a list, again days later.
    """

    user_id: str
    at: datetime
    place: str = ""
    side: Side | None = None
    within_fence: bool | None = None

    @property
    def key(self) -> str:
        """Made of what every way of telling has in common: who, and the second."""
        return f"{self.user_id.lower()}:{int(self.at.timestamp())}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PunchCorrection:
    """A punch that was forgotten and is approved. `due_at` is the time of duty it is for, None where there is none.

    `day` is the day of the duty on campus: the punch itself may be after midnight.
    """

    user_id: str
    day: date
    at: datetime
    due_at: datetime | None = None
    remark: str = ""
