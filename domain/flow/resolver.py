"""What the engine asks its caller: people, conditions, stand-ins, working time, and the college's policy."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.flow.case import Assignment, Fields, Origin
from domain.flow.plan import Step
from domain.ids import Minutes, PersonId
from domain.people import Person

CLOCK = Person(id=PersonId(0), name="系统")
"""Who acts when time does. No person of the directory has this number."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody a step asks, and in words why. Weight and veto matter for a share of votes only."""

    person: Person
    reason: str
    weight: int = 1
    has_veto: bool = False
    origin: Origin = Origin.OWN


class Resolver(Protocol):
    """Facts outside the case, as of this moment. Every answer may use the field values of the moment."""

    def resolve(self, step: Step, fields: Fields) -> tuple[Named, ...]:
        """Whom the step asks, in order."""
        ...

    def holds(self, step: Step, fields: Fields) -> bool:
        """Whether the step's condition holds."""
        ...

    def above(self, step: Step, fields: Fields) -> tuple[tuple[Named, ...], ...]:
        """Those above the step's people, level by level, nearest first; empty at the top."""
        ...

    def stand_in(self, person: Person, step: Step, fields: Fields) -> Person | None:
        """Who stands in for this person now, within the limits of form and amount."""
        ...

    def copied(self, at: str, fields: Fields) -> tuple[Named, ...]:
        """Who gets a copy at "start", "end" or when the step with this key has passed."""
        ...

    def worked(self, place: Assignment, until: datetime) -> Minutes:
        """Minutes of the working time of whoever is asked, since they were asked."""
        ...


class Dedupe(StrEnum):
    """When an agreement given in an earlier step counts for a later one."""

    NEVER = "never"
    ADJACENT = "adjacent"  # only in the block right before
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The settings for one form. `reversible_until`: until then an approved one may be withdrawn; None: never.
    `personnel` may hand over what waits for whoever has left, and nothing else. Lengths of time are minutes.
    """

    campus: ZoneInfo
    admins: tuple[Person, ...] = ()
    personnel: tuple[Person, ...] = ()
    dedupe: Dedupe = Dedupe.NEVER
    urge_pause: int = 120
    urges_per_day: int = 3
    undo_minutes: int = 5
    reversible_until: datetime | None = None
    contact: str = "人事处"

    def is_admin(self, person: Person) -> bool:
        return any(admin.id == person.id for admin in self.admins)

    def may_hand_over(self, person: Person) -> bool:
        return self.is_admin(person) or any(each.id == person.id for each in self.personnel)
