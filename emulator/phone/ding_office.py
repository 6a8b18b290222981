"""平台后台 of DingTalk: the changes that the playground offers, as the admin console makes them."""

import itertools
from dataclasses import replace

from emulator.dingtalk.admin import Admin
from emulator.dingtalk.college import DEPARTMENT_OFFSET
from emulator.dingtalk.org import Org
from emulator.dingtalk.people import Department, Member
from emulator.dingtalk.world import World
from emulator.phone.phone import NotPossible
from emulator.wecom.college import STAFF_NO

TOLD = ("event:user_", "event:org_dept_")


class Office:
    """One organisation's. A new member's id is a number that is free."""

    def __init__(self, world: World, org: Org) -> None:
        self._world = world
        self._org = org
        self._admin = Admin(world, org)

    def events(self) -> int:
        """How many changes of members and departments were told so far."""
        letters = self._world.ledger.letters
        return sum(row.client_id == self._org.client_id and row.kind.startswith(TOLD) for row in letters)

    def hire(self, name: str, department: int, position: str, staff_no: str) -> None:
        """Somebody joins."""
        there = self._department(department)
        userid = next(i for n in itertools.count(1) if not self._org.roster.member(i := f"d-new{n:04d}"))
        self._admin.add_user(
            Member(
                userid=userid,
                name=name,
                dept_ids=(there.dept_id,),
                title=position,
                manager=next(iter(there.managers), ""),
                job_number=staff_no,
                extension=((STAFF_NO, staff_no),) if staff_no else (),
            )
        )

    def leave(self, user_id: str) -> None:
        """Somebody is removed, from the head of departments as well."""
        member = self._member(user_id)
        self._resign(member)
        for led in [other for other in self._org.roster.members if other.manager == member.userid]:
            self._org.roster.put_member(replace(led, manager=""))
        self._admin.leave_user(member.userid)

    def move(self, user_id: str, department: int) -> None:
        """Somebody changes the department and heads none any longer."""
        member, there = self._member(user_id), self._department(department)
        if member.dept_ids == (there.dept_id,):
            raise NotPossible(f"{member.name}已经在{there.name}")
        self._resign(member)
        superior = next((one for one in there.managers if one != member.userid), member.manager)
        self._admin.modify_user(user_id, replace(member, dept_ids=(there.dept_id,), leads=(), manager=superior))

    def rename(self, user_id: str, name: str) -> None:
        """Somebody is called otherwise."""
        member = self._member(user_id)
        if member.name == name:
            raise NotPossible(f"已经叫{name}了")
        self._admin.modify_user(user_id, replace(member, name=name))

    def lead(self, user_id: str) -> None:
        """Somebody heads the department instead of whoever did."""
        member = self._member(user_id)
        unit = self._department(member.dept_ids[0])
        if unit.dept_id in member.leads:
            raise NotPossible(f"{member.name}已经是{unit.name}的负责人")
        for old in [self._org.roster.member(manager) for manager in unit.managers]:
            if old:
                leads = tuple(one for one in old.leads if one != unit.dept_id)
                self._admin.modify_user(old.userid, replace(old, leads=leads))
        self._admin.modify_department(replace(unit, managers=(member.userid,)))
        self._admin.modify_user(user_id, replace(member, leads=(*member.leads, unit.dept_id)))

    def found(self, name: str, parent: int) -> None:
        """A new department, the last among its siblings."""
        there = self._department(parent)
        self._refuse_twin(name, there.dept_id)
        number = max(DEPARTMENT_OFFSET, *self._org.roster.departments) + 1
        self._admin.create_department(Department(dept_id=number, name=name, parent_id=there.dept_id, order=-number))

    def retitle(self, department: int, name: str) -> None:
        """A department is called otherwise."""
        unit = self._department(department)
        self._refuse_twin(name, unit.parent_id)
        self._admin.modify_department(replace(unit, name=name))

    def _resign(self, member: Member) -> None:
        for unit in [unit for unit in self._org.roster.departments.values() if member.userid in unit.managers]:
            managers = tuple(one for one in unit.managers if one != member.userid)
            self._org.roster.put_department(replace(unit, managers=managers))

    def _refuse_twin(self, name: str, parent: int) -> None:
        if any(unit.name == name for unit in self._org.roster.children(parent)):
            raise NotPossible(f"这里已经有一个{name}")

    def _member(self, user_id: str) -> Member:
        member = self._org.roster.member(user_id)
        if member is None:
            raise NotPossible("钉钉上没有这个人")
        return member

    def _department(self, department: int) -> Department:
        unit = self._org.roster.departments.get(department)
        if unit is None:
            raise NotPossible("钉钉上没有这个部门")
        return unit
