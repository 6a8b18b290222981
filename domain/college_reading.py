"""A calendar document read from TOML or JSON, and written as JSON: holidays, terms, events, bells."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import TypeVar, cast

from domain.calendar import calendar_from
from domain.calendar_document import CalendarDocument, CalendarFileError, day_of, read_document
from domain.college_calendar import Bells, CollegeCalendar, Event, EventKind, Term
from domain.college_document import CollegeDocument, Notice, notice_year, overlay
from domain.shift import Segment

TERM_EXAMPLE = '例如 [[term]] name = "2026–2027学年第一学期" first = 2026-08-31 last = 2027-01-17 exam_weeks = [19, 20]'
EVENT_EXAMPLE = '例如 [[event]] name = "运动会" kind = "other" first = 2026-11-25 last = 2026-11-26 works = false'
BELLS_EXAMPLE = '例如 [[bells]] name = "夏季" since = "5-1" until = "9-30" periods = ["08:00-08:45", "08:55-09:40"]'
Each = TypeVar("Each", Term, Event, Bells)
_TERM, _EVENT = {"name", "first", "last", "exam_weeks"}, {"name", "kind", "first", "last", "works"}
_BELLS = {"campus", "name", "since", "until", "periods", "hours"}


def college_calendar_from(*documents: Mapping[str, object]) -> CollegeCalendar:
    """The calendar of several documents, the later over the earlier.

    Raises:
        CalendarFileError: a document is wrong, or they contradict each other; the text says where.
    """
    state = calendar_from(*documents)
    calendar = CollegeCalendar(state.holidays, state.makeups, state.announced, state.statutory)
    for each in documents:
        calendar = overlay(calendar, _college_alone(read_college(each)))
    return calendar


def _college_alone(read: CollegeDocument) -> CollegeDocument:
    return CollegeDocument(terms=read.terms, events=read.events, seasons=read.seasons)


def read_college(document: Mapping[str, object]) -> CollegeDocument:
    """Raises CalendarFileError with the place, its trouble and an example."""
    state = read_document(document)
    return CollegeDocument(
        announced=tuple(sorted(state.announced)),
        notices=tuple(_notices(state)),
        terms=tuple(_read(document, "term", _TERM, TERM_EXAMPLE, _term)),
        events=tuple(_read(document, "event", _EVENT, EVENT_EXAMPLE, _event)),
        seasons=tuple(_read(document, "bells", _BELLS, BELLS_EXAMPLE, _bells)),
    )


def _notices(state: CalendarDocument) -> Iterator[Notice]:
    """Days of the same name and year belong together; 31 December goes with the days after it."""
    named: dict[tuple[int, str], tuple[list[date], list[date]]] = {}
    for place, listed in enumerate((state.off, state.worked)):
        for day, name in sorted(listed.items()):
            named.setdefault((notice_year(day, name), name), ([], []))[place].append(day)
    for (year, name), (off, worked) in named.items():
        yield Notice(year, name, tuple(off), tuple(worked))


def write_college(college: CollegeDocument) -> dict[str, list[object]]:
    """As JSON that `read_college` reads back equal."""
    return {
        "announced": list(college.announced),
        "holiday": [
            {"name": each.name, "off": list(map(str, each.off)), "worked": list(map(str, each.worked))}
            for each in college.notices
        ],
        "term": [
            {"name": t.name, "first": str(t.first), "last": str(t.last), "exam_weeks": list(t.exam_weeks)}
            for t in college.terms
        ],
        "event": [_event_to_json(each) for each in college.events],
        "bells": [_bells_to_json(each) for each in college.seasons],
    }


def _event_to_json(event: Event) -> dict[str, object]:
    works = {} if event.works is None else {"works": event.works}
    return {"name": event.name, "kind": event.kind.value, "first": str(event.first), "last": str(event.last), **works}


def _bells_to_json(bells: Bells) -> dict[str, object]:
    return {
        "campus": bells.campus,
        "name": bells.name,
        "since": "{}-{}".format(*bells.since),
        "until": "{}-{}".format(*bells.until),
        "periods": [segment_words(each) for each in bells.periods],
        "hours": [segment_words(each) for each in bells.hours],
    }


def segment_words(segment: Segment) -> str:
    """08:00-08:45."""
    return f"{segment.start:%H:%M}-{segment.end:%H:%M}"


def _read(
    document: Mapping[str, object],
    table: str,
    known: set[str],
    example: str,
    make: Callable[[Mapping[str, object], str], Each],
) -> Iterator[Each]:
    for place, group in enumerate(_list(document.get(table, []), table), start=1):
        where = f"校历 {table} 第 {place} 组"
        if not isinstance(group, Mapping):
            raise CalendarFileError(f"{where}应是一组键和值；{example}")
        fields = cast("Mapping[str, object]", group)
        if unknown := set(fields) - known:
            raise CalendarFileError(f"{where}有不认识的键 {'、'.join(sorted(unknown))}；{example}")
        try:
            yield make(fields, where)
        except KeyError as missing:
            raise CalendarFileError(f"{where}缺少 {missing.args[0]}；{example}") from missing


def _term(fields: Mapping[str, object], where: str) -> Term:
    weeks = _list(fields.get("exam_weeks", []), f"{where}的 exam_weeks")
    if not all(isinstance(week, int) and not isinstance(week, bool) for week in weeks):
        raise CalendarFileError(f"{where}的 exam_weeks 应是周次的列表，例如 [19, 20]")
    first, last = day_of(fields["first"], f"{where}的 first"), day_of(fields["last"], f"{where}的 last")
    return Term(_text(fields["name"], where), first, last, tuple(sorted(cast("Sequence[int]", weeks))))


def _event(fields: Mapping[str, object], where: str) -> Event:
    kind, works = str(fields.get("kind", EventKind.OTHER.value)), fields.get("works")
    if kind not in set(EventKind):
        raise CalendarFileError(f"{where}的 kind 应是 {'、'.join(EventKind)} 之一，不是 {kind}")
    if works is not None and not isinstance(works, bool):
        raise CalendarFileError(f"{where}的 works 应是 true 或 false")
    first = day_of(fields["first"], f"{where}的 first")
    last = day_of(fields["last"], f"{where}的 last") if "last" in fields else first
    return Event(_text(fields["name"], where), first, last, EventKind(kind), works)


def _bells(fields: Mapping[str, object], where: str) -> Bells:
    return Bells(
        _text(fields.get("campus", ""), where),
        _text(fields["name"], where),
        _month_and_day(fields["since"], where),
        _month_and_day(fields["until"], where),
        tuple(_segments(fields.get("periods", []), where)),
        tuple(_segments(fields.get("hours", []), where)),
    )


def _segments(listed: object, where: str) -> Iterator[Segment]:
    for each in _list(listed, where):
        try:
            start, end = (time.fromisoformat(side.strip()) for side in str(each).split("-"))
        except ValueError as error:
            raise CalendarFileError(f"{where}：{each!r} 应是一段时间，例如 08:00-08:45") from error
        yield Segment(start, end)


def _month_and_day(value: object, where: str) -> tuple[int, int]:
    month, _, day = str(value).partition("-")
    if not (month.isdecimal() and day.isdecimal()):
        raise CalendarFileError(f"{where}：{value!r} 应是月-日，例如 5-1")
    try:
        date(2000, int(month), int(day))
    except ValueError as error:
        raise CalendarFileError(f"{where}：没有 {month} 月 {day} 日") from error
    return int(month), int(day)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise CalendarFileError(f"{where}：{value!r} 应是文字")
    return value.strip()


def _list(value: object, where: str) -> Sequence[object]:
    if not isinstance(value, list):
        raise CalendarFileError(f"{where}应是一个列表")
    return cast("list[object]", value)
