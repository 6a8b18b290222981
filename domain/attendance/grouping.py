"""Which group somebody is in: those named by number first, then the first group of the file that takes them."""

from collections.abc import Iterable
from functools import cached_property

from domain.attendance.rules import AttendanceRules, Group
from domain.forms.directory import Directory, Member
from domain.ids import DepartmentId, PersonId
from domain.text_fold import fold_text


class GroupBook:
    """The groups of one directory under one set of rules; what was found is kept."""

    def __init__(self, rules: AttendanceRules, directory: Directory) -> None:
        self.rules = rules
        self.directory = directory
        self._found: dict[PersonId, Group | None] = {}

    def group_of(self, person: PersonId) -> Group | None:
        """None for whom no group takes, or whom nobody knows."""
        if person not in self._found:
            member = self.directory.members.get(person)
            self._found[person] = self._find(member) if member else None
        return self._found[person]

    def without_group(self) -> tuple[Member, ...]:
        """Everybody here whom no group takes."""
        return tuple(member for member in self.directory.active if self.group_of(member.person.id) is None)

    def _find(self, member: Member) -> Group | None:
        number = member.person.staff_no
        named = next((group for group in self.rules.groups if number in group.staff_no), None)
        return named or next((group for group in self.rules.groups if self._takes(group, member)), None)

    def _takes(self, group: Group, member: Member) -> bool:
        if group.is_for_all:
            return True
        if not (group.kinds or group.departments or group.positions or group.posts):
            return False  # it is for those whom it names
        return (
            (not group.kinds or self.directory.kind(member) in group.kinds)
            and (not group.departments or bool(self._places[group.name].intersection(_places_of(member))))
            and (not group.positions or fold_text(member.person.position) in set(map(fold_text, group.positions)))
            and (not group.posts or bool(set(group.posts).intersection(self.directory.posts_of(member.person.id))))
        )

    @cached_property
    def _places(self) -> dict[str, frozenset[DepartmentId]]:
        """The departments of each group with all that lies below them."""
        return {
            group.name: self.directory.below(each for name in group.departments for each in self.directory.named(name))
            for group in self.rules.groups
        }


def _places_of(member: Member) -> Iterable[DepartmentId]:
    return (*member.departments, *((member.home,) if member.home else ()))
