"""The engine's questions answered: by the form, the directory of the moment, what is filled in, and who stands in."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from domain.class_hits import Teaching
from domain.flow.case import Assignment, Fields
from domain.flow.hours import Away, Hours
from domain.flow.plan import Step as PlanStep
from domain.flow.resolver import Named
from domain.forms.conditions import Filled, Now, work_out
from domain.forms.directory import Directory, Member
from domain.forms.expressions import truth
from domain.forms.fields import Derived, Field, FieldType
from domain.forms.finding import Request, find, ids_of
from domain.forms.form import Form
from domain.forms.naming import levels_over, named, named_by
from domain.forms.routing import holds
from domain.forms.values import Stored
from domain.ids import Minutes, PersonId
from domain.lessons import Sessions
from domain.people import Person
from domain.shift import Shifts
from domain.working_time import Span

CHOSEN = "chosen:"  # and a step's key: the people whom the applicant named for it, kept beside the fields


@dataclass(frozen=True, slots=True)
class StandInFor:
    """Who acts for `principal` now, and since when; limited to one form and to an amount, where those are given."""

    principal: PersonId
    stand_in: Person
    form: str | None = None
    most_fen: int | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class FormResolver:
    """Facts outside a case as of one moment. `chosen` are people named for a step where the fields name none.

    `away` is the leave of those who are asked; only the clock needs it. `teaching` are the applicant's lessons, where
    the form asks after them.
    """

    form: Form
    applicant: Member
    directory: Directory
    now: Now
    chosen: Mapping[str, tuple[PersonId, ...]]
    stand_ins: Collection[StandInFor]
    shift: Shifts
    away: Away = field(default_factory=dict[PersonId, Sequence[Span]])
    teaching: Teaching | None = None
    _worked_out: dict[int, tuple[Fields, Filled]] = field(
        default_factory=dict[int, tuple[Fields, Filled]], init=False, repr=False, compare=False
    )

    def resolve(self, step: PlanStep, fields: Fields) -> tuple[Named, ...]:
        """Whom the form's step names, with what their votes weigh."""
        own = self.form.step_by_key[step.key]
        return named_by(own, self._request(step.key, fields))

    def holds(self, step: PlanStep, fields: Fields) -> bool:
        """Whether the form's step takes place."""
        return holds(self.form.step_by_key[step.key], self.filled(fields))

    def above(self, step: PlanStep, fields: Fields) -> tuple[tuple[Named, ...], ...]:
        """Over the applicant where they or nobody would be asked, else over the step's own people."""
        return levels_over(self.form.step_by_key[step.key], self._request(step.key, fields))

    def stand_in(self, person: Person, step: PlanStep, fields: Fields) -> Person | None:
        """One who was named for this very form comes first."""
        del step
        found = [each for each in self.stand_ins if each.principal == person.id and self._is_within(each, fields)]
        return max(found, key=lambda each: each.form is not None).stand_in if found else None

    def copied(self, at: str, fields: Fields) -> tuple[Named, ...]:
        """A copy whose condition has no value is not given: it would show the request to somebody."""
        filled = self.filled(fields)
        copies = (copy for copy in self.form.copies if copy.at == at and truth(copy.when, filled.surroundings) is True)
        request = self._request("", fields)
        return tuple(named(asked) for copy in copies for asked in find(copy.who, request))

    def worked(self, place: Assignment, until: datetime) -> Minutes:
        """Their granted leave is not their working time."""
        return self.hours.worked(place, until)

    @property
    def hours(self) -> Hours:
        """In whose working time limits run."""
        begun = {(each.principal, each.stand_in.id): each.since for each in self.stand_ins if each.since}
        return Hours(campus=self.now.campus, shift=self.shift, calendar=self.now.calendar, away=self.away, begun=begun)

    def filled(self, fields: Fields) -> Filled:
        """The fields worked out, once for each value of them."""
        known = self._worked_out.get(id(fields))
        if known is None:
            values = cast("Mapping[str, Stored]", fields)
            facts = self.directory.facts(self.applicant)
            worked_out = work_out(self.form, values, facts, self.now, self._derived(values))
            known = self._worked_out[id(fields)] = (fields, worked_out)  # kept alive, so that its id stays its own
        return known[1]

    def hits(self, fields: Fields) -> Sessions:
        """The applicant's lessons in the time of the leave that is filled in."""
        span = span_of(self.form, cast("Mapping[str, Stored]", fields))
        return self.teaching.hits(*span) if self.teaching and span else Sessions()

    def _derived(self, values: Mapping[str, Stored]) -> dict[str, Stored]:
        span = span_of(self.form, values)
        known: dict[Derived, Stored] = {
            Derived.TIMETABLE: self.teaching.has_class(*span) if self.teaching and span else None,
            Derived.CLASS_CHANGE: self.teaching.change_no if self.teaching else None,
        }
        fields = ((each.name, known.get(each.derived)) for each in derived_fields(self.form) if each.derived)
        return {name: value for name, value in fields if value is not None}

    def _request(self, key: str, fields: Fields) -> Request:
        return Request(
            applicant=self.applicant,
            values=self.filled(fields).values,
            directory=self.directory,
            chosen=chosen_for(key, fields) or self.chosen.get(key, ()),
        )

    def _is_within(self, each: StandInFor, fields: Fields) -> bool:
        if each.form not in (None, self.form.key):
            return False
        return each.most_fen is None or amount_of(self.form, self.filled(fields).values) <= each.most_fen


def derived_fields(form: Form) -> tuple[Field, ...]:
    """The fields that a timetable answers, or what was arranged by it."""
    return tuple(each for each in form.fields if each.derived)


def span_of(form: Form, values: Mapping[str, Stored]) -> tuple[datetime, datetime] | None:
    """The time of the leave that the form books; None where it books none or it is not filled in."""
    entry = next((each for each in form.books if "period" in each.sources), None)
    value = values.get(entry.sources["period"]) if entry else None
    if not isinstance(value, dict) or not value.get("start") or not value.get("end"):
        return None
    return datetime.fromisoformat(str(value["start"])), datetime.fromisoformat(str(value["end"]))


def chosen_for(key: str, fields: Fields) -> tuple[PersonId, ...]:
    """The people whom the applicant named for a step."""
    return tuple(PersonId(each) for each in ids_of(cast("Stored", fields.get(f"{CHOSEN}{key}"))))


def amount_of(form: Form, values: Mapping[str, Stored]) -> int:
    """The largest amount of a filled-in form in fen, a column of a table summed up; 0 without any."""
    return max(_amounts(form, values), default=0)


def _amounts(form: Form, values: Mapping[str, Stored]) -> Iterator[int]:
    for each in form.fields:
        value = values.get(each.name)
        if each.kept_as is FieldType.MONEY and isinstance(value, int):
            yield value
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        for column in each.columns:
            if column.kept_as is FieldType.MONEY:
                yield sum(fen for row in rows if isinstance(fen := row.get(column.name), int))
