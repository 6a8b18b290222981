"""The kinds of leave: what people call them, how each is counted, what it needs, and which limits it has.

`content/leave_types.toml` says what there is; the constants here are those whose names the sentence reader knows by
itself, and hold until a file was read. There is one catalogue for the whole program: types are words that people type.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

Value = TypeVar("Value")


STAFF = "staff"  # the kind that everybody is whom no rule of content/posts.toml makes another
RETURNS_FROM = 6  # half days of a staff member's leave; whoever is not staff always says that they are back


class Counting(StrEnum):
    """Which days of a leave use it up."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    AWAY = "away"  # every hour of every day, a day at most as long as a working day: who lives on campus is away

    @property
    def is_every_day(self) -> bool:
        """Whether days off count too."""
        return self is not Counting.WORKING_DAYS


class Unit(StrEnum):
    """What a leave is asked for in; nothing between two whole ones."""

    HOUR = "hour"
    HALF_DAY = "half_day"
    DAY = "day"
    PERIOD = "period"  # class periods of the campus


class ServiceOf(StrEnum):
    """Which years the tiers of a stock count: of work anywhere (条例第三条：累计工作), or at the college."""

    WORKING = "working"
    HERE = "here"


class ProofTime(StrEnum):
    """When a proof is wanted."""

    NONE = "none"
    AT_ONCE = "at_once"
    LATER = "later"


class Accrual(StrEnum):
    """How a stock comes about: by years of service, month by month, or granted for an event by the personnel office."""

    YEARLY = "yearly"
    MONTHLY = "monthly"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """`from_half_days`: shorter leaves need none. `within_days` after the leave's end, where it may come later."""

    when: ProofTime = ProofTime.NONE
    from_half_days: int = 0
    within_days: int = 0
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackout:
    """Weeks in which the type cannot be had, for everybody or for those of some positions or kinds.

    Whoever is named by `allowed_by` may allow somebody certain days of it. `weeks` are "exam" or "first" weeks of a
    term; `first` and `last` are days of any year, as (month, day).
    """

    name: str
    weeks: str = ""
    first: tuple[int, int] | None = None
    last: tuple[int, int] | None = None
    positions: tuple[str, ...] = ()
    allowed_by: tuple[str, ...] = ()  # in the words of a form's `who`


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """None: no limit of its own. Lengths are in half days, the year is the calendar's."""

    advance_days: int | None = None
    back_dating_days: int | None = None
    longest: int | None = None
    yearly: int | None = None
    yearly_times: int | None = None
    tenure_months: int = 0
    blackouts: tuple[Blackout, ...] = ()


@dataclass(frozen=True, slots=True)
class Tier:
    """From so many full years of service on, so many half days a year."""

    years: int
    half_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry:
    """What goes over into the next year: at most so many half days, and until which day of that year."""

    most: int
    until: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Void:
    """Whoever has so many years and took so many half days of another type in a year loses that year's stock."""

    type: str
    years: int
    half_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """There is a balance to draw from. `lasts_months` is of each grant; without it a yearly one lasts its year."""

    accrual: Accrual = Accrual.EVENT
    tiers: tuple[Tier, ...] = ()
    per_month: int = 0  # half days
    lasts_months: int | None = None
    full_step: bool = True
    carry: Carry | None = None
    voids: tuple[Void, ...] = ()
    without: tuple[str, ...] = ()  # positions that have none
    service: ServiceOf = ServiceOf.WORKING


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveType:
    """`needs_reason`: without one it is not submitted. `smallest` in minutes is of types asked for by the hour.

    Of leaves from `returns_from` half days on it is said when the person is back.
    """

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    counting: Counting = Counting.WORKING_DAYS
    unit: Unit = Unit.HOUR
    smallest: int = 1
    stock: Stock | None = None
    proof: Proof = field(default_factory=Proof)
    limits: Limits = field(default_factory=Limits)
    needs_reason: bool = False
    returns_from: int = RETURNS_FROM
    who: tuple[str, ...] = ()  # kinds of people who may take it; empty is everybody
    guidance: str = ""
    source: str = ""

    @property
    def has_balance(self) -> bool:
        """Whether there is a stock to draw from."""
        return self.stock is not None

    def is_for(self, kind: str) -> bool:
        """Whether people of this kind may take it."""
        return not self.who or kind in self.who


