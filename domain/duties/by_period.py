"""Rules that hold over a period: cycles, quotas, figures, and every so many years."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from domain.college_calendar import CollegeCalendar
from domain.duties.by_term import academic_year_of, kind_of_term
from domain.duties.due import DAY, Due, day_in, months_on
from domain.duties.rules import LAST_DAY, AtLeast, Cycle, Every, EveryNYears, Metric, TermKind
from domain.duties.world import World

SPAN_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}
ACADEMIC_YEAR = ((9, 1), (8, 31))  # where the calendar does not have its terms
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Period:
    """From its first to its last day."""

    key: str
    label: str
    first: date
    last: date


def periods_of(every: Every, first: date, last: date, calendar: CollegeCalendar) -> Iterator[Period]:
    """Those that end between the two days, and some around them."""
    match every:
        case Every.WEEK:
            monday = first - first.weekday() * DAY
            while monday <= last:
                year, week, _ = monday.isocalendar()
                yield Period(f"{year}-W{week:02}", f"{year}年第{week}周", monday, monday + 6 * DAY)
                monday += timedelta(weeks=1)
        case Every.TERM:
            yield from (Period(term.name, term.name, term.first, term.last) for term in calendar.terms)
        case Every.ACADEMIC_YEAR:
            for year in range(first.year - 2, last.year + 1):
                yield _academic_year(year, calendar)
        case Every.MONTH | Every.QUARTER | Every.HALF_YEAR | Every.YEAR:
            yield from _spans(every, SPAN_MONTHS[every], first, last)
        case _:
            assert_never(every)


def _spans(every: Every, months: int, first: date, last: date) -> Iterator[Period]:
    begin = date(first.year, (first.month - 1) // months * months + 1, 1)
    while begin <= last:
        after = months_on(begin, months)
        key, label = _named(every, begin)
        yield Period(key, label, begin, after - DAY)
        begin = after


def _named(every: Every, begin: date) -> tuple[str, str]:
    year = begin.year
    match every:
        case Every.QUARTER:
            quarter = (begin.month + 2) // 3
            return f"{year}-Q{quarter}", f"{year}年第{quarter}季度"
        case Every.HALF_YEAR:
            half = 1 if begin.month == 1 else 2
            return f"{year}-H{half}", f"{year}年{'上' if half == 1 else '下'}半年"
        case Every.MONTH:
            return f"{year}-{begin.month:02}", f"{year}年{begin.month}月"
        case _:
            return str(year), f"{year}年"


def _academic_year(year: int, calendar: CollegeCalendar) -> Period:
    """From its autumn term to the end of its spring term; September to August where the calendar lacks one."""
    (month, day), (end_month, end_day) = ACADEMIC_YEAR
    first, last = date(year, month, day), date(year + 1, end_month, end_day)
    for term in calendar.terms:
        if academic_year_of(term) != year:
            continue
        if kind_of_term(term) is TermKind.AUTUMN:
            first = term.first
        else:
            last = term.last
    return Period(f"{year}-{year + 1}", f"{year}–{year + 1}学年", first, last)


def dues_by_period(rule: AtLeast | Cycle | Metric, first: date, last: date, calendar: CollegeCalendar) -> Iterator[Due]:
    """Due on the last day of each period."""
    every = every_of(rule)
    if every is None:
        return
    for period in periods_of(every, first, last, calendar):
        yield _due_of(rule, period)


def every_of(rule: AtLeast | Cycle | Metric) -> Every | None:
    """Its period."""
    return rule.every if isinstance(rule, Cycle) else rule.per


def _due_of(rule: AtLeast | Cycle | Metric, period: Period) -> Due:
    match rule:
        case AtLeast():
            half = period.first + ((period.last - period.first).days + 1) // 2 * DAY
            minimum = rule.count + rule.strict
            return Due(
                period=period.key,
                label=period.label,
                due_on=period.last,
                opens=period.first,
                minimum=minimum,
                half_on=half,
            )
        case Cycle():
            opens = period.first if rule.times > 1 else max(period.first, period.last - 30 * DAY)
            return Due(period=period.key, label=period.label, due_on=period.last, opens=opens, minimum=rule.times)
        case Metric():
            return Due(period=period.key, label=period.label, due_on=period.last)
        case _:
            assert_never(rule)


def dues_of_years(rule: EveryNYears, duty: str, last: date, world: World, begins: date | None) -> Iterator[Due]:
    """N years after each such event, else after it was last done; `begins` is a first day that an owner named."""
    events = world.happenings.get(rule.event, ()) if rule.event else ()
    for event in events:
        day = event.at.astimezone(world.campus).date()
        yield _years_after(rule, f"event:{event.id}", event.subject or f"{day.year}年", day.year)
    done = max(world.done.get(duty, ()), default=None)
    if events:
        return
    if done is not None:
        yield from _years_from(rule, done.astimezone(world.campus).year + rule.n, last, begins)
    elif begins is not None:
        yield from _years_from(rule, begins.year, last, begins)


def _years_from(rule: EveryNYears, year: int, last: date, begins: date | None) -> Iterator[Due]:
    """In that year and every n years after it, on the day that an owner named, if they did."""
    while year <= last.year + 1:
        if begins is None:
            yield _years_after(rule, str(year), f"{year}年", year - rule.n)
        else:
            due = day_in(year, begins.month, begins.day)
            yield Due(period=str(year), label=f"{year}年", due_on=due, minimum=rule.count or 1)
        year += rule.n


def _years_after(rule: EveryNYears, period: str, label: str, base: int) -> Due:
    due = day_in(base + (rule.n_to or rule.n), rule.month or DECEMBER, LAST_DAY)
    opens = date(base + rule.n, 1, 1) if rule.n_to else None
    return Due(period=period, label=label, due_on=due, opens=opens, minimum=rule.count or 1)
