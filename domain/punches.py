"""What is known of somebody's coming and going: one punch of one person, wherever it was made."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import PersonId


class Side(StrEnum):
    """What a punch was meant as, where its source knows."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Punch:
    """A fact that never changes. `at` is right by our clock, `said_at` is what the source's own clock said.

    `source` is "wecom:staff", "dingtalk:students", "chat", "correction", "device:gate-1" or "import"; `key` is made of
    facts and unique within it, so that what comes twice counts once. `within_fence` is None where nobody looked.
    """

    person: PersonId
    source: str
    at: datetime
    key: str
    place: str = ""
    side: Side | None = None
    within_fence: bool | None = None
    said_at: datetime
