"""A form: what is asked for, who is asked, and what an approval books."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from domain.flow.plan import Again
from domain.forms.expressions import TRUE, Expression
from domain.forms.fields import Field
from domain.forms.steps import Step
from domain.forms.templates import Template
from domain.forms.who import Who
from domain.leave_types import STAFF

DEDUPE = "dedupe"  # in [settings]: when an agreement counts again; never, adjacent or earlier

Setting = str | int | float | bool | tuple[str | int | float | bool, ...]


class Booked(StrEnum):
    """What is entered when all have agreed."""

    LEAVE = "leave"
    EVENT = "event"
    PUNCH = "punch"
    CREDIT = "credit"  # days of a stock of leave, for overtime
    GATE_PASS = "gate_pass"  # noqa: S105 - a pass is no password


@dataclass(frozen=True, slots=True)
class Booking:
    """An entry made in the transaction of the last yes; `sources` are the names of fields by what they give.

    An event has a `code` for those who wait for it, and a period or an instant; without them it is at the last yes.
    A leave's types are those of `who`; the `code` of a credit is the type that it grants.
    """

    what: Booked
    sources: Mapping[str, str]
    code: str = ""
    who: str = STAFF

    @property
    def name(self) -> str:
        """What it is known by in the request's bookings; each is there once."""
        return self.code or str(self.what)


@dataclass(frozen=True, slots=True)
class Copy:
    """Who is told. `at` is START, END or the key of a step."""

    who: tuple[Who, ...]
    when: Expression = TRUE
    at: str = "end"


@dataclass(frozen=True, kw_only=True)
class Form:
    """One form as its file describes it; `version` is 0 until it is published. `again` says who decides once more after
    a return.
    """

    key: str
    title: str
    group: str
    fields: tuple[Field, ...]
    steps: tuple[Step, ...]
    prefix: str = ""
    words: tuple[str, ...] = ()
    purpose: str = ""
    starts: Expression = TRUE
    name: Template = field(default_factory=lambda: Template(""))
    summary: tuple[str, ...] = ()
    source: str = ""
    assumed: tuple[str, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict[str, Setting])
    books: tuple[Booking, ...] = ()
    copies: tuple[Copy, ...] = ()
    again: Again = Again.ALL
    version: int = 0

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their names."""
        return {each.name: each for each in self.fields}

    @cached_property
    def step_by_key(self) -> Mapping[str, Step]:
        """The steps by their keys."""
        return {step.key: step for step in self.steps}

    @cached_property
    def filled_later(self) -> frozenset[str]:
        """Fields that people of a step fill in, not the applicant."""
        return frozenset(name for step in self.steps for name in step.fills)

    @cached_property
    def stages(self) -> tuple[tuple[Step, ...], ...]:
        """The steps in the order they run; those of one stage run side by side and are waited for together."""
        stages: list[tuple[Step, ...]] = []
        for together, group in groupby(self.steps, key=lambda step: step.together):
            steps = tuple(group)
            stages.extend([steps] if together else ((step,) for step in steps))
        return tuple(stages)

    @cached_property
    def labels(self) -> dict[str, str]:
        """What people call each field."""
        return {each.name: each.label for each in self.fields}

    @property
    def names(self) -> tuple[str, ...]:
        """What may be typed after 办事."""
        return tuple(dict.fromkeys((self.title, *self.words)))

    def number(self, no: int) -> str:
        """The printed number: CC-1024."""
        return f"{self.prefix}-{no}" if self.prefix else str(no)
