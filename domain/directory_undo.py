"""The way back from what a run has changed: what is still as the run left it becomes what it was."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace

from domain.directory_differences import differences_of
from domain.directory_facts import Kept, department_from, member_from
from domain.directory_plan import OF_DEPARTMENTS, DepartmentChange, Kind, Known, KnownMember, MemberChange, Plan
from domain.directory_reading import DepartmentFacts, MemberFacts, Reading
from domain.ids import PersonId

FIELDS = {
    Kind.RENAMED: ("name",),
    Kind.MOVED: ("departments", "main_department"),
    Kind.PROMOTED: ("position", "leads"),
    Kind.CHANGED: ("user_id", "staff_no", "leaders"),
}


@dataclass(frozen=True, slots=True)
class Made:
    """A change as a run has kept it."""

    id: int
    kind: Kind
    key: str
    subject: str
    was: Kept | None
    becomes: Kept | None


@dataclass(frozen=True, slots=True)
class WayBack:
    """The plan that undoes, the changes that it undoes, and the subjects of those that it leaves alone."""

    plan: Plan
    undone: tuple[int, ...]
    left_alone: tuple[str, ...]


def way_back(made: Iterable[Made], known: Known) -> WayBack:
    """`known` has the accounts and departments of all these changes."""
    desk = _Desk(known)
    rows = [each for each in made if each.was is not None or each.becomes is not None]
    people = [each for each in rows if each.kind not in OF_DEPARTMENTS]
    places = [each for each in rows if each.kind in OF_DEPARTMENTS]
    for each in sorted(places, key=lambda one: one.kind is not Kind.DEPARTMENT_GONE):
        if each.becomes is None:
            desk.reopen_department(each)
        elif each.was is not None:
            desk.change_department(each, department_from(each.was), department_from(each.becomes))
    for each in sorted(people, key=lambda one: one.kind is Kind.LEFT):
        desk.put_back(each)
    desk.close_departments([each for each in places if each.was is None])
    return desk.result()


class _Desk:
    """Collects the changes of the way back."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._open_keys: dict[PersonId, list[str]] = {}  # of everybody, before anything is put back
        for key, each in known.members.items():
            if each.facts.is_active:
                self._open_keys.setdefault(each.person_id, []).append(key)
        self._departments: dict[str, DepartmentChange] = {}
        self._members: dict[str, MemberChange] = {}
        self._undone: list[int] = []
        self._left_alone: dict[str, None] = {}

    def put_back(self, made: Made) -> None:
        """One change of a person."""
        ours = self._known.members.get(made.key)
        becomes = self._member_back(made, ours) if ours is not None else None
        if ours is None or becomes is None:
            self._left_alone[made.subject] = None
            return
        after = becomes if becomes.is_active else None
        self._members[made.key] = MemberChange(ours.facts, after, ours.person_id, ours.owns)
        self._undone.append(made.id)

    def _member_back(self, made: Made, ours: KnownMember) -> MemberFacts | None:
        """The facts to be put back; None where the account is no longer as the run left it."""
        if made.becomes is None:
            return self._returned(member_from(made.was or {}), ours)
        left = member_from(made.becomes)
        if made.kind in FIELDS and made.was is not None:
            change = self._members.get(made.key)
            now = (change.becomes if change else None) or ours.facts
            return _fields_back(made.kind, now, ours.facts, member_from(made.was), left)
        same = ours.facts == left if ours.owns else ours.facts.departments == left.departments
        return replace(ours.facts, is_active=False) if same and ours.facts.is_active else None

    def _returned(self, was: MemberFacts, ours: KnownMember) -> MemberFacts | None:
        """Who left is here again, in those of their departments that there are; not beside another account."""
        if ours.facts.is_active or self._has_another(made_for=ours):
            return None
        there = frozenset(key for key in was.departments if self._is_open(key))
        main = was.main_department if was.main_department in there else min(there, default=None)
        back = replace(
            was, staff_no=ours.facts.staff_no, departments=there, leads=was.leads & there, main_department=main
        )
        return back if there or not was.departments else None

    def _has_another(self, made_for: KnownMember) -> bool:
        others = self._open_keys.get(made_for.person_id, ())
        stays = any(key not in self._members or self._members[key].becomes is not None for key in others)
        return stays or made_for.person_id in self._known.taken

    def _is_open(self, key: str) -> bool:
        change = self._departments.get(key)
        if change is not None:
            return change.becomes is not None
        return key in self._known.departments and self._known.departments[key].is_active

    def reopen_department(self, made: Made) -> None:
        """One that the run has closed."""
        ours = self._known.departments.get(made.key)
        was = department_from(made.was or {})
        if ours is None or ours.is_active:
            self._left_alone[made.subject] = None
            return
        self._departments[made.key] = DepartmentChange(None, was)
        self._undone.append(made.id)

    def change_department(self, made: Made, was: DepartmentFacts, left: DepartmentFacts) -> None:
        """One that the run has renamed, moved or changed; several changes of it have the same facts."""
        ours = self._known.departments.get(made.key)
        if ours is None or not ours.is_active or ours.facts != left:
            self._left_alone[made.subject] = None
            return
        self._departments[made.key] = DepartmentChange(ours.facts, was)
        self._undone.append(made.id)

    def close_departments(self, made: Iterable[Made]) -> None:
        """Those that the run has made and that nobody is in and nothing lies below; the lowest first."""
        waiting = {each.id: each for each in made}
        used = {key for facts in self._standing() for key in facts.departments}
        used |= {key for key, others in (self._known.others or {}).items() if others}
        above = Counter(each.facts.parent for key, each in self._known.departments.items() if self._is_open(key))
        while closing := [each for each in waiting.values() if self._may_close(each, used, above)]:
            for each in closing:
                ours = self._known.departments[each.key].facts
                self._departments[each.key] = DepartmentChange(ours, None)
                self._undone.append(each.id)
                above[ours.parent] -= 1
                del waiting[each.id]
        self._left_alone |= dict.fromkeys(each.subject for each in waiting.values())

    def _may_close(self, made: Made, used: Container[str], above: Mapping[str | None, int]) -> bool:
        ours = self._known.departments.get(made.key)
        is_as_left = ours is not None and ours.is_active and ours.facts == department_from(made.becomes or {})
        return is_as_left and made.key not in used and not above.get(made.key)

    def _standing(self) -> Iterable[MemberFacts]:
        for key, ours in self._known.members.items():
            change = self._members.get(key)
            facts = change.becomes if change is not None else ours.facts
            if facts is not None and facts.is_active:
                yield facts

    def result(self) -> WayBack:
        """What was collected, as a plan."""
        empty = Reading({}, {}, (), {}, asked=frozenset())
        plan = Plan(
            departments={},
            members={},
            joining={},
            doubts={},
            differences=tuple(differences_of(self._known, empty, self._departments, self._members)),
            excesses=(),
            changed_departments=self._departments,
            changed_members=self._members,
            asked=frozenset(self._members),
        )
        return WayBack(plan, tuple(self._undone), tuple(self._left_alone))


def _fields_back(
    kind: Kind, now: MemberFacts, held: MemberFacts, was: MemberFacts, left: MemberFacts
) -> MemberFacts | None:
    """`now` with the fields of this kind as they were; None if one of them has been changed since."""
    if not held.is_active or any(getattr(held, name) != getattr(left, name) for name in FIELDS[kind]):
        return None
    match kind:
        case Kind.RENAMED:
            return replace(now, name=was.name)
        case Kind.MOVED:
            return replace(now, departments=was.departments, main_department=was.main_department)
        case Kind.PROMOTED:
            return replace(now, position=was.position, leads=was.leads)
        case _:
            main = now.main_department if was.main_department else None
            return replace(now, user_id=was.user_id, staff_no=was.staff_no, leaders=was.leaders, main_department=main)
