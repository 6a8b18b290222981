"""Which days are worked: the State Council's notices, and what is assumed for a year that has none yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from domain.calendar_document import CalendarDocument, read_document

FRIDAY = 4

# Days off with a fixed date in every year: 全国年节及纪念日放假办法 (State Council Decree 795, in force since 2025).
# The lunar ones of the years to come stand in content/calendar/china.toml.
FIXED_DAYS: Mapping[tuple[int, int], str] = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}


class Kind(StrEnum):
    """What a day is to everybody who works by the calendar."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"  # a weekend day that is worked in exchange
    VACATION = "vacation"  # a day of a vacation on which the college does not work


@dataclass(frozen=True, slots=True)
class DayKind:
    """What a day is and why. `provisional`: its year has no notice yet, so it may still change."""

    kind: Kind
    name: str = ""
    provisional: bool = False

    @property
    def works(self) -> bool:
        return self.kind in {Kind.WORKDAY, Kind.MAKEUP}

    @property
    def reason(self) -> str:
        """Chinese, as it is shown beside the day."""
        match self.kind:
            case Kind.WORKDAY:
                return f"工作日（{self.name}）" if self.name else "工作日"
            case Kind.WEEKEND:
                return "周末"
            case Kind.HOLIDAY:
                return f"{self.name}放假" + ("(当年安排未公布，暂按法定节日)" if self.provisional else "")
            case Kind.MAKEUP:
                return f"{self.name.removesuffix('调休')}调休，补班"
            case Kind.VACATION:
                return f"{self.name}，不上班"


def _no_days() -> dict[date, str]:
    return {}


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days off and days worked in exchange, by name; `announced` are the years with an official notice."""

    holidays: Mapping[date, str] = field(default_factory=_no_days)
    makeups: Mapping[date, str] = field(default_factory=_no_days)
    announced: frozenset[int] = frozenset()
    statutory: Mapping[date, str] = field(default_factory=_no_days)

    def is_provisional(self, year: int) -> bool:
        return year not in self.announced

    def kind_of(self, day: date) -> DayKind:
        """Never raises: a year without a notice has its weekends and statutory days, marked provisional."""
        provisional = self.is_provisional(day.year)
        if name := self.makeups.get(day):
            return DayKind(Kind.MAKEUP, name, provisional)
        if name := self.holidays.get(day) or self._statutory_name(day):
            return DayKind(Kind.HOLIDAY, name, provisional)
        return DayKind(Kind.WEEKEND if day.weekday() > FRIDAY else Kind.WORKDAY, "", provisional)

    def works(self, day: date) -> bool:
        return self.kind_of(day).works

    def next_workday(self, day: date) -> date:
        """The first day worked on or after `day`; `day` itself if a year of days holds none."""
        return self._first_worked(day + timedelta(days=ahead) for ahead in range(366)) or day

    def previous_workday(self, day: date) -> date:
        """The last day worked on or before `day`."""
        return self._first_worked(day - timedelta(days=back) for back in range(366)) or day

    def _first_worked(self, days: Iterable[date]) -> date | None:
        return next((day for day in days if self.works(day)), None)

    def _statutory_name(self, day: date) -> str | None:
        if not self.is_provisional(day.year):
            return None
        return self.statutory.get(day) or FIXED_DAYS.get((day.month, day.day))


def calendar_from(*documents: Mapping[str, object]) -> WorkCalendar:
    """The calendar that parsed TOML documents describe; a later document wins, so a college overlays the state's.

    Raises:
        CalendarFileError: a document is not what content/calendar/china.toml shows; the text names the place.
    """
    holidays: dict[date, str] = {}
    makeups: dict[date, str] = {}
    statutory: dict[date, str] = {}
    announced: set[int] = set()
    for each in map(read_document, documents):
        _lay_over(holidays, makeups, each)
        statutory.update(each.statutory)
        announced.update(each.announced)
    return WorkCalendar(holidays, makeups, frozenset(announced), statutory)


def _lay_over(holidays: dict[date, str], makeups: dict[date, str], document: CalendarDocument) -> None:
    for day in document.off:
        makeups.pop(day, None)
    for day in document.worked:
        holidays.pop(day, None)
    holidays.update(document.off)
    makeups.update(document.worked)
