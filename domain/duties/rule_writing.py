"""A rule as files and answers have it, written: what `rule_from` reads back as the same rule."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date, time
from enum import StrEnum

from domain.duties.rule_values import LAST, UNKNOWN
from domain.duties.rules import (
    LAST_DAY,
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
    Lapse,
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
    TermWeek,
    Unit,
    Weekly,
)

KIND_NAMES: Mapping[type[Rule], str] = {
    Annual: "annual",
    AnnualPeriod: "annual_period",
    AnnualSpan: "annual_span",
    AnnualSeason: "annual_season",
    Monthly: "monthly",
    Weekly: "weekly",
    Daily: "daily",
    TermWeek: "term_week",
    AfterTermStart: "after_term_start",
    BeforeTermStart: "before_term_start",
    BeforeTermEnd: "before_term_end",
    AfterEvent: "after_event",
    BeforeEvent: "before_event",
    OnEvent: "on_event",
    Immediate: "immediate",
    DuringEvent: "during_event",
    EveryNYears: "every_n_years",
    AtLeast: "at_least",
    Cycle: "cycle",
    OneOff: "one_off",
    ExternalDeadline: "external_deadline",
    PeriodicUnspecified: "periodic_unspecified",
    Metric: "metric",
    Continuous: "continuous",
    MinDuration: "min_duration",
    Retention: "retention",
    ServiceHours: "service_hours",
    NotDuring: "not_during",
    OnlyDuring: "only_during",
}
WRITTEN = {"since": "from", "until": "to"}  # names of ours that a file spells otherwise


def kind_of(rule: Rule) -> str:
    """Its name in files."""
    return KIND_NAMES[type(rule)]


def rule_to(rule: Rule) -> dict[str, object]:
    """As a table of plain values; what is as usual is left out."""
    return {"kind": kind_of(rule), **dict(_written(rule))}


def _written(rule: Rule) -> Iterator[tuple[str, object]]:
    for each in fields(rule):
        value: object = getattr(rule, each.name)
        if isinstance(value, Lapse):
            yield _length(value)
        elif each.default is MISSING or value != each.default or each.name == "edge":
            yield WRITTEN.get(each.name, each.name), _plain(each.name, value)


def _length(value: Lapse) -> tuple[str, object]:
    if value.unit is Unit.SAME_DAY:
        return value.unit.value, True
    return value.unit.value, UNKNOWN if value.n is None else value.n


def _plain(name: str, value: object) -> object:
    if name == "day" and value == LAST_DAY:
        return LAST
    match value:
        case StrEnum():
            return value.value
        case time():
            return f"{value:%H:%M}"
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
        case _:
            return value
