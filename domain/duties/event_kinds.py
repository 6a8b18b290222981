"""The kinds of events with the places where each is found, as content/happenings.toml adds them to the events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from domain.college_calendar import EventKind as EntryKind
from domain.duties.event_file import Events, Origin
from domain.text_fold import fold_text

UNTOLD = frozenset({Origin.TIMETABLE, Origin.SYSTEM, Origin.BOT, Origin.DUTY_ACK})  # found out by systems


class Moment(StrEnum):
    """Where on a form's way it happens."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    DECIDED = "decided"  # agreed or refused
    STEP = "step"  # one of its steps has passed


@dataclass(frozen=True, slots=True, kw_only=True)
class OnForm:
    """`at` is the field that says when, `departments` the one that says whom it is for; `where` has words by field, one
    of which the field must have in it. `is_end`: of a period it is the end.
    """

    form: str
    moment: Moment
    step: str = ""
    at: str = ""
    is_end: bool = False
    departments: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def fits(self, fields: Mapping[str, object]) -> bool:
        """Whether a form filled in like that is meant."""
        return all(any(word in str(fields.get(name)) for word in words) for name, words in self.where.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class InCalendar:
    """Entries of the calendar that are such an event: by words of their name or by kind. `is_end`: as they end.

    `is_holiday`: the days off of the state, too.
    """

    words: tuple[str, ...] = ()
    kinds: tuple[EntryKind, ...] = ()
    is_end: bool = False
    is_holiday: bool = False

    def fits(self, name: str, kind: EntryKind) -> bool:
        """Whether an entry is meant; with both given, it must have both."""
        has_word = any(word in name for word in self.words)
        return (
            (has_word or not self.words) and (kind in self.kinds or not self.kinds) and bool(self.words or self.kinds)
        )


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind. `of` is the form or the duty that it comes from, `words` other names people use."""

    code: str
    name: str
    origin: Origin
    of: str = ""
    forms: tuple[OnForm, ...] = ()
    entries: InCalendar | None = None
    words: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called when it is told: its beginning by the words of the calendar, too."""
        begins = self.entries.words if self.entries and not self.entries.is_end else ()
        return (self.name, *self.words, *begins)

    @property
    def is_told(self) -> bool:
        """Whether a person may tell it at all."""
        return self.origin not in UNTOLD


@dataclass(frozen=True)
class EventKinds:
    """All of them, in the order of the file. Holders of the posts `reporters` may tell any of them."""

    by_code: Mapping[str, EventKind] = field(default_factory=dict[str, EventKind])
    reporters: tuple[str, ...] = ()

    @classmethod
    def of(cls, events: Events) -> "EventKinds":
        """Of which nobody has said where they are found."""
        return cls({each.code: EventKind(each.code, each.name, each.origin, each.of) for each in events.values()})

    @cached_property
    def by_form(self) -> Mapping[str, Sequence[tuple[EventKind, OnForm]]]:
        """What may happen on the way of each form."""
        found: dict[str, list[tuple[EventKind, OnForm]]] = {}
        for kind in self.by_code.values():
            for place in kind.forms:
                found.setdefault(place.form, []).append((kind, place))
        return found

    @cached_property
    def by_duty(self) -> Mapping[str, Sequence[EventKind]]:
        """What each duty that is done makes happen."""
        found: dict[str, list[EventKind]] = {}
        for kind in self.by_code.values():
            if kind.origin is Origin.DUTY:
                found.setdefault(kind.of, []).append(kind)
        return found

    def name_of(self, code: str) -> str:
        """As people call it; a code that is no longer in the file stays itself."""
        return self.by_code[code].name if code in self.by_code else code

    def named(self, words: str) -> tuple[EventKind, ...]:
        """Those that are called so; where none is, those in whose names the words occur."""
        said = fold_text(words).replace(" ", "")
        if not said:
            return ()
        told = [kind for kind in self.by_code.values() if kind.is_told]
        exact = tuple(kind for kind in told if any(fold_text(name) == said for name in kind.names))
        return exact or tuple(kind for kind in told if any(said in fold_text(name) for name in kind.names))
