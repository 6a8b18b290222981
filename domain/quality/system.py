"""A system that holds what the college knows: who answers for it, who types it in, and how it is read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from domain.ownership import Field, OwnerKind
from domain.text_fold import fold_text


class Mending(StrEnum):
    """How a person has a field of theirs put right."""

    CORRECTION = "data_correction"  # the form of this key: four signatures
    PROFILE = "staff_profile_update"  # one's own file
    OFFICE = "office"  # nobody may claim it here: the office that keeps it is named


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemField:
    """One field. `of` is what the directory calls it, if it is a fact of a person that the directory has.

    `check` and `column` say which check reads it where it lies elsewhere; `section` is the part of one's own file that
    it belongs to, in the words of that form.
    """

    code: str
    label: str
    of: Field | None = None
    mending: Mending = Mending.OFFICE
    section: str = ""
    check: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """`owner` and `contact` are posts of content/posts.toml, `collectors` posts or words such as 全体教职工.

    `department` answers for the system, `organiser` organises what is collected in it. `source` says which of the
    directory's sources it is, if it is one. `reading` tells people how it is read.
    """

    code: str
    name: str
    owner: str
    department: str
    organiser: str
    contact: str
    refresh_days: int
    reading: str
    aliases: tuple[str, ...] = ()
    collectors: tuple[str, ...] = ()
    source: OwnerKind | None = None
    fields: tuple[SystemField, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Everything it goes by, folded."""
        return frozenset(map(fold_text, (self.name, *self.aliases)))


@dataclass(frozen=True, slots=True)
class Held:
    """A field with the system that it lies in."""

    system: System
    field: SystemField

    @property
    def code(self) -> str:
        """directory.position."""
        return f"{self.system.code}.{self.field.code}"


@dataclass(frozen=True)
class Registry:
    """All systems. A field of a person lies in one of them."""

    systems: tuple[System, ...] = ()

    @cached_property
    def by_code(self) -> Mapping[str, System]:
        """The systems by their codes."""
        return {each.code: each for each in self.systems}

    def named(self, name: str) -> System | None:
        """The system that goes by this name."""
        folded = fold_text(name)
        return next((each for each in self.systems if folded in each.names), None)

    def fields(self) -> Iterator[Held]:
        """Every field."""
        return (Held(system, field) for system in self.systems for field in system.fields)

    def field(self, code: str) -> Held | None:
        """The field of that code, as `Held.code` writes it."""
        return next((held for held in self.fields() if held.code == code), None)

    def of_person(self, of: Field) -> Held | None:
        """Where a fact of a person lies."""
        return next((held for held in self.fields() if held.field.of is of), None)

    def labelled(self, label: str) -> Held | None:
        """The field that people call so."""
        folded = fold_text(label)
        return next((held for held in self.fields() if fold_text(held.field.label) == folded), None)
