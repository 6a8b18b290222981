"""Departments and members of an organisation, and how they hang together."""

from dataclasses import dataclass

ROOT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """`parent_id` of the root is 0. A larger `order` stands earlier."""

    dept_id: int
    name: str
    parent_id: int = ROOT
    order: int = 0
    managers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """`leads` are the departments in which this member is marked as leader; `extension` are named texts of one's own.

    `mobile` is found by `getbymobile` and never shown: the applications here have no right to see it.
    """

    userid: str
    name: str
    unionid: str = ""
    job_number: str = ""
    title: str = ""
    dept_ids: tuple[int, ...] = (ROOT,)
    manager: str = ""
    leads: tuple[int, ...] = ()
    is_active: bool = True
    is_admin: bool = False
    mobile: str = ""
    extension: tuple[tuple[str, str], ...] = ()

    @property
    def union_id(self) -> str:
        """The id across organisations of one developer; made from the userid where none is given."""
        return self.unionid or f"union{self.userid}iE"


class Roster:
    """An organisation's directory. User ids are told apart by case. `version` grows with every change."""

    def __init__(self) -> None:
        self.departments: dict[int, Department] = {}
        self.version = 0
        self._members: dict[str, Member] = {}
        self._inside: dict[int, dict[str, Member]] = {}
        self._children: dict[int, dict[int, Department]] = {}

    def copy(self) -> "Roster":
        """The same directory, to be changed without this one; of a later version."""
        twin = Roster()
        for department in self.departments.values():
            twin.put_department(department)
        for member in self._members.values():
            twin.put_member(member)
        twin.version += self.version
        return twin

    def show_under(self, parent_id: int, dept_id: int) -> None:
        """Lists go on showing a department there, whatever it says of itself."""
        self._children.setdefault(parent_id, {})[dept_id] = self.departments[dept_id]

    @property
    def members(self) -> list[Member]:
        """Everybody, in the order of joining."""
        return list(self._members.values())

    def member(self, userid: str) -> Member | None:
        """The member with exactly that id."""
        return self._members.get(userid)

    def member_of_union_id(self, union_id: str) -> Member | None:
        """The member with that id across organisations."""
        return next((member for member in self._members.values() if member.union_id == union_id), None)

    def member_of_mobile(self, mobile: str) -> Member | None:
        """The member with that number."""
        return next((member for member in self._members.values() if mobile and member.mobile == mobile), None)

    def put_member(self, member: Member) -> None:
        """Add a member, or replace the one with the same id in the same place."""
        old = self._members.get(member.userid)
        self._members[member.userid] = member
        for dept_id in old.dept_ids if old else ():
            if dept_id not in member.dept_ids:
                self._inside[dept_id].pop(member.userid, None)
        for dept_id in member.dept_ids:
            self._inside.setdefault(dept_id, {})[member.userid] = member
        self.version += 1

    def drop_member(self, userid: str) -> None:
        """Forget a member; unknown ids are ignored."""
        member = self._members.pop(userid, None)
        for dept_id in member.dept_ids if member else ():
            self._inside[dept_id].pop(userid, None)
        self.version += 1

    def put_department(self, department: Department) -> None:
        """Add a department, or replace the one with the same id in the same place."""
        old = self.departments.get(department.dept_id)
        if old and old.parent_id != department.parent_id:
            del self._children[old.parent_id][old.dept_id]
        self.departments[department.dept_id] = department
        self._children.setdefault(department.parent_id, {})[department.dept_id] = department
        self.version += 1

    def drop_department(self, dept_id: int) -> None:
        """Forget a department; unknown ids are ignored."""
        department = self.departments.pop(dept_id, None)
        if department:
            del self._children[department.parent_id][dept_id]
        self.version += 1

    def children(self, dept_id: int) -> list[Department]:
        """Those directly under it, in the order they are shown."""
        return sorted(self._children.get(dept_id, {}).values(), key=lambda department: -department.order)

    def below(self, dept_id: int) -> list[Department]:
        """The department itself and everything under it, parents first; each once, whatever hangs under what."""
        found = {dept_id: self.departments[dept_id]} if dept_id in self.departments else {}
        waiting = list(found.values())
        for department in waiting:
            new = [child for child in self.children(department.dept_id) if child.dept_id not in found]
            found.update({child.dept_id: child for child in new})
            waiting.extend(new)
        return waiting

    def members_in(self, dept_id: int) -> list[Member]:
        """Members directly in it."""
        return list(self._inside.get(dept_id, {}).values())
