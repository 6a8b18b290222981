"""The college's directory as the platform tells it, to be changed by hand, and the loops that read it."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from adapters.ports import Progress
from domain.directory import Directory, Part, ReadDepartment, ReadMember
from jobs.org_events import OrgEvents
from jobs.org_runs import OrgRunner
from tests.handlers.college import STAFF, STAFFING, TREE, College
from tests.jobs.scripted import ScriptedPlatform


@dataclass(slots=True)
class Directories(ScriptedPlatform):
    """What the platform would answer; `trouble` is raised instead, `read` counts whole readings. What is
    `late` comes to light after the next of them.
    """

    departments: dict[str, ReadDepartment] = field(default_factory=dict)
    members: dict[str, ReadMember] = field(default_factory=dict)
    trouble: Exception | None = None
    read: int = 0
    late: dict[str, ReadMember] = field(default_factory=dict)

    async def read_directory(self, progress: Progress | None = None) -> Directory:
        self.read += 1
        if self.trouble:
            raise self.trouble
        if progress:
            progress(len(self.members))
        found = Directory(tuple(self.departments.values()), tuple(self.members.values()))
        self.members |= self.late
        return found

    async def read_part(self, members: Collection[str], departments: Collection[str]) -> Part:
        if self.trouble:
            raise self.trouble
        there = {key: self.members.get(key) for key in members}
        places = {place for one in there.values() if one for place in one.departments} | set(departments)
        return Part(
            {key.lower(): one for key, one in there.items()}, {key: self.departments.get(key) for key in places}
        )

    # --- the administrator's hand

    def change(self, name: str, /, **facts: object) -> None:
        self.members[name] = replace(self.members[name], **facts)

    def move(self, name: str, to: str) -> None:
        self.change(name, departments=(to,), main_department=to, leads=())

    def add(self, name: str, department: str, **facts: object) -> None:
        member = ReadMember(user_id=name, name=name, departments=(department,), main_department=department)
        self.members[name] = replace(member, staff_no=f"T-{name}", **facts)


def as_it_is() -> Directories:
    """The platform tells what the college holds."""
    departments = {name: ReadDepartment(id=name, name=name, parent_id=parent) for name, parent in TREE.items()}
    members = {
        name: ReadMember(
            user_id=name,
            name=name,
            departments=(place,),
            main_department=place,
            leads=(place,) if leads else (),
            direct_leaders=leaders,
            staff_no=f"T-{name}",
        )
        for name, (place, leads, leaders) in STAFFING.items()
    }
    return Directories(departments=departments, members=members)


@dataclass(slots=True)
class Office:
    """The loops, moved by hand and by the college's clock."""

    college: College
    platform: Directories

    async def work(self) -> None:
        """Until no run waits any more."""
        while await self.runner().work_next():
            pass

    async def read_again(self) -> None:
        """What events have named and is due."""
        while await self.events().read_next():
            pass

    def runner(self) -> OrgRunner:
        here = self.college
        return OrgRunner(here.database, {STAFF: self.platform}, here.office, self.clock)

    def events(self) -> OrgEvents:
        here = self.college
        return OrgEvents(here.database, {STAFF: self.platform}, here.office, self.clock)

    def clock(self):
        return self.college.now
