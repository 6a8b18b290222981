"""Something that happened, or is planned to: what starts deadlines."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event of content/events.toml at an instant; `until` where it lasts. Cancelled ones are not handed in."""

    id: int
    code: str
    at: datetime
    until: datetime | None = None
    subject: str = ""
    is_planned: bool = False
