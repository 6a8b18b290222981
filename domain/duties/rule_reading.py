"""A rule as files and answers have it, read; every slip is a complaint with its place."""

from collections.abc import Callable, Mapping

from domain.college_calendar import LONGEST_TERM
from domain.duties.rule_values import (
    MOST_TIMES,
    MOST_YEARS,
    choice,
    clock,
    day_of,
    day_type,
    instant,
    lapse,
    must_choose,
    needed,
    number,
)
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
    DayEnd,
    DuringEvent,
    Edge,
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
    Part,
    PeriodicUnspecified,
    Retention,
    Rule,
    Season,
    ServiceHours,
    TermKind,
    TermWeek,
    Unit,
    Weekly,
)
from domain.forms.document import Document, Section, meant, shown
from domain.forms.problems import Problem

MONTHS = 12
SUNDAY = 7
MOST_MONTHS_INTO_TERM = 6
EXAMPLE = 'rule = { kind = "annual", month = 9, day = 20, edge = "by" }'
AFTER_UNITS = (Unit.MINUTES, Unit.HOURS, Unit.SAME_DAY, Unit.DAYS, Unit.WORKING_DAYS, Unit.WEEKS, Unit.MONTHS)
BEFORE_UNITS = (Unit.MINUTES, Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS, Unit.WEEKS, Unit.MONTHS)
DURATIONS = (Unit.MINUTES, Unit.HOURS, Unit.CLASS_HOURS, Unit.DAYS, Unit.WORKING_DAYS, Unit.WEEKS)


def rule_from(raw: Mapping[str, object], file: str = "规则") -> Rule | tuple[Problem, ...]:
    """The rule of a parsed table, or everything that is wrong with it."""
    document = Document(file)
    rule = rule_in(Section(document, raw))
    return rule if rule is not None and not document.problems else tuple(document.problems)


def rule_in(section: Section) -> Rule | None:
    """The rule of one table of a file; None where its kind is not known. Slips are kept in the document."""
    kind = section.raw_value("kind")
    read = READERS.get(kind) if isinstance(kind, str) else None
    if read is None:
        near = meant(kind, list(READERS))
        section.complain("kind", f"不认识 {shown(kind)}{near}" if kind else "缺少这一项", EXAMPLE)
        return None
    rule = read(section)
    section.finish()
    return rule


def _annual(section: Section) -> Rule:
    month = needed(section, "month", 1, MONTHS)
    return Annual(month=month, day=day_of(section, month), edge=_edge(section, Edge.BY, Edge.ON, Edge.BEFORE))


def _annual_period(section: Section) -> Rule:
    month, part = needed(section, "month", 1, MONTHS), must_choose(section, "part", Part)
    return AnnualPeriod(month=month, part=part, edge=_edge(section, Edge.ON, Edge.BY))


def _annual_span(section: Section) -> Rule:
    return AnnualSpan(
        from_month=needed(section, "from_month", 1, MONTHS),
        to_month=needed(section, "to_month", 1, MONTHS),
        count=number(section, "count", 1, MOST_TIMES),
        min=section.flag("min"),
        unit=section.text("unit"),
    )


def _annual_season(section: Section) -> Rule:
    return AnnualSeason(
        season=must_choose(section, "season", Season),
        edge=_edge(section, Edge.DURING, Edge.BEFORE),
        times=number(section, "times", 1, MOST_TIMES),
        times_max=number(section, "times_max", 1, MOST_TIMES),
    )


def _monthly(section: Section) -> Rule:
    return Monthly(
        day=day_of(section) if section.has("day") else None,
        part=choice(section, "part", Part),
        edge=_edge(section, Edge.BY, Edge.ON, Edge.BEFORE),
        times=number(section, "times", 1, MOST_TIMES),
        of=section.text("of"),
        condition=section.text("condition"),
    )


def _weekly(section: Section) -> Rule:
    weekday = number(section, "weekday", 1, SUNDAY)
    return Weekly(
        weekday=weekday,
        times=number(section, "times", 1, MOST_TIMES) or 1,
        after_event=section.text("after_event"),
    )


