"""What is known of a source, the kinds of differences to it, and the changes that a plan consists of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.directory_doubts import Doubt, KnownPerson
from domain.directory_reading import DepartmentFacts, DirectoryRefused, MemberFacts
from domain.ids import DepartmentId, PersonId
from domain.ownership import Field


class TooMuchAtOnce(DirectoryRefused):
    """The reading may be true, but is more likely a fault of the platform or its permissions: a person must confirm."""


@dataclass(frozen=True, slots=True)
class KnownDepartment:
    """What we hold of a department."""

    id: DepartmentId
    facts: DepartmentFacts
    is_active: bool


@dataclass(frozen=True, slots=True)
class KnownMember:
    """What we hold of an account. `owns` is false where an older account elsewhere tells the person's name and post.

    Of `foreign` fields the roster or a correction by hand says what counts.
    """

    person_id: PersonId
    facts: MemberFacts
    owns: bool
    foreign: frozenset[Field] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """What we hold of one source, or of a part of it. `staff` finds people of any source by staff number.

    `elsewhere` are the active people whom another source reaches. Beside a part stand `taken`, people who have an open
    account of the source outside it, and `others`, how many people outside it are in a department; a whole has neither.
    """

    departments: Mapping[str, KnownDepartment]
    members: Mapping[str, KnownMember]
    staff: Mapping[str, KnownPerson]
    elsewhere: tuple[KnownPerson, ...] = ()
    taken: frozenset[PersonId] = frozenset()
    others: Mapping[str, int] | None = None


class Kind(StrEnum):
    """Kinds of differences, in the words of the printed table. One person may have several."""

    DEPARTMENT_MADE = "新增部门"
    DEPARTMENT_RETURNED = "部门恢复"
    DEPARTMENT_RENAMED = "部门改名"
    DEPARTMENT_MOVED = "部门调整"
    DEPARTMENT_CHANGED = "部门变化"
    DEPARTMENT_EMPTIED = "部门清空"
    DEPARTMENT_GONE = "部门撤销"
    JOINED = "新增人员"
    RETURNED = "人员返回"
    MOVED = "人员调动"
    RENAMED = "人员改名"
    PROMOTED = "职务变化"
    CHANGED = "人员变化"
    LEFT = "人员离开"
    CONFLICT = "需要核对"


OF_DEPARTMENTS = frozenset(
    {
        Kind.DEPARTMENT_MADE,
        Kind.DEPARTMENT_RETURNED,
        Kind.DEPARTMENT_RENAMED,
        Kind.DEPARTMENT_MOVED,
        Kind.DEPARTMENT_CHANGED,
        Kind.DEPARTMENT_EMPTIED,
        Kind.DEPARTMENT_GONE,
    }
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the table. `key` is the platform's department id or the account key."""

    kind: Kind
    key: str
    subject: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class DepartmentChange:
    """`was` is None for one that was not open, `becomes` for one that is closed."""

    was: DepartmentFacts | None
    becomes: DepartmentFacts | None


@dataclass(frozen=True, slots=True)
class MemberChange:
    """`was` is None for an account that we do not have, `becomes` for one that is closed.

    `person` is None where the account makes a new person.
    """

    was: MemberFacts | None
    becomes: MemberFacts | None
    person: PersonId | None
    owns: bool = True

    @property
    def opens(self) -> bool:
        """Whether the account was closed, or unknown, and is open now."""
        return self.becomes is not None and (self.was is None or not self.was.is_active)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written: `changed_departments` and `changed_members`, said in words by `differences`.

    `joining` maps account keys that we do not have to the person they belong to, if known. `doubts` are accounts that
    are not taken in until somebody has decided whose they are; `excesses` are sentences on what is more than one run
    may change unconfirmed. `asked` are the accounts of a part, None for the whole; `lacking` are departments that a
    part names and nobody knows: they want to be read too. `strange` are accounts that are somebody else's now.
    """

    departments: Mapping[str, DepartmentFacts]
    members: Mapping[str, MemberFacts]
    joining: Mapping[str, PersonId | None]
    doubts: Mapping[str, Doubt]
    differences: tuple[Difference, ...]
    excesses: tuple[str, ...]
    changed_departments: Mapping[str, DepartmentChange]
    changed_members: Mapping[str, MemberChange]
    asked: frozenset[str] | None = None
    lacking: frozenset[str] = frozenset()
    strange: Mapping[str, Doubt] = field(default_factory=dict[str, Doubt])

    def keys(self, *kinds: Kind) -> tuple[str, ...]:
        """The keys of the differences of these kinds, in order."""
        return tuple(difference.key for difference in self.differences if difference.kind in kinds)
