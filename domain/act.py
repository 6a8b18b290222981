"""An attempt at a request, and how it is refused."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.people import Person
from domain.request import Channel


class Cause(StrEnum):
    """Why an act was refused, for the audit."""

    STRANGER = "stranger"
    OWN_REQUEST = "own_request"
    INACTIVE = "inactive"
    OUT_OF_TURN = "out_of_turn"
    DECIDED = "decided"
    FINISHED = "finished"
    STALE = "stale"
    REASON_MISSING = "reason_missing"
    NO_APPROVER = "no_approver"
    NOT_SUBMITTED = "not_submitted"
    BEGUN = "begun"
    URGED_LATELY = "urged_lately"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing happened. The sentence is shown as it stands."""

    cause: Cause
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Somebody's attempt. `seen` is the version on the pressed card; None when the person typed the number."""

    actor: Person
    at: datetime
    campus: ZoneInfo
    channel: Channel
    seen: int | None = None
