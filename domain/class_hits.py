"""Which lessons a leave takes away from, and what has been arranged for each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum

from domain.college_calendar import CollegeCalendar
from domain.ids import PersonId
from domain.lessons import DAY, Lesson, Session, Sessions, expand


class CoverKind(StrEnum):
    """Who teaches what somebody on leave cannot: a colleague then, or they themselves at another time."""

    COVER = "cover"
    MAKE_UP = "make_up"


class CoverState(StrEnum):
    """How far it has come."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When and where a class takes place."""

    day: date
    first: int
    last: int
    room: str = ""

    @property
    def periods(self) -> frozenset[int]:
        return frozenset(range(self.first, self.last + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What somebody was asked, or what was arranged, for one session. `person` teaches it in `new`."""

    id: int
    leave_no: int
    change_no: int | None
    kind: CoverKind
    state: CoverState
    teacher: PersonId
    person: PersonId
    name: str
    term: str
    course: str
    classes: tuple[str, ...]
    campus: str
    old: Slot
    new: Slot

    @property
    def key(self) -> tuple[PersonId, date, int]:
        """Of the session that it is about."""
        return self.teacher, self.old.day, self.old.first


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaching:
    """What is known of somebody's lessons. `terms` are those that have a timetable at all."""

    lessons: Sequence[Lesson]
    terms: frozenset[str]
    calendar: CollegeCalendar
    zone: tzinfo
    covers: Sequence[Cover] = field(default_factory=tuple)

    def hits(self, start: datetime, end: datetime) -> Sessions:
        """The sessions within that time."""
        return expand(self.lessons, self.calendar, start, end, self.zone)

    def is_known(self, start: datetime, end: datetime) -> bool:
        """Whether every term that the time touches has a timetable; without any nothing can be said."""
        day, last, touched = start.astimezone(self.zone).date(), end.astimezone(self.zone).date(), set[str]()
        while day <= last and len(touched - self.terms) == 0:
            term = self.calendar.term_of(day)
            if term is not None:
                touched.add(term.name)
            day = term.last + DAY if term is not None else day + DAY
        return bool(touched) and touched <= self.terms

    def has_class(self, start: datetime, end: datetime) -> bool | None:
        """Whether there are lessons within; None where that cannot be told."""
        hits = self.hits(start, end)
        if hits.found:
            return True
        return False if self.is_known(start, end) and not hits.undecided else None

    @property
    def change_no(self) -> int | None:
        """The request by which the college agrees to what was arranged; None where none was begun."""
        agreed = (each.change_no for each in self.covers if each.state is CoverState.AGREED)
        return next((number for number in agreed if number is not None), None)

    def arranged(self) -> Mapping[tuple[PersonId, date, int], Cover]:
        """For each session what stands: what was agreed, else who was asked, else who declined last."""
        order = (CoverState.DECLINED, CoverState.ASKED, CoverState.AGREED)
        standing = [each for each in self.covers if each.state in order]
        return {each.key: each for each in sorted(standing, key=lambda each: (order.index(each.state), each.id))}


def open_sessions(sessions: Sequence[Session], arranged: Mapping[tuple[PersonId, date, int], Cover]) -> list[Session]:
    """Those that nobody has agreed to take."""
    return [
        each for each in sessions if (cover := arranged.get(each.key)) is None or cover.state is not CoverState.AGREED
    ]
