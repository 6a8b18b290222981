"""What of the organisation somebody may see: the one rule, as docs/howto/directory.md has it for people.

Staff see all staff and the students of their own college. Whoever is not staff sees the staff of their own college and
themselves. HR sees everybody, and alone sees staff numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.forms.directory import Directory, Member
from domain.ids import DepartmentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """`own` is the asker's college, everything below it included."""

    directory: Directory
    asker: Member
    own: frozenset[DepartmentId]
    is_staff: bool
    is_hr: bool

    def sees(self, member: Member) -> bool:
        """Whether this person is shown, by name, post and department."""
        if self.is_hr or member.person.id == self.asker.person.id:
            return True
        if member.person.id in self.directory.beside_staff:
            return self.is_staff and self.is_own(member)
        return self.is_staff or self.is_own(member)

    def is_own(self, member: Member) -> bool:
        """Whether this person is of the asker's college."""
        return not self.own.isdisjoint(member.departments)

    @property
    def sees_numbers(self) -> bool:
        """Whether staff numbers are shown."""
        return self.is_hr


def sight_of(directory: Directory, asker: Member, *, is_hr: bool) -> Sight:
    """For one person and one moment."""
    is_staff = asker.person.id not in directory.beside_staff
    tops = {directory.departments[each] for each in _tops(directory, asker) if each in directory.departments}
    return Sight(directory=directory, asker=asker, own=directory.below(tops), is_staff=is_staff, is_hr=is_hr)


def _tops(directory: Directory, asker: Member) -> Iterator[DepartmentId]:
    """The colleges somebody belongs to. What lies above all colleges counts for those alone who lead it."""
    level = directory.posts.department_level
    for place in asker.departments:
        chain = directory.chain(place)
        if len(chain) > level:
            yield chain[len(chain) - 1 - level].id
    for place in asker.leads:
        if directory.level(place) < level:
            yield place
