"""Where something is delivered."""

from dataclasses import dataclass

from domain.events import Source
from domain.ids import PersonId


@dataclass(frozen=True, slots=True)
class Address:
    """One account of one person. `person_id` is None for a sender whom the directory does not know."""

    source: Source
    user_id: str
    person_id: PersonId | None
