"""Where something is delivered."""

from dataclasses import dataclass

from domain.events import Source
from domain.ids import PersonId

GROUP = "group:"
"""What the `user_id` of a group's address starts with; the platform's conversation id follows."""

GUARDIANS = "guardians:"
"""The same of the guardians of a student; the student's number follows. Who they are only the platform knows."""


@dataclass(frozen=True, slots=True)
class Address:
    """One account of one person, or a group.

    `person_id` is None for a group and for a sender whom the directory does not know.
    """

    source: Source
    user_id: str
    person_id: PersonId | None
