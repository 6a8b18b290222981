"""What a directory reading would change in what is known, and whether that is too much to be believed."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.directory import Untold
from domain.directory_doubts import Doubt, KnownPerson, doubts_of, usable_number
from domain.directory_reading import DepartmentFacts, DirectoryRefused, MemberFacts, Reading
from domain.directory_words import Names, called, department_words, doubted, unequal
from domain.ids import DepartmentId, PersonId

SMALL_CHANGE = 5  # so many may leave or be renamed in one run in however small a college
SHARE = 20  # in a larger one: one in twenty


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
    """What we hold of an account. `owns` is false where an older account elsewhere tells the person's name and post."""

    person_id: PersonId
    facts: MemberFacts
    owns: bool


@dataclass(frozen=True, slots=True)
class Known:
    """Everything we hold of one source. `staff` finds people of any source by staff number.

    `elsewhere` are the active people whom another source reaches.
    """

    departments: Mapping[str, KnownDepartment]
    members: Mapping[str, KnownMember]
    staff: Mapping[str, KnownPerson]
    elsewhere: tuple[KnownPerson, ...] = ()


class Kind(StrEnum):
    """Kinds of differences, in the words of the printed table."""

    DEPARTMENT_ADDED = "新增部门"
    DEPARTMENT_CHANGED = "部门变化"
    DEPARTMENT_GONE = "部门撤销"
    JOINED = "新增人员"
    RETURNED = "人员返回"
    CHANGED = "人员变化"
    LEFT = "人员离开"
    CONFLICT = "需要核对"


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the table. `key` is the platform's department id or the account key."""

    kind: Kind
    key: str
    subject: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written. `joining` maps account keys that we do not have to the person they belong to, if known.

    `doubts` are accounts that are not taken in until somebody has decided whose they are; `excesses` are sentences on
    what is more than one run may change unconfirmed.
    """

    departments: Mapping[str, DepartmentFacts]
    members: Mapping[str, MemberFacts]
    joining: Mapping[str, PersonId | None]
    doubts: Mapping[str, Doubt]
    differences: tuple[Difference, ...]
    excesses: tuple[str, ...]

    def keys(self, *kinds: Kind) -> tuple[str, ...]:
        """The keys of the differences of these kinds, in order."""
        return tuple(difference.key for difference in self.differences if difference.kind in kinds)


def plan(known: Known, reading: Reading) -> Plan:
    """Compare what was read with what is known."""
    doubts = _doubts(known, reading)
    joining = _joining(known, reading, doubts)
    members = {
        key: _settle(
            _with_untold(key, facts, known, reading), known.members.get(key), known, joining.get(key), doubts.keys()
        )
        for key, facts in reading.members.items()
        if key in known.members or (facts.is_active and key not in doubts)
    }
    names = {key: ours.facts.name for key, ours in known.departments.items()}
    names |= {key: facts.name for key, facts in reading.departments.items()}
    differences = (
        *_departments(known, reading.departments, names),
        *_members(known, members, names),
        *_conflicts(reading, members),
        *(Difference(Kind.CONFLICT, key, *doubted(doubt)) for key, doubt in doubts.items()),
    )
    excesses = tuple(_excesses(known, reading.departments, members))
    return Plan(reading.departments, members, joining, doubts, differences, excesses)


def most_at_once(known: int) -> int:
    """How many of so many may leave or be renamed in one run without a person's word."""
    return max(SMALL_CHANGE, known // SHARE)


def _taken(known: Known, reading: Reading) -> set[PersonId]:
    """People who have an account of their own in the reading already."""
    return {known.members[key].person_id for key in reading.members if key in known.members}


def _doubts(known: Known, reading: Reading) -> dict[str, Doubt]:
    strangers = [key for key, facts in reading.members.items() if facts.is_active and key not in known.members]
    return doubts_of(strangers, reading, known.staff, known.elsewhere, _taken(known, reading))


def _joining(known: Known, reading: Reading, doubts: Mapping[str, Doubt]) -> dict[str, PersonId | None]:
    """Whose the new accounts are: the person's with that staff number, unless the reading has their own account too."""
    taken = _taken(known, reading)
    joining: dict[str, PersonId | None] = {}
    for key, facts in reading.members.items():
        if key not in known.members and facts.is_active and key not in doubts:
            person = known.staff.get(facts.staff_no or "")
            joining[key] = None if person is None or person.id in taken else person.id
    return joining


def _with_untold(key: str, facts: MemberFacts, known: Known, reading: Reading) -> MemberFacts:
    """What nobody is told of was not taken away from anybody."""
    ours = known.members.get(key)
    if ours is None:
        return facts
    if Untold.POSITION in reading.untold:
        facts = replace(facts, position=ours.facts.position)
    if Untold.LEADERS in reading.untold:
        facts = replace(facts, leaders=ours.facts.leaders)
    return facts


def _settle(
    read: MemberFacts, ours: KnownMember | None, known: Known, joined: PersonId | None, doubtful: AbstractSet[str]
) -> MemberFacts:
    """The facts as they are to be stored: what the reading leaves out or may not say stays as it is."""
    facts = replace(read, leaders=read.leaders - doubtful)
    free = usable_number(facts.staff_no, known.staff)
    if ours is None:
        number = facts.staff_no if joined is not None else free
        return replace(facts, name=facts.name or facts.user_id, staff_no=number)
    held = ours.facts
    settled = replace(facts, name=facts.name or held.name, staff_no=held.staff_no or free)
    if ours.owns:
        return settled
    return replace(
        settled,
        name=held.name,
        position=held.position,
        main_department=held.main_department,
        leaders=held.leaders,
    )


def _departments(known: Known, read: Mapping[str, DepartmentFacts], names: Names) -> Iterator[Difference]:
    for key, facts in read.items():
        ours = known.departments.get(key)
        if ours is None:
            yield Difference(Kind.DEPARTMENT_ADDED, key, facts.name, after=department_words(facts, names))
        elif ours.facts != facts or not ours.is_active:
            words = (department_words(ours.facts, names), department_words(facts, names))
            yield Difference(Kind.DEPARTMENT_CHANGED, key, ours.facts.name, *words)
    for key, ours in known.departments.items():
        if ours.is_active and key not in read:
            yield Difference(Kind.DEPARTMENT_GONE, key, ours.facts.name)


def _members(known: Known, members: Mapping[str, MemberFacts], names: Names) -> Iterator[Difference]:
    for key, facts in members.items():
        ours = known.members.get(key)
        if ours is None:
            yield Difference(Kind.JOINED, key, called(facts), *unequal(None, facts, names))
        elif ours.facts.is_active and not facts.is_active:
            yield Difference(Kind.LEFT, key, called(ours.facts))
        elif ours.facts != facts:
            kind = Kind.CHANGED if ours.facts.is_active else Kind.RETURNED
            yield Difference(kind, key, called(ours.facts), *unequal(ours.facts, facts, names))
    for key, ours in known.members.items():
        if ours.facts.is_active and key not in members:
            yield Difference(Kind.LEFT, key, called(ours.facts))


def _conflicts(reading: Reading, members: Mapping[str, MemberFacts]) -> Iterator[Difference]:
    for key in reading.repeated:
        yield Difference(Kind.CONFLICT, key, called(reading.members[key]), after="同一帐号读到两次，只取第一次")
    for key, facts in members.items():
        read = reading.shared.get(key) or reading.members[key].staff_no
        if read not in {None, facts.staff_no}:
            cause = f"平台上的工号 {read} 没有写入：它属于别人，或与已登记的不同，请核对"
            yield Difference(Kind.CONFLICT, key, called(facts), after=cause)


def _excesses(
    known: Known, departments: Mapping[str, DepartmentFacts], members: Mapping[str, MemberFacts]
) -> Iterator[str]:
    people = {key: ours for key, ours in known.members.items() if ours.facts.is_active}
    places = {key: ours for key, ours in known.departments.items() if ours.is_active}
    left = sum(key not in members or not members[key].is_active for key in people)
    renamed = sum(key in members and members[key].name != ours.facts.name for key, ours in people.items())
    gone = len(places.keys() - departments.keys())
    recalled = sum(key in departments and departments[key].name != ours.facts.name for key, ours in places.items())
    for count, base, what in (
        (left, len(people), "人离开"),
        (renamed, len(people), "人改名"),
        (gone, len(places), "个部门撤销"),
        (recalled, len(places), "个部门改名"),
    ):
        if count > most_at_once(base):
            yield f"{count} {what}（共 {base}，一次最多 {most_at_once(base)}）"
