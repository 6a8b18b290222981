"""Something that happened, or is planned to: what starts deadlines."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event of content/events.toml at an instant; `until` where it lasts. Cancelled ones are not handed in.

    `only` are the duties that it starts; none: all that wait for its code. `deadline` is what a document itself names.
    """

    id: int
    code: str
    at: datetime
    until: datetime | None = None
    subject: str = ""
    is_planned: bool = False
    only: frozenset[str] = frozenset()
    deadline: date | None = None
