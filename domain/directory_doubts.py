"""Accounts of which a reading does not surely say whose they are. They are never guessed: somebody decides."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from domain.directory_reading import MemberFacts, Reading
from domain.ids import PersonId


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as far as an account may be taken for theirs."""

    id: PersonId
    name: str
    staff_no: str | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """An account in doubt. `owner` is who has its staff number; `candidates` are people whose account it may be."""

    facts: MemberFacts
    staff_no: str | None
    owner: KnownPerson | None
    candidates: tuple[KnownPerson, ...]
    department: str = ""


def usable_number(staff_no: str | None, staff: Mapping[str, KnownPerson]) -> str | None:
    """The staff number if nobody has it yet."""
    return staff_no if staff_no not in staff else None


def doubts_of(
    strangers: Iterable[str],
    reading: Reading,
    staff: Mapping[str, KnownPerson],
    elsewhere: Iterable[KnownPerson],
    taken: AbstractSet[PersonId],
) -> dict[str, Doubt]:
    """Which of the unknown accounts are in doubt. None while nobody is reached anywhere else.

    A staff number together with the same name is proof, a number of one's own beside somebody's other number too.
    Whoever has an account in the reading (`taken`) has no second one.
    """
    by_name: dict[str, list[KnownPerson]] = {}
    for person in elsewhere:
        by_name.setdefault(_name_key(person.name), []).append(person)
    found: dict[str, Doubt] = {}
    for key in strangers if by_name else ():
        doubt = _doubt_about(key, reading, staff, by_name, taken)
        if doubt is not None:
            found[key] = doubt
    return found


def _doubt_about(
    key: str,
    reading: Reading,
    staff: Mapping[str, KnownPerson],
    by_name: Mapping[str, list[KnownPerson]],
    taken: AbstractSet[PersonId],
) -> Doubt | None:
    facts = reading.members[key]
    number = reading.shared.get(key) or facts.staff_no
    owner = staff.get(number or "")
    if owner is not None and owner.id not in taken and key not in reading.shared and _may_be_called(facts, owner):
        return None
    has_own = number is not None and owner is None and key not in reading.shared
    alike = [
        person
        for person in by_name.get(_name_key(facts.name), ())
        if person.id not in taken and not (has_own and person.staff_no)
    ]
    differs = owner is not None and not _may_be_called(facts, owner)
    if not alike and not differs:
        return None
    first = [owner] if owner is not None and owner.id not in taken and owner not in alike else []
    department = reading.departments.get(facts.main_department or "")
    return Doubt(facts, number, owner, (*first, *alike), department.name if department else "")


def _may_be_called(facts: MemberFacts, person: KnownPerson) -> bool:
    """Whether the name is the person's. A platform that hides names gives none, or the account in its place."""
    return _name_key(facts.name) in {"", _name_key(facts.user_id), _name_key(person.name)}


def same_name(read: MemberFacts, held: MemberFacts) -> bool:
    """Whether both may be called so, as far as the platform tells names."""
    hidden = {"", _name_key(read.user_id)}
    return _name_key(read.name) in hidden | {_name_key(held.name)} or _name_key(held.name) in hidden


def _name_key(name: str) -> str:
    return "".join(name.split()).casefold()
