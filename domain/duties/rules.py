"""The kinds of rules by which duties fall due, as rules.md of the catalogue names them; one value each."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

LAST_DAY = 31  # "last": every day is clamped to its month, so the 31st is the last of each


class Edge(StrEnum):
    """How a day is meant."""

    BY = "by"  # that day included
    ON = "on"  # exactly then
    BEFORE = "before"  # strictly earlier
    WITHIN = "within"  # by the end of the time given
    IN_MONTH = "in_month"  # in that month after the start
    DURING = "during"
    START_AT = "start_at"  # work on it begins then


class Every(StrEnum):
    """Periods of cycles and quotas."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    TERM = "term"
    ACADEMIC_YEAR = "academic_year"
    YEAR = "year"


class TermKind(StrEnum):
    """Which terms a rule means; the academic year ends with its spring term."""

    SPRING = "spring"
    AUTUMN = "autumn"
    EACH = "each"
    ACADEMIC_YEAR = "academic_year"


class Part(StrEnum):
    """Parts of a month: 初, 上旬, 中旬, 下旬, 底, 整月."""

    START = "start"
    EARLY = "early"
    MID = "mid"
    LATE = "late"
    END = "end"
    WHOLE = "whole"


class Season(StrEnum):
    """Times of the year that the calendar, or nobody, fixes to a day."""

    SUMMER_BREAK = "summer_break"
    YEAR_START = "year_start"
    YEAR_END = "year_end"
    ADMISSION_PUBLICITY = "admission_publicity_season"


class Unit(StrEnum):
    """Units of a length of time, each the key by which a rule gives it."""

    MINUTES = "minutes"
    HOURS = "hours"
    SAME_DAY = "same_day"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"
    CLASS_HOURS = "class_hours"


class DayType(StrEnum):
    """Whether days, hours and minutes are counted through or as they are worked."""

    CALENDAR = "calendar"
    WORKING = "working"


class DayEnd(StrEnum):
    """What ends a day's duty, where it is no time of the clock."""

    LAST_PERSON_LEAVES = "last_person_leaves"
    OFF_DUTY = "off_duty"


@dataclass(frozen=True, slots=True)
class Lapse:
    """A length of time; `n` is None where the source gives no number, so that somebody must be asked."""

    unit: Unit
    n: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annual:
    """Every year on a date."""

    month: int
    day: int
    edge: Edge = Edge.BY


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualPeriod:
    """Every year in a part of a month."""

    month: int
    part: Part
    edge: Edge = Edge.ON


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualSpan:
    """Every year from one month to another, both included; over the new year where `to_month` is the smaller."""

    from_month: int
    to_month: int
    count: int | None = None
    min: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualSeason:
    """Every year in a season, or before it."""

    season: Season
    edge: Edge = Edge.DURING
    times: int | None = None
    times_max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Monthly:
    """Every month: on a day, in its first days, or some time in it. `of` "previous": it is about the month before."""

    day: int | None = None
    part: Part | None = None
    edge: Edge = Edge.BY
    times: int | None = None
    of: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """Every week, on an ISO weekday or by Friday evening; from that event on where one is named."""

    weekday: int | None = None
    times: int = 1
    after_event: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """Every day, or every day that is worked; by a time or by what ends the day."""

    by: time | None = None
    at: DayEnd | None = None
    workdays_only: bool = False
    times: int | None = None
    min: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TermWeek:
    """In a week of a term, or from one to another."""

    term: TermKind
    week: int
    to_week: int | None = None
    edge: Edge = Edge.ON


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterTermStart:
    """So many weeks or months after a term began; `in_month` means in that month after the start."""

    term: TermKind
    weeks: int | None = None
    months: int | None = None
    edge: Edge = Edge.WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeTermStart:
    """So many weeks before a term begins."""

    term: TermKind
    weeks: int
    edge: Edge = Edge.BY


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeTermEnd:
    """At the end of a term, or so many weeks before it."""

    term: TermKind
    weeks: int
    edge: Edge = Edge.BY


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterEvent:
    """A length of time after an event; `working_days_min` is the earliest delivery.

    `or_as_document`: unless the document itself names another date. `workdays_only`: on days that are worked.
    """

    event: str
    lapse: Lapse
    edge: Edge = Edge.WITHIN
    day_type: DayType = DayType.CALENDAR
    working_days_min: int | None = None
    or_as_document: bool = False
    workdays_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeEvent:
    """A length of time before a planned event; none at all means any time before it."""

    event: str
    lapse: Lapse
    edge: Edge = Edge.BY
    day_type: DayType = DayType.CALENDAR
    or_as_document: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OnEvent:
    """When an event happens; in a kind of term only, where one is named."""

    event: str
    term: TermKind = TermKind.EACH


@dataclass(frozen=True, slots=True, kw_only=True)
class Immediate:
    """At once when an event happens."""

    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuringEvent:
    """While an event runs: every so many days, or so often, or by its end."""

    event: str
    every_days: int | None = None
    count: int | None = None
    min: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EveryNYears:
    """Every n years, at the latest after `n_to`; counted from an event or from when it was last done."""

    n: int
    n_to: int | None = None
    event: str = ""
    month: int | None = None
    count: int | None = None
    op: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """A quota: so often per period. `strict`: more than that; `max`: no more than so many; `average`: on average."""

    count: int
    per: Every
    max: int | None = None
    strict: bool = False
    average: bool = False
    unit: str = ""
    items: tuple[str, ...] = ()
    during: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """Once per period, or so many times, without a date."""

    every: Every
    times: int = 1
    labels: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOff:
    """One day, or one instant of the college's clock (naive: campus time)."""

    at: date | datetime
    place: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalDeadline:
    """A date that somebody else sets; not scheduled until an owner said it."""

    set_by: str
    after: str = ""
    every: Every | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodicUnspecified:
    """定期 or 经常 without a period; not scheduled until an owner said it."""

    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure to be reached in a period; without a period it is only guarded."""

    metric: str
    op: str
    value: str | int
    per: Every | None = None
    during: str = ""
    average: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuous:
    """Permanent upkeep; `window` says when."""

    scope: str
    window: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinDuration:
    """Something must last so long before the next step."""

    what: str
    event: str
    lapse: Lapse
    day_type: DayType = DayType.CALENDAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """A record that is kept."""

    what: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceHours:
    """Hours in which somebody must be there; without times they stand elsewhere."""

    days: str
    since: time | None = None
    until: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDuring:
    """What may not be done while an event runs."""

    event: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyDuring:
    """What may be done only while an event runs."""

    event: str
    what: str


Guard = Continuous | MinDuration | Retention | ServiceHours | NotDuring | OnlyDuring
ByEvent = AfterEvent | BeforeEvent | OnEvent | Immediate | DuringEvent
ByTerm = TermWeek | AfterTermStart | BeforeTermStart | BeforeTermEnd
ByDate = Annual | AnnualPeriod | AnnualSpan | AnnualSeason | Monthly | Weekly | Daily | OneOff
ByPeriod = AtLeast | Cycle | Metric | EveryNYears
Unknown = ExternalDeadline | PeriodicUnspecified
Rule = ByDate | ByTerm | ByEvent | ByPeriod | Unknown | Guard
