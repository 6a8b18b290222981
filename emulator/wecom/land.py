"""A corp's directory as a spoiler handles it; see `emulator.bad_directory`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from emulator.bad_directory import CROWDED, Failure
from emulator.college_maker import make_college
from emulator.wecom.apps import VisibleRange
from emulator.wecom.corp import Corp
from emulator.wecom.faults import ApiEffect, CallbackEffect, Canned, Delay, Drop, EndsEarly, Fault, Refuse
from emulator.wecom.people import ROOT, Department, Member, Roster
from emulator.wecom.world import World

CONTACTS = "callback/change_contact"
# The path that is struck, how, and after how many calls.
FAILURES: dict[Failure, tuple[str, ApiEffect, int]] = {
    Failure.NO_DEPARTMENTS: ("department/list", EndsEarly(0), 0),
    Failure.PAGE: ("user/list", Refuse(-1), 1),
    Failure.SERVER: ("user/list", Canned(), 3),
    Failure.SHORT: ("user/list", EndsEarly(), 0),
    Failure.NO_RIGHT: ("department/list", Refuse(48009), 0),
    Failure.OUT_OF_RANGE: ("user/list", Refuse(60011), 0),
}


@dataclass(slots=True)
class _Before:
    """What is put back. A roster is kept as it is and a copy of it spoiled."""

    roster: Roster
    visible: dict[int, VisibleRange]


class WecomLand:
    """Implements `Land` for one corp."""

    def __init__(self, world: World, corp: Corp) -> None:
        self._world = world
        self._corp = corp
        self._before: _Before | None = None
        self._yesterday: Roster | None = None
        self._calls: list[Fault[ApiEffect]] = []
        self._events: list[Fault[CallbackEffect]] = []

    def people(self) -> list[str]:
        """See `Land`."""
        return [member.user_id for member in self._roster.members]

    def departments(self) -> list[int]:
        """See `Land`."""
        return [unit.id for unit in self._roster.below(ROOT)[1:]]

    def name_of(self, user: str) -> str:
        """See `Land`."""
        return self._member(user).name

    def parent_of(self, department: int) -> int:
        """See `Land`."""
        return self._roster.departments[department].parent_id

    def headcount(self, department: int) -> int:
        """See `Land`."""
        return len(self._roster.members_in(department))

    def leave(self, user: str) -> None:
        """See `Land`."""
        self._spoilt().drop_member(user)

    def call(self, user: str, name: str) -> None:
        """See `Land`."""
        self._spoilt().put_member(replace(self._member(user), name=name))

    def spell(self, user: str, new: str) -> None:
        """See `Land`."""
        member = self._member(user)
        self._spoilt().drop_member(user)
        self._spoilt().put_member(replace(member, user_id=new))

    def ring(self, user: str, mobile: str) -> None:
        """See `Land`."""
        self._spoilt().put_member(replace(self._member(user), mobile=mobile))

    def place(self, user: str, departments: Sequence[int]) -> None:
        """See `Land`."""
        where = tuple(departments)
        self._spoilt().put_member(replace(self._member(user), departments=where, main_department=where[0], leads=()))

    def dissolve(self, department: int) -> None:
        """See `Land`. On WeCom nobody can stay in a department that is gone: the root takes them."""
        for member in self._roster.members_in(department):
            self.place(member.user_id, [one for one in member.departments if one != department] or [ROOT])
        self._spoilt().drop_department(department)

    def title(self, department: int, name: str) -> None:
        """See `Land`."""
        unit = self._roster.departments.get(department) or Department(id=department, name=name)
        self._spoilt().put_department(replace(unit, name=name))

    def hang(self, department: int, parent: int) -> None:
        """See `Land`."""
        unit = self._roster.departments[department]
        self._spoilt().put_department(replace(unit, parent_id=parent))
        if parent not in self._roster.departments or self._is_below(parent, department):
            self._spoilt().show_under(ROOT, department)

    def found(self, name: str, parent: int) -> int:
        """See `Land`."""
        number = max(self._roster.departments) + 1
        self._spoilt().put_department(Department(id=number, name=name, parent_id=parent))
        return number

    def crowd(self) -> None:
        """See `Land`."""
        college = make_college(CROWDED)
        self._spoilt()
        self._corp.roster = Roster()
        for unit in college.departments:
            self._corp.roster.put_department(unit)
        for member in college.members:
            self._corp.roster.put_member(member)

    def fail(self, failure: Failure) -> None:
        """See `Land`."""
        path, effect, skip = FAILURES[failure]
        self._calls.append(self._world.faults.add(path, effect, times=None, skip=skip))

    def show_only(self, department: int) -> None:
        """See `Land`."""
        self._spoilt()
        for app in self._corp.apps.values():
            app.visible = VisibleRange(departments=frozenset({department}))

    def lose_events(self, seconds: float | None) -> None:
        """See `Land`."""
        effect: CallbackEffect = Drop() if seconds is None else Delay(seconds)
        self._events.append(self._world.callback_faults.add(CONTACTS, effect, times=None))

    def remember(self) -> None:
        """See `Land`."""
        self._yesterday = self._roster.copy()

    def go_back(self) -> None:
        """See `Land`."""
        if self._yesterday is None:
            raise RuntimeError("nothing was remembered")
        version = self._spoilt().version
        self._corp.roster = self._yesterday.copy()
        self._corp.roster.version += version

    def restore(self) -> None:
        """See `Land`."""
        for fault in self._calls:
            self._world.faults.remove(fault)
        for event in self._events:
            self._world.callback_faults.remove(event)
        self._calls, self._events = [], []
        if self._before:
            self._corp.roster = self._before.roster
            for agent_id, visible in self._before.visible.items():
                self._corp.apps[agent_id].visible = visible
        self._before = None

    @property
    def _roster(self) -> Roster:
        return self._corp.roster

    def _spoilt(self) -> Roster:
        """The roster to be changed: a copy, of which the first change keeps the original."""
        if self._before is None:
            visible = {agent_id: app.visible for agent_id, app in self._corp.apps.items()}
            self._before = _Before(self._corp.roster, visible)
            self._corp.roster = self._corp.roster.copy()
        return self._corp.roster

    def _member(self, user: str) -> Member:
        member = self._roster.member(user)
        if member is None:
            raise KeyError(user)
        return member

    def _is_below(self, department: int, top: int) -> bool:
        here: int | None = department
        for _ in self._roster.departments:
            if here == top:
                return True
            unit = self._roster.departments.get(here or 0)
            here = unit.parent_id if unit else None
        return False
