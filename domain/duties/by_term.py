"""Rules that the terms of the college's calendar decide."""

from collections.abc import Iterator
from datetime import timedelta
from typing import assert_never

from domain.college_calendar import WEEK, CollegeCalendar, Term
from domain.duties.due import DAY, Due, day_in, months_on
from domain.duties.rules import (
    LAST_DAY,
    AfterTermStart,
    BeforeTermEnd,
    BeforeTermStart,
    ByTerm,
    Edge,
    TermKind,
    TermWeek,
)

AUTUMN_FROM = 7  # a term that begins in July or later is the autumn's
HALF_A_MONTH = timedelta(days=15)  # the second month of a term that begins on 31 August is October
SUNDAY = timedelta(days=6)


def kind_of_term(term: Term) -> TermKind:
    """The spring term begins in the first half of the year, whatever it is called."""
    return TermKind.AUTUMN if term.first.month >= AUTUMN_FROM else TermKind.SPRING


def academic_year_of(term: Term) -> int:
    """The year in which the academic year of that term begins."""
    return term.first.year if kind_of_term(term) is TermKind.AUTUMN else term.first.year - 1


def terms_meant(kind: TermKind, calendar: CollegeCalendar) -> tuple[Term, ...]:
    """Those of the calendar that a rule means; of an academic year its last, the spring term."""
    match kind:
        case TermKind.EACH:
            return calendar.terms
        case TermKind.SPRING | TermKind.ACADEMIC_YEAR:
            return tuple(term for term in calendar.terms if kind_of_term(term) is TermKind.SPRING)
        case TermKind.AUTUMN:
            return tuple(term for term in calendar.terms if kind_of_term(term) is TermKind.AUTUMN)
        case _:
            assert_never(kind)


def dues_by_term(rule: ByTerm, calendar: CollegeCalendar) -> Iterator[Due]:
    """Of every term that is in the calendar."""
    for term in terms_meant(rule.term, calendar):
        match rule:
            case TermWeek():
                yield _in_week(rule, term)
            case AfterTermStart():
                yield _after_start(rule, term)
            case BeforeTermStart():
                due = term.first - rule.weeks * WEEK
                opens = due if rule.edge is Edge.ON else None
                yield Due(period=term.name, label=f"{term.name}开学前", due_on=due, opens=opens)
            case BeforeTermEnd():
                yield Due(period=term.name, label=f"{term.name}期末", due_on=term.last - rule.weeks * WEEK)
            case _:
                assert_never(rule)


def _in_week(rule: TermWeek, term: Term) -> Due:
    """A week that the term does not have is counted on: the duty is late rather than lost."""
    ends = rule.to_week or rule.week
    monday = term.first + (rule.week - 1) * WEEK
    if rule.edge is Edge.BEFORE:
        label = f"{term.name}第{rule.week}周之前"
        opens = term.first if rule.week > 1 else None
        return Due(period=f"{term.name}-W{rule.week:02}", label=label, due_on=monday - DAY, opens=opens)
    weeks = f"第{rule.week}周" if ends == rule.week else f"第{rule.week}–{ends}周"
    due = term.first + (ends - 1) * WEEK + SUNDAY
    return Due(period=f"{term.name}-W{rule.week:02}", label=f"{term.name}{weeks}", due_on=due, opens=monday)


def _after_start(rule: AfterTermStart, term: Term) -> Due:
    label = f"{term.name}开学后"
    if rule.months is None:
        due, opens = term.first + (rule.weeks or 0) * WEEK, term.first
    elif rule.edge is Edge.IN_MONTH:
        middle = months_on(term.first, rule.months - 1) + HALF_A_MONTH
        due, opens = day_in(middle.year, middle.month, LAST_DAY), max(middle.replace(day=1), term.first)
    else:
        due, opens = months_on(term.first, rule.months), term.first
    return Due(period=term.name, label=label, due_on=due, opens=opens)