def _daily(section: Section) -> Rule:
    return Daily(
        by=clock(section, "by"),
        at=choice(section, "at", DayEnd),
        workdays_only=section.flag("workdays_only"),
        times=number(section, "times", 1, MOST_TIMES),
        min=section.flag("min"),
    )


def _term_week(section: Section) -> Rule:
    term, week = must_choose(section, "term", TermKind), needed(section, "week", 1, LONGEST_TERM)
    to_week = number(section, "to_week", 1, LONGEST_TERM)
    if to_week is not None and to_week < week:
        section.complain("to_week", f"第 {to_week} 周早于第 {week} 周", f"to_week = {week + 1}")
    return TermWeek(term=term, week=week, to_week=to_week, edge=_edge(section, Edge.ON, Edge.BEFORE))


def _after_term_start(section: Section) -> Rule:
    weeks = number(section, "weeks", 0, LONGEST_TERM)
    months = number(section, "months", 1, MOST_MONTHS_INTO_TERM)
    if (weeks is None) == (months is None):
        section.complain("weeks", "weeks 和 months 要写一个而且只写一个", "weeks = 2")
    edge = _edge(section, Edge.WITHIN, Edge.IN_MONTH)
    return AfterTermStart(term=must_choose(section, "term", TermKind), weeks=weeks, months=months, edge=edge)


def _before_term_start(section: Section) -> Rule:
    weeks = needed(section, "weeks", 0, LONGEST_TERM)
    edge = _edge(section, Edge.BY, Edge.ON, Edge.WITHIN)
    return BeforeTermStart(term=must_choose(section, "term", TermKind), weeks=weeks, edge=edge)


def _before_term_end(section: Section) -> Rule:
    weeks = needed(section, "weeks", 0, LONGEST_TERM)
    return BeforeTermEnd(
        term=must_choose(section, "term", TermKind), weeks=weeks, edge=_edge(section, Edge.BY, Edge.ON)
    )


def _after_event(section: Section) -> Rule:
    length = lapse(section, AFTER_UNITS)
    earliest = number(section, "working_days_min", 1, 250)
    if earliest is not None and (length.unit is not Unit.WORKING_DAYS or earliest > (length.n or earliest)):
        section.complain("working_days_min", "要和 working_days 一起写，并且不大于它", "working_days_min = 5")
    return AfterEvent(
        event=section.need("event"),
        lapse=length,
        edge=_edge(section, Edge.WITHIN, Edge.ON),
        day_type=day_type(section, length.unit),
        working_days_min=earliest,
        or_as_document=section.flag("or_as_document"),
        workdays_only=section.flag("workdays_only"),
    )


def _before_event(section: Section) -> Rule:
    length = lapse(section, BEFORE_UNITS)
    return BeforeEvent(
        event=section.need("event"),
        lapse=length,
        edge=_edge(section, Edge.BY, Edge.ON, Edge.START_AT),
        day_type=day_type(section, length.unit),
        or_as_document=section.flag("or_as_document"),
    )


def _on_event(section: Section) -> Rule:
    return OnEvent(event=section.need("event"), term=choice(section, "term", TermKind) or TermKind.EACH)


def _immediate(section: Section) -> Rule:
    return Immediate(event=section.need("event"))


def _during_event(section: Section) -> Rule:
    return DuringEvent(
        event=section.need("event"),
        every_days=number(section, "every_days", 1, 366),
        count=number(section, "count", 1, MOST_TIMES),
        min=section.flag("min"),
    )


def _every_n_years(section: Section) -> Rule:
    n = needed(section, "n", 1, MOST_YEARS)
    n_to = number(section, "n_to", 1, MOST_YEARS)
    if n_to is not None and n_to < n:
        section.complain("n_to", f"{n_to} 小于 n = {n}", f"n_to = {n + 1}")
    return EveryNYears(
        n=n,
        n_to=n_to,
        event=section.text("event"),
        month=number(section, "month", 1, MONTHS),
        count=number(section, "count", 1, MOST_TIMES),
        op=section.text("op"),
    )


