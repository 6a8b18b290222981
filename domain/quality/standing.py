"""How well a system or a department keeps what it holds: how complete it is, how old, how fast it is put right."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.quality.check import Check, Kind

PER_MILLE = 1000
DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Looked:
    """What one check has counted in one department."""

    check: str
    department: str
    rows: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Repaired:
    """Findings of one check in one department: how many are open, since when, and those that were closed lately."""

    check: str
    department: str
    open: int
    oldest: datetime | None
    closed: int
    minutes: int  # of all closed ones together


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Of one system or department. `rows` and `wrong` are cells that were looked at, not people."""

    name: str
    rows: int = 0
    wrong: int = 0
    open: int = 0
    oldest: datetime | None = None
    closed: int = 0
    minutes: int = 0
    read_at: datetime | None = None
    unknown: int = 0  # checks whose source is away

    @property
    def complete(self) -> int | None:
        """How many of a thousand are right; None where nothing was counted. All is said only where all is right."""
        if not self.rows:
            return None
        return min(PER_MILLE - (1 if self.wrong else 0), round(PER_MILLE * (self.rows - self.wrong) / self.rows))

    @property
    def repair(self) -> timedelta | None:
        """How long it took on average to put something right."""
        return timedelta(minutes=round(self.minutes / self.closed)) if self.closed else None


def standings(
    by: Mapping[str, str], checks: Mapping[str, Check], looked: Iterable[Looked], repaired: Iterable[Repaired]
) -> list[Standing]:
    """By system: `by` is the name under which a check is counted. Worst first."""
    found = _Sums()
    for each in looked:
        if each.check in by and counts(checks, each.check):
            found.rows[by[each.check]] += each.rows
            found.wrong[by[each.check]] += each.wrong
    for one in repaired:
        if one.check in by:
            found.take(by[one.check], one)
    return found.all(dict.fromkeys(by.values()))


def standings_of_departments(
    checks: Mapping[str, Check], looked: Iterable[Looked], repaired: Iterable[Repaired]
) -> list[Standing]:
    """By department; what names none is left out."""
    found = _Sums()
    names: dict[str, None] = {}
    for each in looked:
        if each.department and counts(checks, each.check):
            names[each.department] = None
            found.rows[each.department] += each.rows
            found.wrong[each.department] += each.wrong
    for one in repaired:
        if one.department:
            names[one.department] = None
            found.take(one.department, one)
    return found.all(names)


def counts(checks: Mapping[str, Check], key: str) -> bool:
    """A check whose source lists only what is wrong tells nothing of what is right."""
    return key in checks and checks[key].kind is not Kind.FOUND


class _Sums:
    def __init__(self) -> None:
        self.rows: defaultdict[str, int] = defaultdict(int)
        self.wrong: defaultdict[str, int] = defaultdict(int)
        self._open: defaultdict[str, int] = defaultdict(int)
        self._closed: defaultdict[str, int] = defaultdict(int)
        self._minutes: defaultdict[str, int] = defaultdict(int)
        self._oldest: dict[str, datetime] = {}

    def take(self, name: str, one: Repaired) -> None:
        self._open[name] += one.open
        self._closed[name] += one.closed
        self._minutes[name] += one.minutes
        if one.oldest is not None:
            self._oldest[name] = min(self._oldest.get(name, one.oldest), one.oldest)

    def all(self, names: Iterable[str]) -> list[Standing]:
        made = [
            Standing(
                name=name,
                rows=self.rows[name],
                wrong=self.wrong[name],
                open=self._open[name],
                oldest=self._oldest.get(name),
                closed=self._closed[name],
                minutes=self._minutes[name],
            )
            for name in names
        ]
        return sorted(made, key=lambda each: (PER_MILLE if each.complete is None else each.complete, -each.open))


def percent(complete: int | None) -> str:
    """98.7%; a dash where nothing was counted."""
    if complete is None:
        return "—"
    return f"{complete // 10}%" if complete % 10 == 0 else f"{complete / 10:.1f}%"


def length(repair: timedelta | None) -> str:
    """3 天, 5 小时; a dash where nothing was put right yet."""
    if repair is None:
        return "—"
    minutes = int(repair.total_seconds() // 60)
    if minutes >= DAY_MINUTES:
        return f"{minutes / DAY_MINUTES:.1f} 天"
    return f"{minutes // 60} 小时" if minutes >= 60 else f"{minutes} 分钟"  # noqa: PLR2004 - minutes of an hour
