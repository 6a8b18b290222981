"""A part of a directory put straight: what was read again, and whom it concerns besides."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from domain.directory import Part, ReadMember
from domain.directory_plan import Known
from domain.directory_reading import (
    DepartmentFacts,
    MemberFacts,
    Reading,
    clean,
    member_facts,
    refuse_circles,
    take_shared_numbers,
)
from domain.directory_sets import SharedSets


@dataclass(frozen=True, slots=True)
class PartKeys:
    """What has to be known of a source before a part can be compared: accounts, and departments."""

    members: frozenset[str]
    departments: frozenset[str]
    leaders: frozenset[str]
    gone_members: frozenset[str]
    gone_departments: frozenset[str]
    headed: frozenset[str]


def keys_of(part: Part) -> PartKeys:
    """Heads of the departments read are concerned too, and departments by whatever names them."""
    members = [member for member in part.members.values() if member is not None]
    departments = [each for each in part.departments.values() if each is not None]
    heads = {head.lower() for each in departments for head in each.leaders}
    named = {one for member in members for one in (*member.departments, *member.leads)}
    above = {each.parent_id for each in departments if each.parent_id is not None}
    leaders = {leader.lower() for member in members for leader in member.direct_leaders}
    return PartKeys(
        members=frozenset(part.members.keys() | heads),
        departments=frozenset(part.departments.keys() | named | above),
        leaders=frozenset(leaders),
        gone_members=frozenset(key for key, member in part.members.items() if member is None or not member.is_active),
        gone_departments=frozenset(key for key, each in part.departments.items() if each is None),
        headed=frozenset(_headed(part)),
    )


def straighten_part(part: Part, known: Known, active: AbstractSet[str]) -> Reading:
    """As `straighten` does it with a whole one. `active` are the accounts open outside the part, of those it names.

    `known` has the accounts read again and everybody whom the part concerns besides: who heads a department of it, who
    was in one that is gone, whom somebody led who is gone.

    Raises:
        DirectoryRefused: departments lie in a circle.
    """
    there = {key: ours.facts for key, ours in known.departments.items() if ours.is_active}
    departments = dict(_departments(part, there))
    refuse_circles({key: each for key, each in (there | departments).items() if key not in _gone(part)})
    places = (there.keys() | departments.keys()) - _gone(part)
    heads = _heads(part)
    read = {key: member for key, member in part.members.items() if member is not None}
    open_now = (active - part.members.keys()) | {key for key, member in read.items() if member.is_active}
    members = {key: _read_again(key, member, heads, open_now, places) for key, member in read.items()}
    members |= _concerned(part, known, heads, places)
    return Reading(
        departments,
        members,
        (),
        take_shared_numbers(members),
        part.untold,
        asked=frozenset(part.members),
        asked_departments=frozenset(part.departments),
        lacking=frozenset(_lacking(part, places)),
    )


def _departments(part: Part, there: Mapping[str, DepartmentFacts]) -> Iterator[tuple[str, DepartmentFacts]]:
    ids = (there.keys() | part.departments.keys()) - _gone(part)
    for key, each in part.departments.items():
        if each is not None:
            parent = each.parent_id if each.parent_id in ids else None
            yield key, DepartmentFacts(name=clean(each.name), parent=parent, order=each.order)


def _gone(part: Part) -> frozenset[str]:
    return frozenset(key for key, each in part.departments.items() if each is None)


def _heads(part: Part) -> dict[str, set[str]]:
    heads: dict[str, set[str]] = {}
    for key, each in part.departments.items():
        for leader in each.leaders if each is not None else ():
            heads.setdefault(leader.lower(), set()).add(key)
    return heads


def _read_again(
    key: str, member: ReadMember, heads: Mapping[str, set[str]], active: AbstractSet[str], places: AbstractSet[str]
) -> MemberFacts:
    leaders = active & {leader.lower() for leader in member.direct_leaders} - {key}
    return member_facts(member, heads.get(key, set[str]()) | set(member.leads), leaders, places, SharedSets())


def _concerned(
    part: Part, known: Known, heads: Mapping[str, set[str]], places: AbstractSet[str]
) -> dict[str, MemberFacts]:
    """Who was not read again stays as they are, but for what the part says of them."""
    headed = _headed(part)
    gone = {key for key, member in part.members.items() if member is None or not member.is_active}
    return {
        key: _but_for(_led(ours.facts, heads.get(key, set[str]()) & places, headed), _gone(part), gone)
        for key, ours in known.members.items()
        if key not in part.members and ours.facts.is_active
    }


def _headed(part: Part) -> set[str]:
    """Departments that tell who heads them. One that names nobody may only be silent: some secrets are told nothing."""
    return {key for key, each in part.departments.items() if each is not None and each.leaders}


def _led(facts: MemberFacts, leads: AbstractSet[str], headed: AbstractSet[str]) -> MemberFacts:
    leading = (facts.leads - headed) | leads
    if leading == facts.leads:
        return facts
    return replace(facts, leads=leading, departments=facts.departments | leading)


def _but_for(facts: MemberFacts, gone_departments: AbstractSet[str], gone_members: AbstractSet[str]) -> MemberFacts:
    leading = facts.leads - gone_departments
    places = facts.departments - gone_departments
    main = facts.main_department
    if main in gone_departments:
        main = min(places, default=None)
    return replace(facts, departments=places, leads=leading, main_department=main, leaders=facts.leaders - gone_members)


def _lacking(part: Part, places: AbstractSet[str]) -> Iterator[str]:
    for member in part.members.values():
        if member is not None and member.is_active:
            yield from (one for one in (*member.departments, *member.leads) if one not in places)
    for each in part.departments.values():
        if each is not None and each.parent_id is not None and each.parent_id not in places:
            yield each.parent_id
