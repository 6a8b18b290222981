"""What the college itself says of its calendar, as one value: laid over a calendar, over an older one, and compared."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from domain.college_calendar import Bells, CollegeCalendar, Event, Term
from domain.leave_length import WEEKDAYS

# What a year's notice of the State Council arranges: 全国年节及纪念日放假办法, article 2.
DECEMBER, NEW_YEAR = 12, "元旦"
Dated = TypeVar("Dated", Term, Event)
HOLIDAYS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")


@dataclass(frozen=True, slots=True)
class Notice:
    """One holiday of a year's arrangement: its days off, and the weekend days worked in exchange."""

    year: int
    name: str
    off: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class CollegeDocument:
    """What one document says. `announced` are years of which it has the whole arrangement."""

    announced: tuple[int, ...] = ()
    notices: tuple[Notice, ...] = ()
    terms: tuple[Term, ...] = ()
    events: tuple[Event, ...] = ()
    seasons: tuple[Bells, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of what changes; Chinese. Empty `before` is new, empty `after` is gone."""

    kind: str
    subject: str
    before: str
    after: str


def notice_year(day: date, name: str) -> int:
    """Of which year's arrangement a day is: New Year's holiday may begin in December, and be worked for before."""
    return day.year + 1 if day.month == DECEMBER and NEW_YEAR in name else day.year


def overlay(base: CollegeCalendar, document: CollegeDocument) -> CollegeCalendar:
    """The calendar with the document over it. What is said anew is replaced: see `lay_over`.

    Raises:
        CalendarFileError: together they contradict each other.
    """
    years = frozenset(document.announced)
    holidays, makeups = _without_years(base.holidays, years), _without_years(base.makeups, years)
    for notice in document.notices:
        for day in notice.off:
            makeups.pop(day, None)
            holidays[day] = notice.name
    for notice in document.notices:
        for day in notice.worked:
            holidays.pop(day, None)
            makeups[day] = notice.name
    both = lay_over(CollegeDocument(terms=base.terms, events=base.events, seasons=base.seasons), document)
    return CollegeCalendar(
        holidays,
        makeups,
        base.announced.union(document.announced),
        base.statutory,
        terms=both.terms,
        events=both.events,
        seasons=both.seasons,
    )


def _without_years(days: Mapping[date, str], years: frozenset[int]) -> dict[date, str]:
    """Without those of a year whose whole arrangement is told anew."""
    return {day: name for day, name in days.items() if notice_year(day, name) not in years}


def lay_over(below: CollegeDocument, above: CollegeDocument) -> CollegeDocument:
    """Both, without what `above` says anew: a term of that name or time, an event of that name at that time, the
    bells of that campus, the arrangement of that year.
    """
    campuses = {each.campus for each in above.seasons}
    years = {each.year for each in above.notices}
    events = (old for old in below.events if not any(same_event(old, new) for new in above.events))
    terms = (old for old in below.terms if not any(_same_term(old, new) for new in above.terms))
    return CollegeDocument(
        announced=tuple(sorted({*below.announced, *above.announced})),
        notices=(*(each for each in below.notices if each.year not in years), *above.notices),
        terms=_by_day((*terms, *above.terms)),
        events=_by_day((*events, *above.events)),
        seasons=(*(each for each in below.seasons if each.campus not in campuses), *above.seasons),
    )


def take_in(held: CollegeDocument, file: CollegeDocument) -> CollegeDocument:
    """What is held after a whole file: of the time from its first to its last event, the file has every event."""
    if not file.events:
        return lay_over(held, file)
    first, last = min(each.first for each in file.events), max(each.last for each in file.events)
    outside = tuple(each for each in held.events if not first <= each.first <= last)
    return lay_over(replace(held, events=outside), file)


def without(held: CollegeDocument, event: Event) -> CollegeDocument:
    """The same without this event."""
    return replace(held, events=tuple(each for each in held.events if each != event))


def lacking(year: int, notices: Iterable[Notice]) -> tuple[str, ...]:
    """The holidays that an arrangement of that year does not mention."""
    names = "、".join(each.name for each in notices if each.year == year)
    return tuple(name for name in HOLIDAYS if name not in names)


def same_event(one: Event, other: Event) -> bool:
    """Whether one says anew what the other said: the same name at overlapping times."""
    return one.name == other.name and one.overlaps(other.first, other.last)


def _same_term(one: Term, other: Term) -> bool:
    return one.name == other.name or (one.first <= other.last and other.first <= one.last)


def _by_day(entries: Sequence[Dated]) -> tuple[Dated, ...]:
    return tuple(sorted(entries, key=lambda each: (each.first, each.last, each.name)))


def compare(before: CollegeDocument, after: CollegeDocument) -> Iterator[Difference]:
    """Everything that is new, gone or another, in the order of a file."""
    yield from _differences("放假安排", _notices_of(before), _notices_of(after))
    yield from _differences("学期", _terms_of(before), _terms_of(after))
    yield from _differences("校历", _events_of(before), _events_of(after))
    yield from _differences("作息", _seasons_of(before), _seasons_of(after))


def _differences(kind: str, before: dict[str, str], after: dict[str, str]) -> Iterator[Difference]:
    for subject in dict.fromkeys((*before, *after)):
        old, new = before.get(subject, ""), after.get(subject, "")
        if old != new:
            yield Difference(kind, subject, old, new)


def _notices_of(document: CollegeDocument) -> dict[str, str]:
    return {f"{each.year}年{each.name}": _say_notice(each) for each in document.notices}


def _terms_of(document: CollegeDocument) -> dict[str, str]:
    return {each.name: say_term(each) for each in document.terms}


def _events_of(document: CollegeDocument) -> dict[str, str]:
    """By name and, since 运动会 comes every year, the month it begins in."""
    return {f"{each.name}（{each.first:%Y-%m}）": say_event(each) for each in document.events}


def _seasons_of(document: CollegeDocument) -> dict[str, str]:
    return {each.title: say_bells(each) for each in document.seasons}


def say_days(first: date, last: date) -> str:
    """2026-11-25(周三)至2026-11-26(周四)."""
    return _say_day(first) if first == last else f"{_say_day(first)}至{_say_day(last)}"


def _say_day(day: date) -> str:
    return f"{day}(周{WEEKDAYS[day.weekday()]})"


def say_term(term: Term) -> str:
    """Chinese, in one line."""
    exams = f"，考试周 {'、'.join(map(str, term.exam_weeks))}" if term.exam_weeks else ""
    return f"{say_days(term.first, term.last)}，{term.weeks()} 周{exams}"


def say_event(event: Event) -> str:
    """Chinese, in one line."""
    works = "" if event.works is None else "，上班" if event.works else "，放假"
    return f"{say_days(event.first, event.last)}，{event.kind.label}{works}"


def say_bells(bells: Bells) -> str:
    """Chinese, in one line."""
    hours = "、".join(f"{each.start:%H:%M}–{each.end:%H:%M}" for each in bells.hours)
    season = "{}月{}日至{}月{}日".format(*bells.since, *bells.until)
    return f"{season}，{len(bells.periods)} 节" + (f"，上班 {hours}" if hours else "")


def _say_notice(notice: Notice) -> str:
    off = f"放假 {'、'.join(map(str, notice.off))}" if notice.off else ""
    worked = f"补班 {'、'.join(map(str, notice.worked))}" if notice.worked else ""
    return "，".join(each for each in (off, worked) if each)
