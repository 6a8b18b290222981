"""What a directory reading would change in what is known."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from domain.directory import Untold
from domain.directory_differences import differences_of
from domain.directory_doubts import Doubt, doubts_of, same_name, usable_number
from domain.directory_guard import excesses_of, refuse_garbled
from domain.directory_plan import (
    DepartmentChange,
    Difference,
    Kind,
    Known,
    KnownMember,
    MemberChange,
    Plan,
)
from domain.directory_reading import DepartmentFacts, MemberFacts, Reading
from domain.directory_words import called, doubted
from domain.ids import PersonId
from domain.ownership import owned


def plan(known: Known, reading: Reading) -> Plan:
    """Compare what was read with what is known.

    Raises:
        DirectoryRefused: most names are not to be believed.
    """
    reading = replace(reading, departments=_named(known, reading))
    doubts = _doubts(known, reading)
    joining = _joining(known, reading, doubts)
    strange = frozenset(_strange(known, reading))
    members = {
        key: known.members[key].facts
        if key in strange
        else _settle(
            _with_untold(key, facts, known, reading), known.members.get(key), known, joining.get(key), doubts.keys()
        )
        for key, facts in reading.members.items()
        if key in known.members or (facts.is_active and key not in doubts)
    }
    refuse_garbled(known, members)
    departments = dict(_changed_departments(known, reading))
    changed = dict(_changed_members(known, members, joining))
    differences = (
        *differences_of(known, reading, departments, changed),
        *_conflicts(reading, members, strange),
        *(Difference(Kind.CONFLICT, key, *doubted(doubt)) for key, doubt in doubts.items()),
    )
    return Plan(
        departments=reading.departments,
        members=members,
        joining=joining,
        doubts=doubts,
        differences=differences,
        excesses=tuple(excesses_of(known, differences)),
        changed_departments=departments,
        changed_members=changed,
        asked=reading.asked,
        lacking=reading.lacking,
        strange={key: _new_owner(key, known, reading) for key in strange},
    )


def _named(known: Known, reading: Reading) -> dict[str, DepartmentFacts]:
    """A department whose name is not told keeps the one it has, or is called by its id."""
    return {
        key: facts
        if facts.name
        else replace(facts, name=known.departments[key].facts.name if key in known.departments else key)
        for key, facts in reading.departments.items()
    }


def _taken(known: Known, reading: Reading) -> set[PersonId]:
    """People who have an account of their own in the reading already, or beside it."""
    return {known.members[key].person_id for key in reading.members if key in known.members} | known.taken


def _doubts(known: Known, reading: Reading) -> dict[str, Doubt]:
    strangers = [key for key, facts in reading.members.items() if facts.is_active and key not in known.members]
    return doubts_of(strangers, reading, known.staff, known.elsewhere, _taken(known, reading)) if strangers else {}


def _joining(known: Known, reading: Reading, doubts: Mapping[str, Doubt]) -> dict[str, PersonId | None]:
    """Whose the new accounts are: the person's with that staff number, unless the reading has their own account too."""
    taken = _taken(known, reading)
    joining: dict[str, PersonId | None] = {}
    for key, facts in reading.members.items():
        if key not in known.members and facts.is_active and key not in doubts:
            person = known.staff.get(facts.staff_no or "")
            joining[key] = None if person is None or person.id in taken else person.id
    return joining


def _strange(known: Known, reading: Reading) -> Iterator[str]:
    """Accounts that are somebody else's now: what their person has must not come to a stranger by a reused user id."""
    for key, facts in reading.members.items():
        ours = known.members.get(key)
        if ours is None or facts.name == ours.facts.name or not facts.is_active or same_name(facts, ours.facts):
            continue
        held, read = ours.facts.staff_no, reading.shared.get(key) or facts.staff_no
        is_told = held is not None and read is not None
        if (is_told and held != read) or (not ours.facts.is_active and not is_told):
            yield key


def _new_owner(key: str, known: Known, reading: Reading) -> Doubt:
    """Whose it seems to be: whoever has the staff number, unless they have an account of their own."""
    facts = reading.members[key]
    number = reading.shared.get(key) or facts.staff_no
    owner = known.staff.get(number or "")
    free = (owner,) if owner is not None and owner.id not in _taken(known, reading) else ()
    department = reading.departments.get(facts.main_department or "")
    return Doubt(facts, number, owner, free, department.name if department else "")


def _with_untold(key: str, facts: MemberFacts, known: Known, reading: Reading) -> MemberFacts:
    """What nobody is told of was not taken away from anybody."""
    ours = known.members.get(key)
    if ours is None or not reading.untold:
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
    facts = replace(read, leaders=read.leaders - doubtful) if doubtful else read
    if ours is not None and ours.facts == facts:
        return ours.facts  # one value for both: most of a large college
    free = usable_number(facts.staff_no, known.staff)
    if ours is None:
        number = facts.staff_no if joined is not None else free
        return replace(facts, name=facts.name or facts.user_id, staff_no=number)
    held = ours.facts
    settled = replace(facts, name=facts.name or held.name, staff_no=held.staff_no or free)
    if ours.owns:
        return owned(settled, held, ours.foreign)
    return replace(
        settled,
        name=held.name,
        position=held.position,
        main_department=held.main_department,
        leaders=held.leaders,
    )


def _changed_departments(known: Known, reading: Reading) -> Iterator[tuple[str, DepartmentChange]]:
    for key, facts in reading.departments.items():
        ours = known.departments.get(key)
        if ours is None or not ours.is_active:
            yield key, DepartmentChange(None, facts)
        elif ours.facts != facts:
            yield key, DepartmentChange(ours.facts, facts)
    for key, ours in known.departments.items():
        if ours.is_active and reading.is_gone_department(key):
            yield key, DepartmentChange(ours.facts, None)


def _changed_members(
    known: Known, members: Mapping[str, MemberFacts], joining: Mapping[str, PersonId | None]
) -> Iterator[tuple[str, MemberChange]]:
    for key, facts in members.items():
        ours = known.members.get(key)
        if ours is None:
            yield key, MemberChange(None, facts, joining[key])
        elif facts.is_active and ours.facts is not facts and ours.facts != facts:
            yield key, MemberChange(ours.facts, facts, ours.person_id, ours.owns)
    for key, ours in known.members.items():
        if ours.facts.is_active and (key not in members or not members[key].is_active):
            yield key, MemberChange(ours.facts, None, ours.person_id, ours.owns)


def _conflicts(reading: Reading, members: Mapping[str, MemberFacts], strange: AbstractSet[str]) -> Iterator[Difference]:
    for key in reading.repeated:
        yield Difference(Kind.CONFLICT, key, called(reading.members[key]), after="同一帐号读到两次，只取第一次")
    for key, facts in members.items():
        read = reading.shared.get(key) or reading.members[key].staff_no
        if key in strange:
            yield Difference(Kind.CONFLICT, key, called(facts), after=_strange_words(reading.members[key]))
        elif read is not None and read != facts.staff_no:
            cause = f"平台上的工号 {read} 没有写入：它属于别人，或与已登记的不同，请核对"
            yield Difference(Kind.CONFLICT, key, called(facts), after=cause)


def _strange_words(facts: MemberFacts) -> str:
    return f"这个帐号现在像是另一个人 {called(facts)} 的，为防冒用已停用，请人事发 核对帐号 决定"
