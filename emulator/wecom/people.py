"""Departments and members of a corp, and how they hang together."""

from dataclasses import dataclass
from enum import IntEnum

ROOT = 1


class Status(IntEnum):
    """A member's state, in WeCom's numbers."""

    ACTIVE = 1
    DISABLED = 2
    NOT_ACTIVATED = 4
    LEFT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """`parent_id` of the root is 0. A larger `order` stands earlier."""

    id: int
    name: str
    parent_id: int = ROOT
    order: int = 0
    leaders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """`leads` are the departments in which this member is marked as leader; `extattr` are named texts such as 工号."""

    user_id: str
    name: str
    departments: tuple[int, ...] = (ROOT,)
    main_department: int | None = None
    leads: tuple[int, ...] = ()
    direct_leaders: tuple[str, ...] = ()
    position: str = ""
    status: Status = Status.ACTIVE
    mobile: str = ""
    email: str = ""
    extattr: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """Members and departments under one label."""

    id: int
    name: str
    users: frozenset[str] = frozenset()
    departments: frozenset[int] = frozenset()


class Roster:
    """A corp's directory. User ids are unique without regard to case. `version` grows with every change."""

    def __init__(self) -> None:
        self.departments: dict[int, Department] = {}
        self.version = 0
        self._members: dict[str, Member] = {}
        self._inside: dict[int, dict[str, Member]] = {}
        self._children: dict[int, list[int]] = {}

    def copy(self) -> "Roster":
        """The same directory, to be changed without this one; of a later version."""
        twin = Roster()
        for department in self.departments.values():
            twin.put_department(department)
        for member in self._members.values():
            twin.put_member(member)
        twin.version += self.version
        return twin

    def show_under(self, parent_id: int, department_id: int) -> None:
        """Lists go on showing a department there, whatever it says of itself."""
        self._children.setdefault(parent_id, []).append(department_id)

    @property
    def members(self) -> list[Member]:
        """Everybody, in the order of joining."""
        return list(self._members.values())

    def member(self, user_id: str) -> Member | None:
        """The member with that id in whatever spelling."""
        return self._members.get(user_id.lower())

    def put_member(self, member: Member) -> None:
        """Add a member, or replace the one with the same id."""
        self.drop_member(member.user_id)
        self._members[member.user_id.lower()] = member
        for department in member.departments:
            self._inside.setdefault(department, {})[member.user_id.lower()] = member
        self.version += 1

    def drop_member(self, user_id: str) -> None:
        """Forget a member; unknown ids are ignored."""
        member = self._members.pop(user_id.lower(), None)
        if member:
            for department in member.departments:
                self._inside[department].pop(user_id.lower(), None)
            self.version += 1

    def put_department(self, department: Department) -> None:
        """Add a department, or replace the one with the same id."""
        self.drop_department(department.id)
        self.departments[department.id] = department
        self._children.setdefault(department.parent_id, []).append(department.id)
        self.version += 1

    def drop_department(self, department_id: int) -> None:
        """Forget a department; unknown ids are ignored."""
        department = self.departments.pop(department_id, None)
        if department:
            self._children[department.parent_id].remove(department_id)
            self.version += 1

    def children(self, department_id: int) -> list[Department]:
        """Those directly under it."""
        return [self.departments[child] for child in self._children.get(department_id, [])]

    def below(self, department_id: int) -> list[Department]:
        """The department itself and everything under it, parents first; each once, whatever hangs under what."""
        found = {department_id: self.departments[department_id]} if department_id in self.departments else {}
        waiting = list(found.values())
        for department in waiting:
            new = [child for child in self.children(department.id) if child.id not in found]
            found.update({child.id: child for child in new})
            waiting.extend(new)
        return waiting

    def members_in(self, department_id: int) -> list[Member]:
        """Members directly in it."""
        return list(self._inside.get(department_id, {}).values())
