"""Something that somebody is about to tell: what is known of it, what is asked next, which duties it would start."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.duties.catalogue import Catalogue
from domain.duties.duty import Duty
from domain.duties.event_file import Origin
from domain.duties.event_kinds import EventKind
from domain.duties.happening import Happening
from domain.duties.occurrence import Occurrence
from domain.duties.occurring import occurrences
from domain.duties.rules import AfterEvent, BeforeEvent, ExternalDeadline
from domain.duties.world import World
from domain.ids import PersonId
from domain.text_fold import fold_text

AHEAD, BACK = timedelta(days=800), timedelta(days=800)  # of what it starts: no rule counts further from an event
# What one office has of its own, and the next office another: it is asked whose it is.
OF_ONE_OFFICE = frozenset({Origin.DOCUMENT, Origin.STAFF, Origin.FLOW_OR_STAFF})
PAIR = 2  # letters by which a name and a text are likened


class Ask(StrEnum):
    """What is asked of whoever tells something, in this order; then it is shown whole."""

    KIND = "kind"
    WHEN = "when"
    DEADLINE = "deadline"
    WHO = "who"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`asked` is what was answered already, so that it is asked once."""

    id: int
    version: int
    person: PersonId
    code: str = ""
    at: datetime | None = None
    deadline: date | None = None
    subject: str = ""
    only: tuple[str, ...] = ()
    asked: frozenset[Ask] = frozenset()


@dataclass(frozen=True, slots=True)
class Started:
    """A duty that would begin, and when it is due; None where its rule has no day for it."""

    duty: Duty
    occurrence: Occurrence | None


def next_ask(draft: Draft, kind: EventKind | None, duties: Sequence[Duty]) -> Ask:
    """Only what makes a difference is asked: a document's own date where a duty goes by it, and whom it concerns where
    several departments wait for what each of them has of its own, a document or an application.
    """
    if kind is None:
        return Ask.KIND
    if draft.at is None:
        return Ask.WHEN
    if Ask.DEADLINE not in draft.asked and draft.deadline is None and any(_goes_by_document(each) for each in duties):
        return Ask.DEADLINE
    is_somebodys = kind.origin in OF_ONE_OFFICE
    if is_somebodys and Ask.WHO not in draft.asked and not draft.only and len(departments_of(duties)) > 1:
        return Ask.WHO
    return Ask.SHOWN


def _goes_by_document(duty: Duty) -> bool:
    match duty.rule:
        case AfterEvent() | BeforeEvent():
            return duty.rule.or_as_document
        case ExternalDeadline():
            return True
        case _:
            return False


def departments_of(duties: Iterable[Duty]) -> tuple[str, ...]:
    """Each once, in the order of the catalogue."""
    return tuple(dict.fromkeys(duty.department for duty in duties))


def waiting_for(catalogue: Catalogue, draft: Draft) -> tuple[Duty, ...]:
    """The duties that it would start: those that were named, else all that need no naming."""
    found = catalogue.by_event.get(draft.code, ())
    return tuple(duty for duty in found if (duty.code in draft.only if draft.only else not is_to_be_named(duty)))


def is_to_be_named(duty: Duty) -> bool:
    """Whether only a document that is said to be about it sets its date: most of an office's are about others."""
    return isinstance(duty.rule, ExternalDeadline) and not duty.rule.after


def started_by(duties: Iterable[Duty], happening: Happening, world: World) -> tuple[Started, ...]:
    """What it would start, the first due first."""
    day = happening.at.astimezone(world.campus).date()
    alone = _with(world, happening)
    found = [Started(duty, next(iter(occurrences(duty, day - BACK, day + AHEAD, alone)), None)) for duty in duties]
    return tuple(sorted(found, key=lambda each: each.occurrence.due_on if each.occurrence else date.max))


def _with(world: World, happening: Happening) -> World:
    return World(
        calendar=world.calendar,
        campus=world.campus,
        closes=world.closes,
        shifts=world.shifts,
        happenings={happening.code: (happening,)},
        at_once=world.at_once,
        after_event_days=world.after_event_days,
    )


def likeness(kind: EventKind, text: str) -> int:
    """How much of the kind's name a text has in it, by pairs of letters."""
    said = fold_text(text)
    return max(sum(pair in said for pair in _pairs(fold_text(name))) for name in kind.names)


def _pairs(name: str) -> set[str]:
    bare = name.removeprefix("收到").removeprefix("接到")
    return {bare[place : place + PAIR] for place in range(len(bare) - PAIR + 1)}


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells: the posts they hold, the folded names of the departments they lead; `tells_all` by office."""

    posts: frozenset[str]
    departments: frozenset[str]
    tells_all: bool = False

    def may_tell(self, code: str, catalogue: Catalogue) -> bool:
        """Whoever owes or checks what waits for it may, and who leads their department."""
        return self.tells_all or any(self.has_to_do_with(duty) for duty in catalogue.by_event.get(code, ()))

    def has_to_do_with(self, duty: Duty) -> bool:
        """Whether they owe it, check it, lead its department, or look after all of them."""
        is_theirs = duty.post in self.posts or duty.checker in self.posts
        return self.tells_all or is_theirs or fold_text(duty.department) in self.departments


def by_use(kinds: Iterable[EventKind], used: Mapping[str, int]) -> tuple[EventKind, ...]:
    """Those told most often first, then by name."""
    return tuple(sorted(kinds, key=lambda kind: (-used.get(kind.code, 0), kind.name)))


def is_listed(kind: EventKind) -> bool:
    """Whether it is shown to whoever may tell it; what a form or a duty makes happen they need not tell."""
    return kind.is_told and not kind.forms and kind.origin not in {Origin.DUTY, Origin.TERM}
