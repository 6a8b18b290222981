"""What of a duty falls due in a stretch of days, and why a duty has no day at all."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from domain.duties.by_date import SEASON_MONTHS, SEASON_NAMES, dues_by_date, seasons_of
from domain.duties.by_event import dues_by_event
from domain.duties.by_period import dues_by_period, dues_of_years
from domain.duties.by_term import dues_by_term, terms_meant
from domain.duties.due import Due, occurrence_of
from domain.duties.duty import Duty
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
    Season,
    ServiceHours,
    TermWeek,
    Weekly,
)
from domain.duties.unscheduled import Reason, Unscheduled, Wants
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
            return dues_by_event(rule, world)
        case AtLeast() | Cycle() | Metric():
            return dues_by_period(rule, first, last, world.calendar)
        case EveryNYears():
            return dues_of_years(rule, duty.code, last, world, _first_day(duty, world))
        case ExternalDeadline() | PeriodicUnspecified():
            return iter(())
        case Continuous() | MinDuration() | Retention() | ServiceHours() | NotDuring() | OnlyDuring():
            return iter(())
        case _:
            assert_never(rule)


def _first_day(duty: Duty, world: World) -> date | None:
    answer = world.answers.get(duty.code)
    return None if answer is None or not isinstance(answer.rule, OneOff) else answer.rule.at


def why_not(duty: Duty, world: World) -> Unscheduled | None:
    """What is lacking for a date; None where it has one, or by its nature needs no reminder."""
    rule = rule_in_force(duty, world)
    match rule:
        case ExternalDeadline():
            return _lacks(duty, Reason.OUTSIDE_DATE, Wants.DATE, "日期由别人定，还没有填")
        case PeriodicUnspecified():
            return _lacks(duty, Reason.NO_PERIOD, Wants.PERIOD, f"原文只写“{rule.word}”，没有周期")
        case AfterEvent() | BeforeEvent() if rule.lapse.n is None:
            return _lacks(duty, Reason.NO_NUMBER, Wants.LENGTH, "原文没有写多长时间")
        case AfterEvent() | BeforeEvent() | OnEvent() | Immediate() | DuringEvent():
            return _without_event(duty, rule.event, world)
        case Weekly() if rule.after_event:
            return _without_event(duty, rule.after_event, world)
        case TermWeek() | AfterTermStart() | BeforeTermStart() | BeforeTermEnd():
            known = any(_is_ahead(term.last, world) for term in terms_meant(rule.term, world.calendar))
            return None if known else _without_term(duty)
        case AnnualSeason() if not seasons_of(rule.season, world.calendar):
            return _without_season(duty, rule.season)
        case _:
            return None


def _is_ahead(last: date, world: World) -> bool:
    return world.today is None or last >= world.today


def _without_event(duty: Duty, event: str, world: World) -> Unscheduled | None:
    if world.happenings.get(event):
        return None
    return _lacks(duty, Reason.NO_EVENT, Wants.EVENT, "起算的事还没有登记过")


def _without_term(duty: Duty) -> Unscheduled:
    return _lacks(duty, Reason.NO_TERM, Wants.CALENDAR_ENTRY, "校历里没有今后的学期")


def _without_season(duty: Duty, season: Season) -> Unscheduled | None:
    """年初 and 年末 need no entry."""
    if season in SEASON_MONTHS:
        return None
    names = "或".join(f"“{name}”" for name in SEASON_NAMES[season])
    return _lacks(duty, Reason.NO_SEASON, Wants.CALENDAR_ENTRY, f"校历里没有{names}")


def _lacks(duty: Duty, reason: Reason, wants: Wants, text: str) -> Unscheduled:
    return Unscheduled(duty=duty.code, reason=reason, wants=wants, text=text)
