"""What is to be done in one platform's directory so that it agrees with the roster: a list, and its orders."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.directory_orders import Order
from domain.events import Source
from domain.ids import PersonId
from domain.validity import expiry_of, has_expired


class ListState(StrEnum):
    """From the comparison to the last order."""

    READING = "reading"
    FAILED = "failed"  # the platform could not be read, or not be believed
    AGREED = "agreed"  # nothing is to be done
    READY = "ready"  # waits for a person's word
    IGNORED = "ignored"
    EXPIRED = "expired"
    WRITING = "writing"
    HALTED = "halted"  # the next order would fail for the same reason
    WRITTEN = "written"  # every order was tried


UNDER_WAY = frozenset({ListState.READING, ListState.WRITING})


class ListCause(StrEnum):
    """Why the list was begun."""

    ASKED = "asked"
    IMPORT = "import"
    CORRECTION = "correction"
    COMMAND = "command"


class OrderState(StrEnum):
    """What became of one line."""

    BY_HAND = "by_hand"
    OPEN = "open"
    CALLED = "called"  # the platform was asked, and nobody knows yet
    DONE = "done"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"  # asked again and again, and still nobody knows


UNDONE = frozenset({OrderState.REFUSED, OrderState.UNCERTAIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformList:
    """`counts`, `sample` and `excesses` are what is to be done, in words; `told` how many orders are in which state.

    `members` is how many people the platform has. `takes_newcomers`: whoever has no account anywhere is made here.
    `trouble` says what stands in the way. `failures` are the first orders that came to nothing, with what to do.
    """

    id: int
    source: Source
    cause: ListCause
    state: ListState
    asked_at: datetime
    asked_by: str
    asker: PersonId | None = None
    takes_newcomers: bool = True
    members: int = 0
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    sample: tuple[str, ...] = ()
    excesses: tuple[str, ...] = ()
    trouble: str = ""
    ready_at: datetime | None = None
    decided_by: PersonId | None = None
    decider: str = ""
    decided_at: datetime | None = None
    ended_at: datetime | None = None
    told: Mapping[OrderState, int] = field(default_factory=dict[OrderState, int])
    failures: tuple[str, ...] = ()

    @property
    def valid_until(self) -> datetime | None:
        """Until when it may be written; None before the comparison."""
        return expiry_of(self.ready_at)

    def is_valid(self, now: datetime) -> bool:
        """Whether a person's word still begins the writing."""
        return self.state is ListState.READY and not has_expired(self.ready_at, now)

    def count(self, *states: OrderState) -> int:
        """How many lines are in one of these states."""
        return sum(self.told.get(state, 0) for state in states)

    @property
    def ours(self) -> int:
        """How many lines the bot can do."""
        return sum(count for state, count in self.told.items() if state is not OrderState.BY_HAND)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedOrder:
    """One line. Without an order it is done by hand; `hint` says how or why."""

    ordinal: int
    doing: str
    subject: str
    state: OrderState
    before: str = ""
    after: str = ""
    hint: str = ""
    order: Order | None = None
    attempts: int = 0
    failure: str = ""
