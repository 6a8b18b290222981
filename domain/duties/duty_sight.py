"""Which duties somebody may see: their own, those of departments they lead, and all of them for whoever supervises."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.duties.catalogue import COLLEGE_WIDE, Catalogue
from domain.duties.duty import Duty
from domain.forms.directory import Directory, Member
from domain.text_fold import fold_text

# The quality office counts what is done, the college's office urges it, the leaders answer for all of it.
SUPERVISING = frozenset(
    {
        "quality_head",
        "quality_officer",
        "quality_performance",
        "quality_info",
        "quality_analyst",
        "office_head",
        "office_supervisor",
        "president",
        "party_secretary",
        "vice_president",
    }
)
ALL = frozenset({COLLEGE_WIDE, "全部", "全院", "学校"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DutySight:
    """For one person and one moment. `is_hr` sees everything, and so does whoever holds one of `SUPERVISING`."""

    directory: Directory
    asker: Member
    is_hr: bool

    @property
    def sees_all(self) -> bool:
        """Whether every department is shown."""
        return self.is_hr or bool(SUPERVISING.intersection(self.directory.posts_of(self.asker.person.id)))

    def own(self, catalogue: Catalogue) -> tuple[Duty, ...]:
        """What their posts owe, in the order of the catalogue."""
        held = {post for post in catalogue.by_post if self._holds(post)}
        return tuple(duty for duty in catalogue.duties.values() if duty.post in held)

    def of(self, name: str, catalogue: Catalogue) -> tuple[str, tuple[Duty, ...]] | None:
        """The department of that name, as the catalogue has it, and its duties; None: none, or not theirs to see."""
        if fold_text(name) in ALL:
            return (COLLEGE_WIDE, tuple(catalogue.duties.values())) if self.sees_all else None
        names = self.directory.posts.names_of(name)
        found = tuple(duty for duty in catalogue.duties.values() if fold_text(duty.department) in names)
        if not found or not (self.sees_all or self._leads(found[0].department)):
            return None
        return found[0].department, found

    def departments(self, catalogue: Catalogue) -> Sequence[str]:
        """Those whose duties are shown, in the order of the catalogue."""
        names = dict.fromkeys(duty.department for duty in catalogue.duties.values())
        return [name for name in names if self.sees_all or self._leads(name)]

    def _holds(self, post: str) -> bool:
        return any(member.person.id == self.asker.person.id for member in self.directory.holders(post))

    def _leads(self, name: str) -> bool:
        """The department or one above it."""
        return any(
            each.id in self.asker.leads
            for department in self.directory.named(name)
            for each in self.directory.chain(department.id)
        )
