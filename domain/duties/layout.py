"""Which occurrences are laid out for whom: rules and posts made into what is owed, before anything is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.duties.catalogue import Catalogue
from domain.duties.duty import Duty, Owed
from domain.duties.escalation import Escalation
from domain.duties.occurrence import Occurrence
from domain.duties.occurring import occurrences
from domain.duties.rules import AtLeast, Cycle
from domain.duties.work_clock import WorkClock
from domain.duties.world import World
from domain.forms.directory import Directory, Member
from domain.forms.finding import heads_of
from domain.ids import PersonId

BACK, AHEAD = 30, 60  # days that are laid out around today
LONGEST_AWAY = 100  # days: what fell due while nothing ran, a whole summer and more, is owed still
MARGIN = 60  # days beyond them in which something that was moved is still found
QUOTA_AHEAD = 400  # days: a quota of an academic year is owed from its first day
LONGEST = 400  # days from opening to due day of what is laid out: an academic year and a bit
DAY = timedelta(days=1)
EVENT = "event:"  # begins the period of what follows from a happening


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """One occurrence, as it is laid out for everybody who owes the duty. `event` is the happening it follows from.

    `is_shared`: whoever of them does it does it for all. `yellow_at` and `orange_at` are where the colours begin.
    """

    duty: str
    period: str
    label: str
    opens_at: datetime
    due_at: datetime
    due_on: date
    half_on: date | None = None
    minimum: int
    is_shared: bool
    yellow_at: datetime
    orange_at: datetime
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Owners:
    """Who owes a duty; `is_vacant`: nobody holds the post, and it is the head of the department."""

    people: tuple[PersonId, ...]
    is_vacant: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are laid out, by due day; what fell due before `since` does not come in any more."""

    today: date
    first: date
    last: date
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All of it."""

    laid: tuple[Laid, ...]
    owners: dict[str, Owners]


def lay(catalogue: Catalogue, directory: Directory, world: World, escalation: Escalation, window: Window) -> Layout:
    """What is owed in these days and, of what may have moved, in those after them."""
    first, last, today = window.first, window.last + MARGIN * DAY, window.today
    clock = WorkClock(first - LONGEST * DAY, last + QUOTA_AHEAD * DAY, world.campus, world.calendar, world.shifts)
    owners = {duty.code: found for duty in catalogue.duties.values() if (found := owners_of(duty, directory)).people}
    laid = tuple(
        _laid(duty, each, escalation, clock)
        for duty in catalogue.duties.values()
        if duty.code in owners
        for each in _occurring(duty, first, last, world, today)
    )
    return Layout(laid=laid, owners=owners)


def owners_of(duty: Duty, directory: Directory) -> Owners:
    """The holders of its post; where it is vacant, who leads the department; where nobody does, nobody."""
    holders = _active(directory.holders(duty.post))
    if holders:
        return Owners(holders)
    heads: list[Member] = []
    for department in directory.standing_for(duty.department) or directory.named(duty.department):
        heads += [asked.member for asked in heads_of(department.id, directory)]
    return Owners(_active(tuple(heads)), is_vacant=True)


def _active(members: tuple[Member, ...]) -> tuple[PersonId, ...]:
    return tuple(dict.fromkeys(each.person.id for each in members if each.person.is_active))


def _occurring(duty: Duty, first: date, last: date, world: World, today: date) -> Iterator[Occurrence]:
    """A quota counts from the first day of its period, however long that is."""
    is_quota = isinstance(duty.rule, AtLeast | Cycle)
    for each in occurrences(duty, first, today + QUOTA_AHEAD * DAY if is_quota else last, world):
        if each.due_on <= last or each.opens_at.astimezone(world.campus).date() <= today:
            yield each


def _laid(duty: Duty, each: Occurrence, escalation: Escalation, clock: WorkClock) -> Laid:
    policy = escalation.of(duty.policy)
    opens_at = min(each.opens_at, each.due_at)
    return Laid(
        duty=duty.code,
        period=each.period,
        label=each.label,
        opens_at=opens_at,
        due_at=each.due_at,
        due_on=each.due_on,
        half_on=each.half_on,
        minimum=max(1, each.minimum),
        is_shared=duty.owed is Owed.SHARED,
        yellow_at=clock.left_at(opens_at, each.due_at, policy.yellow),
        orange_at=clock.left_at(opens_at, each.due_at, policy.orange),
        event=_event_of(each.period),
    )


def _event_of(period: str) -> int | None:
    """The happening that a period is named by."""
    if not period.startswith(EVENT):
        return None
    number = period.removeprefix(EVENT).partition(":")[0]
    return int(number) if number.isdecimal() else None


def due_window(today: date, laid_at: datetime | None, now: datetime) -> Window:
    """The days, back to the last layout; at the first of all nothing of before is asked of anybody."""
    since = laid_at or now
    away = min((now - since) // DAY + 1, LONGEST_AWAY)
    return Window(today, today - max(BACK, away) * DAY, today + AHEAD * DAY, since)


def spelled(world: World, escalation: Escalation, today: date) -> str:
    """What of a layout does not lie in the database, so that a change of it is seen."""
    return repr(
        (
            world.calendar,
            world.shifts,
            world.closes,
            world.campus,
            world.at_once,
            world.after_event_days,
            escalation,
            today,
        )
    )