def _at_least(section: Section) -> Rule:
    count, most = needed(section, "count", 1, MOST_TIMES), number(section, "max", 1, MOST_TIMES)
    if most is not None and most < count:
        section.complain("max", f"{most} 小于 count = {count}", f"max = {count + 1}")
    return AtLeast(
        count=count,
        per=must_choose(section, "per", Every),
        max=most,
        strict=section.flag("strict"),
        average=section.flag("average"),
        unit=section.text("unit"),
        items=section.texts("items"),
        during=section.text("during"),
    )


def _cycle(section: Section) -> Rule:
    return Cycle(
        every=must_choose(section, "every", Every),
        times=number(section, "times", 1, MOST_TIMES) or 1,
        labels=section.texts("labels"),
        unit=section.text("unit"),
    )


def _one_off(section: Section) -> Rule:
    return OneOff(at=instant(section, "at"), place=section.text("place"), what=section.text("what"))


def _external(section: Section) -> Rule:
    every = choice(section, "every", Every)
    return ExternalDeadline(set_by=section.need("set_by"), after=section.text("after"), every=every)


def _periodic(section: Section) -> Rule:
    return PeriodicUnspecified(word=section.need("word"))


def _metric(section: Section) -> Rule:
    value = section.raw_value("value")
    if isinstance(value, bool) or not isinstance(value, str | int):
        section.complain("value", "应是整数或带引号的文字", 'value = "98%"')
        value = 0
    return Metric(
        metric=section.need("metric"),
        op=section.need("op"),
        value=value,
        per=choice(section, "per", Every),
        during=section.text("during"),
        average=section.flag("average"),
    )


def _continuous(section: Section) -> Rule:
    return Continuous(scope=section.need("scope"), window=section.text("window"))


def _min_duration(section: Section) -> Rule:
    length = lapse(section, DURATIONS)
    return MinDuration(
        what=section.need("what"),
        event=section.need("event"),
        lapse=length,
        day_type=day_type(section, length.unit),
    )


def _retention(section: Section) -> Rule:
    return Retention(what=section.need("what"), period=section.need("period"))


def _service_hours(section: Section) -> Rule:
    return ServiceHours(days=section.need("days"), since=clock(section, "from"), until=clock(section, "to"))


def _not_during(section: Section) -> Rule:
    return NotDuring(event=section.need("event"), what=section.need("what"))


def _only_during(section: Section) -> Rule:
    return OnlyDuring(event=section.need("event"), what=section.need("what"))


def _edge(section: Section, usual: Edge, *others: Edge) -> Edge:
    """One of those that the kind knows; the usual one without a word."""
    edge = section.one_of("edge", Edge, usual) or usual
    if edge not in {usual, *others}:
        section.complain("edge", f"这里不能写 {edge}，可以写：{'、'.join((usual, *others))}", f'edge = "{usual}"')
    return edge


READERS: Mapping[str, Callable[[Section], Rule]] = {
    "annual": _annual,
    "annual_period": _annual_period,
    "annual_span": _annual_span,
    "annual_season": _annual_season,
    "monthly": _monthly,
    "weekly": _weekly,
    "daily": _daily,
    "term_week": _term_week,
    "after_term_start": _after_term_start,
    "before_term_start": _before_term_start,
    "before_term_end": _before_term_end,
    "after_event": _after_event,
    "before_event": _before_event,
    "on_event": _on_event,
    "immediate": _immediate,
    "during_event": _during_event,
    "every_n_years": _every_n_years,
    "at_least": _at_least,
    "cycle": _cycle,
    "one_off": _one_off,
    "external_deadline": _external,
    "periodic_unspecified": _periodic,
    "metric": _metric,
    "continuous": _continuous,
    "min_duration": _min_duration,
    "retention": _retention,
    "service_hours": _service_hours,
    "not_during": _not_during,
    "only_during": _only_during,
}
