"""A directory reading put straight: one entry per key, references that lead somewhere, text that can be stored."""

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from domain.directory import Directory, ReadMember, Untold
from domain.directory_sets import SharedSets

EMPTY = "平台返回的通讯录是空的，没有改动任何人员。请检查应用的可见范围后重试。"
CIRCLE = "部门的上级关系成了一个圈（{names}），没有改动。请在平台后台改正后重试。"
NAMES_SHOWN = 5


class DirectoryRefused(Exception):
    """The reading cannot be true. Nothing was changed; shown as it stands to whoever asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentFacts:
    """A department by what the platform says of it; `parent` is the platform's id, None for a top one."""

    name: str
    parent: str | None
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """A member by what the platform says; departments by the platform's ids, leaders by account key."""

    user_id: str
    name: str
    staff_no: str | None = None
    position: str = ""
    main_department: str | None = None
    departments: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    leaders: frozenset[str] = frozenset()
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """Departments by the platform's id, members by account key.

    `repeated` are keys that came more than once; `shared` maps keys to a staff number that an earlier member has.
    `asked` are the accounts and `asked_departments` the departments of a part, None for the whole; `lacking` are
    departments that a part names and nobody knows.
    """

    departments: Mapping[str, DepartmentFacts]
    members: Mapping[str, MemberFacts]
    repeated: tuple[str, ...]
    shared: Mapping[str, str]
    untold: frozenset[Untold] = frozenset()
    asked: frozenset[str] | None = None
    asked_departments: frozenset[str] = frozenset()
    lacking: frozenset[str] = frozenset()

    def is_gone_department(self, key: str) -> bool:
        """Whether the platform has it no longer; of those that nobody asked for a part says nothing."""
        return key not in self.departments and (self.asked is None or key in self.asked_departments)


def straighten(directory: Directory) -> Reading:
    """Raises DirectoryRefused for a reading without people or departments, or with a circle of departments."""
    if not any(member.is_active for member in directory.members) or not directory.departments:
        raise DirectoryRefused(EMPTY)
    departments = _departments(directory)
    refuse_circles(departments)
    heads = _heads(directory)
    active = {member.user_id.lower() for member in directory.members if member.is_active}
    members: dict[str, MemberFacts] = {}
    repeated: list[str] = []
    sets = SharedSets()
    for member in directory.members:
        key = member.user_id.lower()
        if key in members:
            repeated.append(key)
        else:
            leaders = active & {leader.lower() for leader in member.direct_leaders} - {key}
            leads = heads.get(key, set[str]()) | set(member.leads)
            members[key] = member_facts(member, leads, leaders, departments.keys(), sets)
    return Reading(departments, members, tuple(repeated), take_shared_numbers(members), directory.untold)


def _departments(directory: Directory) -> dict[str, DepartmentFacts]:
    """Departments whose parent is out of the application's sight are top ones."""
    ids = {department.id for department in directory.departments}
    return {
        department.id: DepartmentFacts(
            name=clean(department.name),
            parent=department.parent_id if department.parent_id in ids else None,
            order=department.order,
        )
        for department in directory.departments
    }


def refuse_circles(departments: Mapping[str, DepartmentFacts]) -> None:
    """Raises DirectoryRefused. A parent that is not among them is the end of the way up."""
    safe: set[str] = set()
    for start in departments:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in safe:
            if here in path:
                names = "、".join(departments[one].name for one in list(path)[:NAMES_SHOWN])
                raise DirectoryRefused(CIRCLE.format(names=names))
            path[here] = None
            above = departments[here].parent
            here = above if above in departments else None
        safe.update(path)


def _heads(directory: Directory) -> dict[str, set[str]]:
    heads: defaultdict[str, set[str]] = defaultdict(set)
    for department in directory.departments:
        for leader in department.leaders:
            heads[leader.lower()].add(department.id)
    return heads


def member_facts(
    member: ReadMember,
    heads: AbstractSet[str],
    leaders: AbstractSet[str],
    departments: AbstractSet[str],
    sets: SharedSets,
) -> MemberFacts:
    """`heads` are departments that this member leads, `leaders` their leaders, `departments` all there are."""
    own = [one for one in member.departments if one in departments]
    leads = sets.of(heads & departments)
    return MemberFacts(
        user_id=member.user_id,
        name=clean(member.name),
        staff_no=clean(member.staff_no or "") or None,
        position=clean(member.position),
        main_department=member.main_department if member.main_department in departments else next(iter(own), None),
        departments=sets.of((*own, *leads)),
        leads=leads,
        leaders=sets.of(leaders),
        is_active=member.is_active,
    )


def take_shared_numbers(members: dict[str, MemberFacts]) -> dict[str, str]:
    """A staff number is one person's; who comes second with it goes without, in whatever order they were read."""
    seen: set[str] = set()
    shared: dict[str, str] = {}
    for key, facts in sorted(members.items()):
        if facts.staff_no is None:
            continue
        if facts.staff_no in seen:
            shared[key] = facts.staff_no
            members[key] = replace(facts, staff_no=None)
        seen.add(facts.staff_no)
    return shared


def clean(text: str) -> str:
    """Without what a database or a screen cannot show."""
    if text.isprintable():
        return text.strip()
    return "".join(sign for sign in text if sign.isprintable()).strip()