PERSONAL = LeaveType(code="personal", name="事假", aliases=("私事假",))
SICK = LeaveType(code="sick", name="病假", aliases=("病休", "伤病假"))
ANNUAL = LeaveType(
    code="annual",
    name="年假",
    aliases=("年休", "年休假", "公休", "公休假", "带薪假", "带薪年假", "带薪休假", "带薪年休假", "年度休假"),
    stock=Stock(),
)
COMP_OFF = LeaveType(
    code="comp_off",
    name="调休",
    aliases=("补休", "倒休", "调休假", "补休假", "倒休假", "换休", "串休", "存休"),
    stock=Stock(),
)
# Counted by the calendar where the rules of most provinces do (population and family planning regulations;
# 劳部发〔1981〕36 for 探亲假): they run on over weekends and holidays.
MARRIAGE = LeaveType(code="marriage", name="婚假", aliases=("结婚假",), counting=Counting.CALENDAR_DAYS)
MATERNITY = LeaveType(
    code="maternity", name="产假", aliases=("生育假", "分娩假", "流产假"), counting=Counting.CALENDAR_DAYS
)
PATERNITY = LeaveType(
    code="paternity", name="陪产假", aliases=("陪护产假", "护理陪产假", "配偶陪产假"), counting=Counting.CALENDAR_DAYS
)
BEREAVEMENT = LeaveType(code="bereavement", name="丧假", aliases=("奔丧假", "白事假"))
OFFICIAL = LeaveType(code="official", name="公假", aliases=("因公请假", "公务假"), needs_reason=True)
HOME_VISIT = LeaveType(code="home_visit", name="探亲假", aliases=("探亲", "探家假"), counting=Counting.CALENDAR_DAYS)
CARE = LeaveType(code="care", name="护理假", aliases=("子女护理假", "父母护理假", "独生子女护理假", "陪护假", "照护假"))
CHILDCARE = LeaveType(code="childcare", name="育儿假", aliases=("育婴假",))
PRENATAL = LeaveType(code="prenatal", name="产检假", aliases=("孕检假",))
NURSING = LeaveType(code="nursing", name="哺乳假", aliases=("喂奶假",))
INJURY = LeaveType(code="injury", name="工伤假")

LEAVE_TYPES: tuple[LeaveType, ...] = (
    PERSONAL,
    SICK,
    ANNUAL,
    COMP_OFF,
    MARRIAGE,
    MATERNITY,
    PATERNITY,
    BEREAVEMENT,
    OFFICIAL,
    HOME_VISIT,
    CARE,
    CHILDCARE,
    PRENATAL,
    NURSING,
    INJURY,
)
# The rules of sentences offer these: 护理假 is asked about, an illness is offered as 病假.
NEEDED = tuple(each.code for each in (PERSONAL, SICK, ANNUAL, COMP_OFF, PATERNITY, CARE))


@dataclass(frozen=True)
class Catalogue:
    """Every type in the order in which they are listed."""

    types: tuple[LeaveType, ...] = LEAVE_TYPES

    @cached_property
    def by_code(self) -> Mapping[str, LeaveType]:
        """The types by their codes."""
        return {each.code: each for each in self.types}

    @cached_property
    def by_name(self) -> Mapping[str, LeaveType]:
        """The types of staff by each of their names; what others call by the same name are types of their own."""
        return self.named(STAFF)

    def named(self, who: str) -> Mapping[str, LeaveType]:
        """The types of one kind of people by each of their names."""
        return {name: each for each in self.types if each.is_for(who) for name in (each.name, *each.aliases)}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What people read for each code."""
        return {each.code: each.name for each in self.types}


class _Live(Mapping[str, Value]):
    """One index of the catalogue in use, whichever that is when it is looked into."""

    def __init__(self, read: Callable[[], Mapping[str, Value]]) -> None:
        self._read = read

    def __getitem__(self, key: str) -> Value:
        return self._read()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


_in_use = [Catalogue()]


def catalogue() -> Catalogue:
    """What there is at present."""
    return _in_use[-1]


def use(types: Catalogue) -> Catalogue:
    """From now on these types are the ones there are; gives back those that were."""
    before, _in_use[-1] = _in_use[-1], types
    return before


BY_CODE: Mapping[str, LeaveType] = _Live(lambda: catalogue().by_code)
BY_NAME: Mapping[str, LeaveType] = _Live(lambda: catalogue().by_name)
NAMES: Mapping[str, str] = _Live(lambda: catalogue().names)
