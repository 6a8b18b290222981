"""Obligations: what one person owes in one period, from when it opens until it is done or void."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.ids import PersonId
from storage.database import Tx


class ObligationState(StrEnum):
    """`void`: not theirs, the duty has ended, or what it was about is cancelled."""

    OPEN = "open"
    DONE = "done"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """One occurrence for one owner, as it is laid out. `is_shared`: whoever of the owners does it does it for all.

    `yellow_at` and `orange_at` are where the colours begin; `event` is the happening it follows from.
    """

    duty: str
    period: str
    label: str
    owner: PersonId
    opens_at: datetime
    due_at: datetime
    due_on: date
    minimum: int
    is_shared: bool
    yellow_at: datetime
    orange_at: datetime
    event: int | None = None
    is_vacant: bool = False  # the post has no holder: the owner is the department's head


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """As it stands. `minimum` is how many times it is to be done, `count` how many times it was."""

    id: int
    duty: str
    period: str
    label: str
    owner: PersonId
    opens_at: datetime
    due_at: datetime
    due_on: date
    minimum: int
    count: int
    state: ObligationState
    is_shared: bool
    done_at: datetime | None
    done_by: PersonId | None
    evidence: str
    yellow_at: datetime
    orange_at: datetime


async def lay_out(tx: Tx, laid: Iterable[Laid], first: date, last: date) -> int:
    """Make what is owed from `first` to `last` by due day so: rows that are new come in, open ones move with their
    times and owners, those no longer owed become void; what is done stays. How many rows changed.
    """
    raise NotImplementedError


async def open_of(tx: Tx, people: Sequence[PersonId], now: datetime) -> Sequence[Obligation]:
    """What these people have open by now, the earliest deadline first."""
    raise NotImplementedError
