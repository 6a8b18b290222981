"""平台后台 of WeCom: the changes that the playground offers, as the admin console makes them."""

import itertools
from dataclasses import replace

from emulator.phone.phone import NotPossible
from emulator.wecom.admin import Admin
from emulator.wecom.college import STAFF_NO
from emulator.wecom.corp import Corp
from emulator.wecom.people import Department, Member
from emulator.wecom.world import World

TOLD = "change_contact"


class Office:
    """One corp's. A new member's id is a number that is free."""

    def __init__(self, world: World, corp: Corp) -> None:
        self._world = world
        self._corp = corp
        self._admin = Admin(world, corp)

    def events(self) -> int:
        """How many changes of contacts were told so far; what happens to visible ranges is no such thing."""
        return sum(row.kind == TOLD and row.corp_id == self._corp.corp_id for row in self._world.ledger.letters)

    def hire(self, name: str, department: int, position: str, staff_no: str) -> None:
        """Somebody joins, and needs no activation here."""
        there = self._department(department)
        user_id = next(i for n in itertools.count(1) if not self._corp.roster.member(i := f"new{n:04d}"))
        self._admin.put_member(
            Member(
                user_id=user_id,
                name=name,
                departments=(there.id,),
                main_department=there.id,
                direct_leaders=there.leaders[:1],
                position=position,
                extattr=((STAFF_NO, staff_no),) if staff_no else (),
            )
        )

    def leave(self, user_id: str) -> None:
        """Somebody is removed, from the head of departments as well."""
        member = self._member(user_id)
        self._resign(member)
        for led in [other for other in self._corp.roster.members if member.user_id in other.direct_leaders]:
            leaders = tuple(one for one in led.direct_leaders if one != member.user_id)
            self._corp.roster.put_member(replace(led, direct_leaders=leaders))
        self._admin.drop_member(member.user_id)

    def move(self, user_id: str, department: int) -> None:
        """Somebody changes the department and heads none any longer."""
        member, there = self._member(user_id), self._department(department)
        if member.departments == (there.id,):
            raise NotPossible(f"{member.name}已经在{there.name}")
        self._resign(member)
        superiors = tuple(one for one in there.leaders[:1] if one != member.user_id) or member.direct_leaders
        self._admin.put_member(
            replace(member, departments=(there.id,), main_department=there.id, leads=(), direct_leaders=superiors)
        )

    def rename(self, user_id: str, name: str) -> None:
        """Somebody is called otherwise. Addresses set up since 2022-08-15 are not told."""
        member = self._member(user_id)
        if member.name == name:
            raise NotPossible(f"已经叫{name}了")
        self._admin.put_member(replace(member, name=name))

    def lead(self, user_id: str) -> None:
        """Somebody heads the department instead of whoever did."""
        member = self._member(user_id)
        unit = self._department(member.main_department or member.departments[0])
        if unit.id in member.leads:
            raise NotPossible(f"{member.name}已经是{unit.name}的负责人")
        for old in [self._corp.roster.member(leader) for leader in unit.leaders]:
            if old:
                self._admin.put_member(replace(old, leads=tuple(one for one in old.leads if one != unit.id)))
        self._admin.put_department(replace(unit, leaders=(member.user_id,)))
        self._admin.put_member(replace(member, leads=(*member.leads, unit.id)))

    def found(self, name: str, parent: int) -> None:
        """A new department, the last among its siblings."""
        there = self._department(parent)
        self._refuse_twin(name, there.id)
        number = max(self._corp.roster.departments) + 1
        self._admin.put_department(Department(id=number, name=name, parent_id=there.id))

    def retitle(self, department: int, name: str) -> None:
        """A department is called otherwise."""
        unit = self._department(department)
        self._refuse_twin(name, unit.parent_id)
        self._admin.put_department(replace(unit, name=name))

    def _resign(self, member: Member) -> None:
        for unit in [unit for unit in self._corp.roster.departments.values() if member.user_id in unit.leaders]:
            leaders = tuple(one for one in unit.leaders if one != member.user_id)
            self._corp.roster.put_department(replace(unit, leaders=leaders))

    def _refuse_twin(self, name: str, parent: int) -> None:
        if any(unit.name == name for unit in self._corp.roster.children(parent)):
            raise NotPossible(f"这里已经有一个{name}")

    def _member(self, user_id: str) -> Member:
        member = self._corp.roster.member(user_id)
        if member is None:
            raise NotPossible("企业微信上没有这个人")
        return member

    def _department(self, department: int) -> Department:
        unit = self._corp.roster.departments.get(department)
        if unit is None:
            raise NotPossible("企业微信上没有这个部门")
        return unit
