"""A roster file that the personnel office has sent: checked, shown, then imported or dropped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.ids import PersonId
from domain.roster_changes import Extent
from domain.validity import expiry_of, has_expired

SHOWN_FAULTS = 5  # on the card
KEPT_FAULTS = 50  # for the page; the marked copy has all of them


class FileState(StrEnum):
    """From the sending to the writing."""

    CHECKING = "checking"
    REFUSED = "refused"  # it is no sheet
    BAD = "bad"  # cells are to be mended
    UNCHANGED = "unchanged"
    READY = "ready"  # waits for a person's word
    DROPPED = "dropped"
    EXPIRED = "expired"
    IMPORTING = "importing"
    IMPORTED = "imported"


UNDER_WAY = frozenset({FileState.CHECKING, FileState.IMPORTING})


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRoster:
    """`counts`, `sample` and `excesses` are what it would change, in words; `faults` the first bad cells.

    `trouble` says why nothing came of it, or what followed from the import. `decider` is a name.
    """

    id: int
    person: PersonId
    name: str
    state: FileState
    sent_at: datetime
    extent: Extent = Extent.WHOLE
    takes_new_departments: bool = False
    people: int = 0
    fault_count: int = 0
    faults: tuple[str, ...] = ()
    may_take_new: bool = False
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    sample: tuple[str, ...] = ()
    excesses: tuple[str, ...] = ()
    fingerprint: str = ""
    trouble: str = ""
    ready_at: datetime | None = None
    decided_by: PersonId | None = None
    decider: str = ""
    ended_at: datetime | None = None

    @property
    def valid_until(self) -> datetime | None:
        """Until when its buttons mean what they say; None before it is checked."""
        return expiry_of(self.ready_at)

    def waits(self, now: datetime) -> bool:
        """Whether a person's word still does something to it."""
        return self.state in {FileState.READY, FileState.BAD} and not has_expired(self.ready_at, now)
