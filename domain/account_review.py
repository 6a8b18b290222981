"""An account in doubt as it waits for somebody's decision."""

from dataclasses import dataclass

from domain.events import Source
from domain.ids import PersonId

SIGNS = "甲乙丙丁戊己庚辛壬癸"  # a candidate's sign; nobody's staff number
NEW_PERSON = ("新人", "new")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody whose account it may be."""

    person: PersonId
    name: str
    staff_no: str | None
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What the platform says of the account. `number` is what people call the review by; it stays the same."""

    number: int
    source: Source
    user_id: str
    name: str
    department: str
    position: str
    staff_no: str | None
    candidates: tuple[Candidate, ...]

    def candidate(self, sign: str) -> PersonId | None:
        """The candidate with this sign, as the list shows it."""
        place = SIGNS.find(sign) if len(sign) == 1 else -1
        return self.candidates[place].person if 0 <= place < len(self.candidates) else None
