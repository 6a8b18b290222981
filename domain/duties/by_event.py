"""Rules that something which happens decides: after it, before it, when it happens, while it lasts."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import assert_never

from domain.college_calendar import CollegeCalendar
from domain.duties.due import DAY, MIDNIGHT, Due, end_of, months_on, workdays_on
from domain.duties.happening import Happening
from domain.duties.rules import (
    AfterEvent,
    BeforeEvent,
    ByEvent,
    DayType,
    DuringEvent,
    Edge,
    ExternalDeadline,
    Immediate,
    Lapse,
    OnEvent,
    TermKind,
    Unit,
)
from domain.duties.world import World
from domain.working_time import worked_by

CLOCKS = {Unit.MINUTES: timedelta(minutes=1), Unit.HOURS: timedelta(hours=1)}
BY_DOCUMENT, DOCUMENT = "upper_document", "upper_document_received"
AUTUMN_MONTHS = frozenset({8, 9, 10, 11, 12, 1})  # in which something belongs to the autumn term


def dues_by_event(rule: ByEvent, duty: str, world: World) -> Iterator[Due]:
    """Of every such event that is known and concerns the duty, whenever it is due."""
    for each in world.happenings.get(rule.event, ()):
        if each.only and duty not in each.only:
            continue
        match rule:
            case AfterEvent() | BeforeEvent() if rule.or_as_document and each.deadline is not None:
                yield _due(each, world, each.deadline, opens=min(each.at, end_of(each.deadline, world)))
            case AfterEvent():
                yield from _after(rule, each, world)
            case BeforeEvent():
                yield from _before(rule, each, world)
            case OnEvent():
                yield from _on(rule, each, world)
            case Immediate():
                at = each.at.astimezone(world.campus) + timedelta(minutes=world.at_once)
                yield _due(each, world, at.date(), opens=each.at, at=at)
            case DuringEvent():
                yield from _during(rule, each, world)
            case _:
                assert_never(rule)


def dues_by_document(rule: ExternalDeadline, duty: str, world: World) -> Iterator[Due]:
    """What a document, or the event after which somebody sets the date, names itself.

    A document of those above concerns only the duties that it was said to.
    """
    for each in world.happenings.get(event_named_by(rule), ()):
        is_meant = duty in each.only if each.only else bool(rule.after)
        if is_meant and each.deadline is not None:
            yield _due(each, world, each.deadline, opens=min(each.at, end_of(each.deadline, world)))


def event_named_by(rule: ExternalDeadline) -> str:
    """The event that may bring the date; empty where none does."""
    return rule.after or (DOCUMENT if rule.set_by == BY_DOCUMENT else "")


def _due(
    event: Happening, world: World, due_on: date, *, opens: date | datetime | None = None, at: datetime | None = None
) -> Due:
    day = event.at.astimezone(world.campus)
    label = event.subject or f"{day.year}年{day.month}月{day.day}日"
    return Due(period=f"event:{event.id}", label=label, due_on=due_on, opens=opens, at=at)


def _after(rule: AfterEvent, event: Happening, world: World) -> Iterator[Due]:
    if rule.lapse.n is None:
        return
    begun = event.at.astimezone(world.campus)
    if rule.lapse.unit in CLOCKS:
        at = _clock_after(rule, begun, world)
        if at is not None:
            yield _due(event, world, at.date(), opens=event.at, at=at)
        return
    due = days_on(begun.date(), rule.lapse, world.calendar)
    opens: date | datetime = event.at
    if rule.edge is Edge.ON:
        opens = due
    elif rule.working_days_min is not None:
        opens = workdays_on(world.calendar, begun.date(), rule.working_days_min)
    yield _due(event, world, due, opens=opens)


def _clock_after(rule: AfterEvent, begun: datetime, world: World) -> datetime | None:
    """Hours and minutes: counted through, or as they are worked, or from the next day that is worked."""
    length = (rule.lapse.n or 0) * CLOCKS[rule.lapse.unit]
    if rule.day_type is DayType.WORKING:
        return worked_by(begun, length // timedelta(minutes=1), world.shifts, world.calendar)
    if rule.workdays_only and not world.calendar.works(begun.date()):
        day = world.calendar.next_workday(begun.date())
        segments = world.shifts.of(day).segments
        begun = datetime.combine(day, segments[0].start if segments else MIDNIGHT, world.campus)
    return begun + length


def days_on(day: date, lapse: Lapse, calendar: CollegeCalendar, sign: int = 1) -> date:
    """So much later, by days; `day` itself is day 0. Earlier with the sign -1."""
    n = sign * (lapse.n or 0)
    match lapse.unit:
        case Unit.WORKING_DAYS:
            return workdays_on(calendar, day, n)
        case Unit.WEEKS:
            return day + 7 * n * DAY
        case Unit.MONTHS:
            return months_on(day, n)
        case Unit.DAYS:
            return day + n * DAY
        case Unit.SAME_DAY | Unit.HOURS | Unit.MINUTES | Unit.CLASS_HOURS:
            return day
        case _:
            assert_never(lapse.unit)


def _before(rule: BeforeEvent, event: Happening, world: World) -> Iterator[Due]:
    if rule.lapse.n is None:
        return
    at = event.at.astimezone(world.campus)
    if rule.lapse.unit in CLOCKS:
        earlier = at - rule.lapse.n * CLOCKS[rule.lapse.unit]
        yield _due(event, world, earlier.date(), at=earlier)
    elif rule.lapse.n == 0 and at.time() != MIDNIGHT:
        yield _due(event, world, at.date(), at=at)
    else:
        yield _due(event, world, days_on(at.date(), rule.lapse, world.calendar, -1))


def _on(rule: OnEvent, event: Happening, world: World) -> Iterator[Due]:
    day = event.at.astimezone(world.campus).date()
    if not is_in_term_kind(day, rule.term):
        return
    yield _due(event, world, workdays_on(world.calendar, day, world.after_event_days), opens=event.at)


def is_in_term_kind(day: date, kind: TermKind) -> bool:
    """By its month alone: a term begins with registration days before its first week."""
    match kind:
        case TermKind.AUTUMN:
            return day.month in AUTUMN_MONTHS
        case TermKind.SPRING:
            return day.month not in AUTUMN_MONTHS
        case TermKind.EACH | TermKind.ACADEMIC_YEAR:
            return True
        case _:
            assert_never(kind)


def _during(rule: DuringEvent, event: Happening, world: World) -> Iterator[Due]:
    first = event.at.astimezone(world.campus).date()
    until = event.until.astimezone(world.campus) if event.until else end_of(first, world)
    last = (until - timedelta(microseconds=1)).date() if until.time() == MIDNIGHT else until.date()
    if rule.every_days is None:
        due = _due(event, world, last, opens=event.at)
        yield Due(period=due.period, label=due.label, due_on=last, opens=event.at, minimum=rule.count or 1)
        return
    for count in range(1, (last - first).days // rule.every_days + 1):
        day = first + count * rule.every_days * DAY
        due = _due(event, world, day)
        label = f"{due.label}第{count}次"
        opens = day - (rule.every_days - 1) * DAY
        yield Due(period=f"{due.period}#{count}", label=label, due_on=day, opens=opens)
