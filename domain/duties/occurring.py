"""What of a duty falls due in a stretch of days, and why a duty has no day at all."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import assert_never

from domain.duties.by_date import dues_by_date
from domain.duties.by_event import dues_by_document, dues_by_event
from domain.duties.by_period import dues_by_period, dues_of_years, every_of
from domain.duties.by_term import dues_by_term
from domain.duties.due import Due, occurrence_of
from domain.duties.duty import Duty
from domain.duties.lacking import OUTSIDE_DATE, Lack, lack_of_event, never_done, no_event, no_period, no_season, no_term
from domain.duties.occurrence import Occurrence
from domain.duties.rules import (
    AfterEvent,
    AfterTermStart,
    Annual,
    AnnualPeriod,
    AnnualSeason,
    AnnualSpan,
    AtLeast,
    BeforeEvent,
    BeforeTermEnd,
    BeforeTermStart,
    Continuous,
    Cycle,
    Daily,
    DuringEvent,
    Every,
    EveryNYears,
    ExternalDeadline,
    Immediate,
    Metric,
    MinDuration,
    Monthly,
    NotDuring,
    OneOff,
    OnEvent,
    OnlyDuring,
    PeriodicUnspecified,
    Retention,
    Rule,
    ServiceHours,
    TermKind,
    TermWeek,
    Weekly,
)
from domain.duties.unscheduled import Unscheduled
from domain.duties.world import World


def occurrences(duty: Duty, first: date, last: date, world: World) -> tuple[Occurrence, ...]:
    """Those due on a day from `first` to `last`, in their order. The same whatever other days are asked for."""
    found = (due for due in _dues(duty, first, last, world) if first <= due.due_on <= last)
    made = (occurrence_of(duty.code, due, world) for due in found)
    return tuple(sorted(made, key=lambda each: (each.due_at, each.period)))


def rule_in_force(duty: Duty, world: World) -> Rule:
    """What its owner said stands in for the rule; of every n years it is only the first day."""
    answer = world.answers.get(duty.code)
    return duty.rule if answer is None or isinstance(duty.rule, EveryNYears) else answer.rule


def _dues(duty: Duty, first: date, last: date, world: World) -> Iterator[Due]:
    rule = rule_in_force(duty, world)
    match rule:
        case Annual() | AnnualPeriod() | AnnualSpan() | AnnualSeason() | Monthly() | Weekly() | Daily() | OneOff():
            return dues_by_date(rule, first, last, world)
        case TermWeek() | AfterTermStart() | BeforeTermStart() | BeforeTermEnd():
            return dues_by_term(rule, world.calendar)
        case AfterEvent() | BeforeEvent() | OnEvent() | Immediate() | DuringEvent():
            return dues_by_event(rule, duty.code, world)
        case AtLeast() | Cycle() | Metric():
            return dues_by_period(rule, first, last, world.calendar)
        case EveryNYears():
            return dues_of_years(rule, duty.code, last, world, _first_day(duty, world))
        case ExternalDeadline():
            return dues_by_document(rule, duty.code, world)
        case (
            PeriodicUnspecified()
            | Continuous()
            | MinDuration()
            | Retention()
            | ServiceHours()
            | NotDuring()
            | OnlyDuring()
        ):
            return iter(())
        case _:
            assert_never(rule)


def _first_day(duty: Duty, world: World) -> date | None:
    answer = world.answers.get(duty.code)
    if answer is None or not isinstance(answer.rule, OneOff):
        return None
    at = answer.rule.at
    return at.date() if isinstance(at, datetime) else at


def why_not(duty: Duty, world: World) -> Unscheduled | None:
    """What is lacking for a date; None where it has one, or by its nature needs no reminder."""
    rule = rule_in_force(duty, world)
    found = _lack(rule, world)
    if isinstance(rule, ExternalDeadline) and any(dues_by_document(rule, duty.code, world)):
        found = None
    if isinstance(rule, EveryNYears):
        found = never_done(rule) if not _is_counted(duty, rule, world) else None
    if found is None:
        return None
    return Unscheduled(duty=duty.code, reason=found.reason, wants=found.wants, text=found.text)


def _lack(rule: Rule, world: World) -> Lack | None:
    match rule:
        case ExternalDeadline():
            return OUTSIDE_DATE
        case PeriodicUnspecified():
            return no_period(rule.word)
        case AfterEvent() | BeforeEvent() | OnEvent() | Immediate() | DuringEvent():
            return lack_of_event(rule, world)
        case Weekly():
            return no_event(rule.after_event, world) if rule.after_event else None
        case TermWeek() | AfterTermStart() | BeforeTermStart() | BeforeTermEnd():
            return no_term(rule.term, world)
        case AnnualSeason():
            return no_season(rule.season, world)
        case AtLeast() | Cycle() | Metric():
            return no_term(TermKind.EACH, world) if every_of(rule) is Every.TERM else None
        case _:
            return None


def _is_counted(duty: Duty, rule: EveryNYears, world: World) -> bool:
    known = bool(rule.event and world.happenings.get(rule.event))
    return known or bool(world.done.get(duty.code)) or _first_day(duty, world) is not None
