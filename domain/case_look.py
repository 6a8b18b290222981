"""Somebody's look at a case: what waits for them, and what they may see and do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.calendar import WorkCalendar
from domain.cards import Row
from domain.flow.case import Assignment, Case, Run
from domain.flow.kinds import ActKind
from domain.flow.resolver import Policy
from domain.flow.rights import may
from domain.forms.away import Hours
from domain.forms.form import Form
from domain.forms.sight import fields_seen_by
from domain.people import Person
from domain.shift import Shift, Shifts
from domain.texts import case_words as words

MOST_ROWS = 6  # of WeCom; more of a form is in its details


def _nothing(_: str) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A case, its form and the policy, with the eyes of one person at one instant.

    `lacking` are the steps under way in which something must still be filled in as things are; `fillable` are those in
    which something may be, with the labels of what is still empty; `left_out` tells whether a step that is still to
    come will not take place. Time is said and counted by `shift` and `calendar`. `classes` are the lessons that a leave
    takes away from, in one line; `later` is what has become of it since it was approved, such as that its applicant is
    back from leave. `shown` is the change of the directory that it asked for, where that is seen there by now.
    """

    case: Case
    form: Form
    policy: Policy
    viewer: Person
    at: datetime
    lacking: frozenset[str] = frozenset()
    fillable: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    left_out: Callable[[str], bool] = field(default=_nothing, compare=False)
    shift: Shifts = field(default_factory=Shift)
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    classes: str = ""
    later: str = ""
    shown: str = ""

    @property
    def hours(self) -> Hours:
        """By what time is said."""
        return Hours(campus=self.policy.campus, shift=self.shift, calendar=self.calendar)

    def value(self, name: str) -> str:
        """A field of the case on a card, in one line; the year goes without saying where it is that of the request."""
        since = self.case.history[0].at if self.case.history else self.at
        return words.value_of(self.form, self.case.fields, name, self.hours, since)

    @property
    def is_applicants(self) -> bool:
        return self.viewer.id == self.case.applicant.id

    @property
    def number(self) -> str:
        """As it is printed: 单号 CC-1024."""
        return f"单号 {self.form.number(self.case.no)}"

    @property
    def seen(self) -> frozenset[str]:
        """The names of the fields that the viewer is shown."""
        return fields_seen_by(self.form, self.case, self.viewer, self.policy)

    @property
    def title(self) -> str:
        """李雷的出差申请; to applicants their own without their name."""
        if self.is_applicants:
            return self.form.title
        return words.title(self.form, self.case, self.seen, self.policy.campus)

    @property
    def summary(self) -> str:
        """The case in one line."""
        title = words.title(self.form, self.case, self.seen, self.policy.campus)
        return "，".join((title, *(value for value in self._outline() if value not in title)))

    @property
    def outline(self) -> str:
        """The same for applicants, who are told the form's name besides."""
        return "，".join((self.number, *self._outline()))

    def _outline(self, most: int = 3) -> list[str]:
        """The first fields of the card that the viewer may see and that have a value."""
        seen = self.seen
        shown = (self.value(name) for name in self.form.summary if name in seen and name in self.form.by_name)
        return [value for value in shown if value][:most]

    @property
    def places(self) -> list[tuple[Run, Assignment]]:
        """What waits for the viewer, their own places before those they stand in for."""
        mine = [
            (run, place)
            for run, place in self.case.open_places()
            if place.involves(self.viewer.id) and self.may(ActKind.AGREE, run.key)
        ]
        return sorted(mine, key=lambda each: each[1].person.id != self.viewer.id)

    def may(self, kind: ActKind, step: str = "") -> bool:
        """Whether the viewer may do this now."""
        return bool(may(self.case, self.viewer, kind, self.policy, self.at, step=step))


def summary_rows(look: Look) -> tuple[Row, ...]:
    """The form's own choice of fields: those that the viewer may see and that have a value."""
    return (*_rows(look, look.form.summary), *_classes(look))[:MOST_ROWS]


def detail_rows(look: Look) -> tuple[Row, ...]:
    """Every field that the viewer may see and that has a value, in the form's order."""
    return (*_rows(look, tuple(field.name for field in look.form.fields)), *_classes(look))


def _classes(look: Look) -> tuple[Row, ...]:
    return (Row("影响课程", look.classes),) if look.classes else ()


def _rows(look: Look, wanted: tuple[str, ...]) -> tuple[Row, ...]:
    seen, fields = look.seen, look.form.by_name
    shown = ((fields[name].label, look.value(name)) for name in wanted if name in seen and name in fields)
    return tuple(Row(label, value) for label, value in shown if value)
