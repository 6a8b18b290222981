"""The numbers of a bulletin: each thing that was due, counted for one department; no name of anybody is in them."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypedDict

from domain.calendar import WorkCalendar
from domain.ids import DepartmentId

DAY = timedelta(days=1)
MOST_LINES = 200  # of one department in the table; more is another problem than a table can show
PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """One thing that was not handed in when it was due. `days` are working days, None while it is open.

    `key` says what it is ("obligation:123", "case:1024"); whose it is, is looked up by who may see that.
    """

    key: str
    what: str
    due_on: date
    days: int | None = None
    is_earlier: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One department's. `earlier` are open from before, `supervised` 督办 under way, `overdue` late ones."""

    department: DepartmentId
    name: str
    on_time: int = 0
    late: int = 0
    open: int = 0
    earlier: int = 0
    days: int = 0
    longest: int = 0
    supervised: int = 0
    overdue: int = 0
    closed: int = 0
    lines: tuple[Late, ...] = ()

    @property
    def due(self) -> int:
        """What fell due in the stretch."""
        return self.on_time + self.late + self.open

    @property
    def share(self) -> int | None:
        """Of a hundred, how many were on time; None where nothing was due. Whole ones, so that 100 is all of them."""
        return self.on_time * PERCENT // self.due if self.due else None

    @property
    def is_clean(self) -> bool:
        """Nothing late and nothing open."""
        return not (self.late or self.open or self.earlier or self.overdue)


@dataclass(frozen=True, slots=True)
class Facts:
    """Departments in the order in which they are named: the worst first."""

    counts: tuple[Count, ...] = ()

    @property
    def total(self) -> Count:
        """All of them together."""
        return Count(
            department=DepartmentId(0),
            name="合计",
            on_time=sum(each.on_time for each in self.counts),
            late=sum(each.late for each in self.counts),
            open=sum(each.open for each in self.counts),
            earlier=sum(each.earlier for each in self.counts),
            days=sum(each.days for each in self.counts),
            longest=max((each.longest for each in self.counts), default=0),
            supervised=sum(each.supervised for each in self.counts),
            overdue=sum(each.overdue for each in self.counts),
            closed=sum(each.closed for each in self.counts),
        )

    def of(self, department: DepartmentId) -> Count | None:
        """That department's."""
        return next((each for each in self.counts if each.department == department), None)


@dataclass(slots=True)
class Tally:
    """Counts as things are told to it."""

    calendar: WorkCalendar
    _found: dict[DepartmentId, Count] = field(default_factory=dict[DepartmentId, Count])

    def on_time(self, department: DepartmentId, name: str, times: int = 1) -> None:
        """So many things that were handed in by their day."""
        known = self._of(department, name)
        self._found[department] = replace(known, on_time=known.on_time + times)

    def missed(self, department: DepartmentId, name: str, late: Late, handed_on: date | None) -> None:
        """Something that was not; `handed_on` is when it was handed in after all."""
        known = self._of(department, name)
        days = working_days_late(late.due_on, handed_on, self.calendar) if handed_on else None
        lines = (*known.lines, replace(late, days=days))[:MOST_LINES]
        if days is not None:
            self._found[department] = replace(
                known, late=known.late + 1, days=known.days + days, longest=max(known.longest, days), lines=lines
            )
        elif late.is_earlier:
            self._found[department] = replace(known, earlier=known.earlier + 1, lines=lines)
        else:
            self._found[department] = replace(known, open=known.open + 1, lines=lines)

    def supervised(self, department: DepartmentId, name: str, *, open_: int, overdue: int, closed: int) -> None:
        """督办 of this department."""
        known = self._of(department, name)
        self._found[department] = replace(
            known,
            supervised=known.supervised + open_,
            overdue=known.overdue + overdue,
            closed=known.closed + closed,
        )

    def facts(self) -> Facts:
        """All that was told."""
        return Facts(tuple(sorted(self._found.values(), key=_worst_first)))

    def _of(self, department: DepartmentId, name: str) -> Count:
        return self._found.get(department) or Count(department=department, name=name)


def working_days_late(due_on: date, handed_on: date, calendar: WorkCalendar) -> int:
    """How many working days after its day; 0 for hours."""
    return sum(calendar.works(due_on + ahead * DAY) for ahead in range(1, (handed_on - due_on).days + 1))


def _worst_first(count: Count) -> tuple[int, int, int, int]:
    return -(count.open + count.earlier + count.overdue), -count.late, -count.due, count.department


class WrittenLate(TypedDict):
    """A line as it is kept."""

    key: str
    what: str
    due_on: str
    days: int | None
    is_earlier: bool


class WrittenCount(TypedDict):
    """A department as it is kept."""

    department: int
    name: str
    numbers: dict[str, int]
    lines: list[WrittenLate]


NUMBERS = ("on_time", "late", "open", "earlier", "days", "longest", "supervised", "overdue", "closed")


def to_json(facts: Facts) -> list[WrittenCount]:
    """For storage; `from_json` reads it back equal."""
    return [
        WrittenCount(
            department=each.department,
            name=each.name,
            numbers={name: getattr(each, name) for name in NUMBERS},
            lines=[_written(line) for line in each.lines],
        )
        for each in facts.counts
    ]


def _written(line: Late) -> WrittenLate:
    return WrittenLate(
        key=line.key, what=line.what, due_on=line.due_on.isoformat(), days=line.days, is_earlier=line.is_earlier
    )


def from_json(written: Sequence[WrittenCount]) -> Facts:
    """What `to_json` wrote."""
    return Facts(tuple(_count(each) for each in written))


def _count(written: WrittenCount) -> Count:
    lines = tuple(
        Late(
            key=line["key"],
            what=line["what"],
            due_on=date.fromisoformat(line["due_on"]),
            days=line["days"],
            is_earlier=line["is_earlier"],
        )
        for line in written["lines"]
    )
    numbers: Mapping[str, int] = written["numbers"]
    return Count(department=DepartmentId(written["department"]), name=written["name"], lines=lines, **numbers)


def fingerprint_of(facts: Facts, about: Iterable[str]) -> str:
    """The SHA-256 of the numbers in one fixed spelling; `about` says which bulletin they are of."""
    written = json.dumps([*about, to_json(facts)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
