"""A year of duties: what falls due on which day, for a person, a department or the whole college."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.duties.duty import Duty
from domain.duties.occurrence import Occurrence
from domain.duties.occurring import occurrences, why_not
from domain.duties.rules import Daily, Weekly
from domain.duties.unscheduled import Unscheduled
from domain.duties.world import World


@dataclass(frozen=True, slots=True)
class Entry:
    """One duty on one day."""

    duty: Duty
    occurrence: Occurrence


@dataclass(frozen=True, slots=True)
class Year:
    """`often` are the duties of every day and week, of which a calendar of days would be full."""

    first: date
    last: date
    entries: tuple[Entry, ...]
    often: tuple[Duty, ...]
    unscheduled: tuple[tuple[Duty, Unscheduled], ...]


def entries_of(duties: Iterable[Duty], first: date, last: date, world: World) -> tuple[Entry, ...]:
    """Everything due between the two days, in its order."""
    found = [Entry(duty, each) for duty in duties for each in occurrences(duty, first, last, world)]
    return tuple(sorted(found, key=lambda each: (each.occurrence.due_at, each.duty.code, each.occurrence.period)))


def year_of(duties: Sequence[Duty], first: date, last: date, world: World) -> Year:
    """The same for reading: what comes again every day or week stands apart, and so does what has no day."""
    often = tuple(duty for duty in duties if _is_often(duty))
    lacking = ((duty, why_not(duty, world)) for duty in duties)
    return Year(
        first=first,
        last=last,
        entries=entries_of((duty for duty in duties if not _is_often(duty)), first, last, world),
        often=often,
        unscheduled=tuple((duty, why) for duty, why in lacking if why is not None),
    )


def next_of(duty: Duty, today: date, until: date, world: World) -> Occurrence | None:
    """The next of it that is not over yet."""
    found = occurrences(duty, today, until, world)
    return found[0] if found else None


def _is_often(duty: Duty) -> bool:
    return isinstance(duty.rule, Daily | Weekly)
