"""The changes of a plan as lines of a table: what kind each is, and what was and will be, in words."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain

from domain.directory_plan import DepartmentChange, Difference, Kind, Known, MemberChange
from domain.directory_reading import DepartmentFacts, MemberFacts, Reading
from domain.directory_words import Names, called, department_words, unequal

LABELS = {
    Kind.RENAMED: ("姓名",),
    Kind.MOVED: ("主部门", "部门"),
    Kind.PROMOTED: ("职务", "负责"),
    Kind.CHANGED: ("帐号", "工号", "直属上级", "主部门"),
}
"""Which facts a kind of change is about; somebody who joins or returns is told of with all of them."""


def differences_of(
    known: Known,
    reading: Reading,
    departments: Mapping[str, DepartmentChange],
    members: Mapping[str, MemberChange],
) -> Iterator[Difference]:
    """Departments first, then people, in the order of the reading; who left, last."""
    names = {key: ours.facts.name for key, ours in known.departments.items()}
    names |= {key: facts.name for key, facts in reading.departments.items()}
    for key, place in departments.items():
        yield from _of_department(key, place, names, known)
    yield from _emptied(known, departments, members, names)
    for key, change in members.items():
        yield from _of_member(key, change, names)


def department_kinds(was: DepartmentFacts, becomes: DepartmentFacts) -> Iterator[Kind]:
    """What has happened to an open department."""
    if was.name != becomes.name:
        yield Kind.DEPARTMENT_RENAMED
    if was.parent != becomes.parent:
        yield Kind.DEPARTMENT_MOVED
    if (was.name, was.parent) == (becomes.name, becomes.parent):
        yield Kind.DEPARTMENT_CHANGED


def member_kinds(was: MemberFacts, becomes: MemberFacts) -> Iterator[Kind]:
    """What has happened to somebody who was and is here.

    Who comes to lead a department is in it and has not moved there, nor has who had no main department yet.
    """
    if was.name != becomes.name:
        yield Kind.RENAMED
    moved = (was.departments ^ becomes.departments) - (was.leads ^ becomes.leads)
    is_moved = bool(moved) or was.main_department not in {None, becomes.main_department}
    if is_moved:
        yield Kind.MOVED
    if was.position != becomes.position or was.leads != becomes.leads:
        yield Kind.PROMOTED
    rest = (was.user_id, was.staff_no, was.leaders)
    is_placed = was.main_department != becomes.main_department and not is_moved
    if is_placed or rest != (becomes.user_id, becomes.staff_no, becomes.leaders):
        yield Kind.CHANGED


def _of_department(key: str, change: DepartmentChange, names: Names, known: Known) -> Iterator[Difference]:
    was, becomes = change.was, change.becomes
    if was is not None and becomes is not None:
        words = (department_words(was, names), department_words(becomes, names))
        for kind in department_kinds(was, becomes):
            yield Difference(kind, key, was.name, *words)
    elif becomes is not None:
        held = known.departments.get(key)
        kind = Kind.DEPARTMENT_MADE if held is None else Kind.DEPARTMENT_RETURNED
        before = held.facts.name if held is not None and held.facts.name != becomes.name else ""
        yield Difference(kind, key, becomes.name, before, department_words(becomes, names))
    elif was is not None:
        yield Difference(Kind.DEPARTMENT_GONE, key, was.name)


def _of_member(key: str, change: MemberChange, names: Names) -> Iterator[Difference]:
    was, becomes = change.was, change.becomes
    if becomes is None:
        if was is not None:
            yield Difference(Kind.LEFT, key, called(was))
    elif was is None or not was.is_active:
        kind = Kind.JOINED if was is None else Kind.RETURNED
        yield Difference(kind, key, called(was or becomes), *unequal(was, becomes, names))
    else:
        for kind in member_kinds(was, becomes):
            yield Difference(kind, key, called(was), *unequal(was, becomes, names, LABELS[kind]))


def _emptied(
    known: Known, departments: Mapping[str, DepartmentChange], members: Mapping[str, MemberChange], names: Names
) -> Iterator[Difference]:
    """Departments that stay and lose their last people."""
    lost = _lost(members)
    if not lost:
        return
    held = Counter(chain.from_iterable(_places(ours.facts) for ours in known.members.values()))
    held.update(known.others or {})
    for key, count in lost.items():
        is_open = key in known.departments and known.departments[key].is_active
        closes = key in departments and departments[key].becomes is None
        if is_open and not closes and 0 < held[key] <= count:
            yield Difference(Kind.DEPARTMENT_EMPTIED, key, names.get(key, key), f"{held[key]} 人", "0 人")


def _lost(members: Mapping[str, MemberChange]) -> dict[str, int]:
    """By how many people a department becomes smaller."""
    balance: defaultdict[str, int] = defaultdict(int)
    for change in members.values():
        for place in _places(change.was):
            balance[place] += 1
        for place in _places(change.becomes):
            balance[place] -= 1
    return {key: count for key, count in balance.items() if count > 0}


def _places(facts: MemberFacts | None) -> frozenset[str]:
    return facts.departments if facts is not None and facts.is_active else frozenset()
