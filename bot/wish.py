"""What the caller of an import wants of it."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.roster_changes import Extent
from storage.directory import Guard

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Without a guard nothing is written. A part leaves what it does not name as it is."""

    extent: Extent = Extent.WHOLE
    guard: Guard | None = Guard.ON
    takes_new_departments: bool = False

    @property
    def writes(self) -> bool:
        return self.guard is not None
