"""What the college's calendar plans: its entries as events, and what of them is new, elsewhere or gone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.calendar import Kind
from domain.college_calendar import CollegeCalendar
from domain.college_calendar import EventKind as EntryKind
from domain.duties.event_file import Origin
from domain.duties.event_kinds import EventKind, EventKinds
from domain.duties.happening import Happening

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
NEAR = timedelta(days=120)  # an entry that comes every year is moved by less than the way to the next
CLOSE = time(23, 59)  # of the day on which something ends


@dataclass(frozen=True, slots=True)
class Entry:
    """A stretch of the calendar."""

    name: str
    first: date
    last: date
    kind: EntryKind
    is_holiday: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """An event as the calendar plans it."""

    code: str
    subject: str
    at: datetime
    until: datetime | None = None

    @property
    def end(self) -> datetime:
        """When it is over."""
        return self.until or self.at


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be done with the events that were planned before. Moved ones keep their number."""

    new: tuple[Planned, ...] = ()
    moved: tuple[tuple[int, Planned], ...] = ()
    gone: tuple[int, ...] = ()


def planned_in(
    kinds: EventKinds, calendar: CollegeCalendar, first: date, last: date, campus: ZoneInfo
) -> tuple[Planned, ...]:
    """Every event that lies in these days, even in part."""
    entries = tuple(_entries(calendar, first, last))
    found = [
        planned
        for kind in kinds.by_code.values()
        for entry in entries
        if (planned := _planned(kind, entry, campus)) and _lies_in(planned, first, last, campus)
    ]
    terms = [kind for kind in kinds.by_code.values() if kind.origin is Origin.TERM]
    found += [
        Planned(kind.code, term.name, _begin(term.first, campus))
        for kind in terms
        for term in calendar.terms
        if first <= term.first <= last
    ]
    return tuple(dict.fromkeys(found))


def changes_of(known: Sequence[Happening], wanted: Sequence[Planned]) -> Changes:
    """The same entry at another time is the same event: by its kind, its name and how near it is."""
    groups: defaultdict[tuple[str, str], tuple[list[Happening], list[Planned]]] = defaultdict(lambda: ([], []))
    for happening in known:
        groups[happening.code, happening.subject][0].append(happening)
    for planned in wanted:
        groups[planned.code, planned.subject][1].append(planned)
    new: list[Planned] = []
    moved: list[tuple[int, Planned]] = []
    gone: list[int] = []
    for before, after in groups.values():
        pairs = _pairs(before, after)
        kept = {happening.id for happening, _ in pairs}
        taken = [planned for _, planned in pairs]
        moved += [(h.id, p) for h, p in pairs if (h.at, h.until) != (p.at, p.until)]
        gone += [happening.id for happening in before if happening.id not in kept]
        new += [planned for planned in after if planned not in taken]
    return Changes(tuple(new), tuple(moved), tuple(gone))


def _pairs(before: Sequence[Happening], after: Sequence[Planned]) -> list[tuple[Happening, Planned]]:
    """The nearest first, each once."""
    apart = sorted(
        (abs(planned.at - happening.at), happening.id, place)
        for happening in before
        for place, planned in enumerate(after)
        if abs(planned.at - happening.at) <= NEAR
    )
    by_id = {happening.id: happening for happening in before}
    used: set[int] = set()
    places: set[int] = set()
    pairs: list[tuple[Happening, Planned]] = []
    for _, number, place in apart:
        if number not in used and place not in places:
            used.add(number)
            places.add(place)
            pairs.append((by_id[number], after[place]))
    return pairs


def _planned(kind: EventKind, entry: Entry, campus: ZoneInfo) -> Planned | None:
    where = kind.entries
    if where is None:
        return None
    is_meant = where.is_holiday if entry.is_holiday else where.fits(entry.name, entry.kind)
    if not is_meant:
        return None
    if where.is_end:
        return Planned(kind.code, entry.name, datetime.combine(entry.last, CLOSE, campus))
    return Planned(kind.code, entry.name, _begin(entry.first, campus), _begin(entry.last + DAY, campus))


def _lies_in(planned: Planned, first: date, last: date, campus: ZoneInfo) -> bool:
    return planned.end >= _begin(first, campus) and planned.at < _begin(last + DAY, campus)


def _begin(day: date, campus: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), campus)


def _entries(calendar: CollegeCalendar, first: date, last: date) -> Iterator[Entry]:
    events = [event for event in calendar.events if event.overlaps(first, last)]
    yield from (Entry(event.name, event.first, event.last, event.kind) for event in events)
    exams = [event for event in events if event.kind is EntryKind.EXAM]
    for entry in _exam_weeks(calendar, first, last):
        if not any(event.overlaps(entry.first, entry.last) for event in exams):
            yield entry
    yield from _holidays(calendar, first, last)


def _exam_weeks(calendar: CollegeCalendar, first: date, last: date) -> Iterator[Entry]:
    """Weeks that follow each other are one; they are called what an entry of the calendar would be."""
    for term in calendar.terms:
        for begin, end in _runs(term.exam_weeks):
            monday = term.first + (begin - 1) * WEEK
            sunday = min(term.first + end * WEEK - DAY, term.last)
            if monday <= last and sunday >= first:
                yield Entry(f"{term.name}期末考试", monday, sunday, EntryKind.EXAM)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    begin = end = None
    for number in sorted(set(numbers)):
        if end is not None and begin is not None and number != end + 1:
            yield begin, end
            begin = number
        begin, end = begin or number, number
    if begin is not None and end is not None:
        yield begin, end


def _holidays(calendar: CollegeCalendar, first: date, last: date) -> Iterator[Entry]:
    """The days off of the state; each with its whole length, though it begins before `first`."""
    day = first
    while day <= last:
        name = _holiday(calendar, day)
        if name:
            begin, end = day, day
            while _holiday(calendar, begin - DAY) == name:
                begin -= DAY
            while _holiday(calendar, end + DAY) == name:
                end += DAY
            yield Entry(f"{begin.year}年{name}", begin, end, EntryKind.OTHER, is_holiday=True)
            day = end
        day += DAY


def _holiday(calendar: CollegeCalendar, day: date) -> str:
    found = calendar.kind_of(day)
    return found.name if found.kind is Kind.HOLIDAY else ""
