"""The college's calendar: terms, vacations, events, bells and days of its own, laid over the state's.

Whoever asks for a working day, a week of the term or the time before it asks here and nowhere else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from domain.calendar import DayKind, Kind, WorkCalendar
from domain.calendar_document import CalendarFileError
from domain.shift import Segment, Shift

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
LONGEST_TERM = 30  # weeks; the longest terms in use have 22, a third more is a slip of the pen
LONGEST_EVENT = 150  # days; an intern year aside nothing in a college's calendar lasts longer than a summer twice over
LONGEST_EXCHANGE = 7  # days worked in exchange in one go: nobody works all weekends of a longer stretch
MOST_PERIODS = 20  # class periods of a day
LEAP_YEAR = 2000  # any, so that 29 February is a day of a season


class EventKind(StrEnum):
    """What an entry of the college's calendar is about."""

    VACATION = "vacation"
    EXAM = "exam"
    OPENING = "opening"
    MEETING = "meeting"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Mapping[EventKind, str] = {
    EventKind.VACATION: "假期",
    EventKind.EXAM: "考试",
    EventKind.OPENING: "开学",
    EventKind.MEETING: "会议",
    EventKind.OTHER: "其他",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A term; `first` is the Monday of week 1, `exam_weeks` are weeks of it by number.

    Raises:
        CalendarFileError: no such term can be; the Chinese text says what is wrong.
    """

    name: str
    first: date
    last: date
    exam_weeks: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.name:
            raise CalendarFileError("学期缺少名称，例如 2026–2027学年第一学期")
        if self.first.weekday() != 0:
            monday = self.first - timedelta(days=self.first.weekday())
            raise CalendarFileError(
                f"{self.name}：第 1 周要从周一算起，{self.first} 不是周一（那一周的周一是 {monday}）"
            )
        if self.last < self.first:
            raise CalendarFileError(f"{self.name}：结束 {self.last} 早于开始 {self.first}")
        if self.weeks() > LONGEST_TERM:
            raise CalendarFileError(f"{self.name}：有 {self.weeks()} 周，最多 {LONGEST_TERM} 周，请核对起止日期")
        for week in self.exam_weeks:
            if not 1 <= week <= self.weeks():
                raise CalendarFileError(f"{self.name}：考试周第 {week} 周不在第 1–{self.weeks()} 周里")

    def weeks(self) -> int:
        """How many weeks it has; the last may be cut short."""
        return (self.last - self.first).days // WEEK.days + 1

    def week_of(self, day: date) -> int | None:
        """The week of the term by number; None outside it."""
        return (day - self.first).days // WEEK.days + 1 if self.first <= day <= self.last else None

    def monday_of(self, week: int) -> date | None:
        """The first day of that week; None if the term does not have it."""
        return self.first + (week - 1) * WEEK if 1 <= week <= self.weeks() else None


@dataclass(frozen=True, slots=True)
class Event:
    """Something in the college's calendar. `works` says whether its days are worked; None: it does not say.

    Raises:
        CalendarFileError: no such event can be; the Chinese text says what is wrong.
    """

    name: str
    first: date
    last: date
    kind: EventKind = EventKind.OTHER
    works: bool | None = None

    def __post_init__(self) -> None:
        if not self.name:
            raise CalendarFileError("校历里有一项没有名称，例如 运动会")
        if self.last < self.first:
            raise CalendarFileError(f"{self.name}：结束 {self.last} 早于开始 {self.first}")
        if self.length > LONGEST_EVENT:
            raise CalendarFileError(f"{self.name}：有 {self.length} 天，最多 {LONGEST_EVENT} 天，请核对起止日期")
        if self.makes_workdays and self.length > LONGEST_EXCHANGE:
            raise CalendarFileError(f"{self.name}：补班的日子一次最多 {LONGEST_EXCHANGE} 天，长的请分开写")

    @property
    def length(self) -> int:
        """In days."""
        return (self.last - self.first).days + 1

    @property
    def makes_workdays(self) -> bool:
        """Whether its days are worked whatever they are else; a vacation that is worked keeps its weekends."""
        return self.works is True and self.kind is not EventKind.VACATION

    def days(self) -> Iterator[date]:
        return (self.first + ahead * DAY for ahead in range(self.length))

    def overlaps(self, first: date, last: date) -> bool:
        return self.first <= last and first <= self.last


@dataclass(frozen=True, slots=True)
class Bells:
    """A campus's timetable of the day in a season; an empty `campus` stands for all that have none of their own.

    `since` and `until` are (month, day), both included; a season may go over the new year. `periods` are the class
    periods from the first on, `hours` the staff's working day; empty where the college's usual one holds.

    Raises:
        CalendarFileError: no such timetable can be; the Chinese text says what is wrong.
    """

    campus: str
    name: str
    since: tuple[int, int]
    until: tuple[int, int]
    periods: tuple[Segment, ...] = ()
    hours: tuple[Segment, ...] = ()

    def __post_init__(self) -> None:
        for month, day in (self.since, self.until):
            try:
                date(LEAP_YEAR, month, day)
            except ValueError as error:
                raise CalendarFileError(f"{self.title}：没有 {month} 月 {day} 日") from error
        if not self.periods and not self.hours:
            raise CalendarFileError(f"{self.title}：既没有节次也没有上班时间")
        if len(self.periods) > MOST_PERIODS:
            raise CalendarFileError(f"{self.title}：一天最多 {MOST_PERIODS} 节")
        if any(each.end <= each.start for each in self.periods):
            raise CalendarFileError(f"{self.title}：每一节的结束要晚于开始")
        for number, (earlier, later) in enumerate(pairwise(self.periods), start=2):
            if later.start < earlier.end:
                raise CalendarFileError(
                    f"{self.title}：第 {number} 节 {later.start:%H:%M} 早于上一节结束 {earlier.end:%H:%M}"
                )
        try:
            Shift(self.hours)
        except ValueError as error:
            raise CalendarFileError(f"{self.title}：{error}") from error

    @property
    def title(self) -> str:
        """Chinese, to name it by."""
        return f"{self.campus or '全校'}{self.name}作息"

    def holds_on(self, day: date) -> bool:
        at = (day.month, day.day)
        if self.since <= self.until:
            return self.since <= at <= self.until
        return at >= self.since or at <= self.until


def _no_days() -> dict[date, Event]:
    return {}


@dataclass(frozen=True, slots=True)
class CollegeCalendar(WorkCalendar):
    """The state's days with the college's over them. A day is what the most special entry says that says anything:
    an event, then a vacation, then the state; the state's holidays keep their names inside a vacation.

    Raises:
        CalendarFileError: terms overlap, two events contradict each other about a day, or two seasons overlap.
    """

    terms: tuple[Term, ...] = ()
    events: tuple[Event, ...] = ()
    seasons: tuple[Bells, ...] = ()
    _own: Mapping[date, Event] = field(init=False, repr=False, compare=False, default_factory=_no_days)
    _vacations: Mapping[date, Event] = field(init=False, repr=False, compare=False, default_factory=_no_days)

    def __post_init__(self) -> None:
        _refuse_overlapping_terms(self.terms)
        _refuse_overlapping_seasons(self.seasons)
        object.__setattr__(self, "_vacations", _days_of_vacations(self.events))
        object.__setattr__(self, "_own", {**self._vacations, **_days_of_events(self.events)})

    def kind_of(self, day: date) -> DayKind:
        """Never raises, as `WorkCalendar.kind_of`."""
        state = WorkCalendar.kind_of(self, day)
        event = self._own.get(day)
        if event is None:
            return state
        if event.makes_workdays:
            return state if state.works else DayKind(Kind.MAKEUP, event.name)
        if event.works is not False:
            return DayKind(Kind.WORKDAY, event.name, state.provisional) if state.kind is Kind.WORKDAY else state
        if state.kind is Kind.HOLIDAY:
            return state
        return DayKind(Kind.VACATION if event.kind is EventKind.VACATION else Kind.HOLIDAY, event.name)

    def own_days(self) -> frozenset[date]:
        """Every day about which the college itself says something."""
        return frozenset(self._own)

    def term_of(self, day: date) -> Term | None:
        return next((term for term in self.terms if term.first <= day <= term.last), None)

    def week_of(self, day: date) -> tuple[Term, int] | None:
        """The term and its week by number; None outside every term."""
        term = self.term_of(day)
        week = term.week_of(day) if term else None
        return (term, week) if term and week else None

    def next_term(self, day: date) -> Term | None:
        """The first that begins after `day`."""
        return min((term for term in self.terms if term.first > day), key=lambda term: term.first, default=None)

    def previous_term(self, day: date) -> Term | None:
        """The last that ended before `day`."""
        return max((term for term in self.terms if term.last < day), key=lambda term: term.last, default=None)

    def term_meant(self, day: date) -> Term | None:
        """The term that somebody means who names a week: the one under way, else the next, else the last."""
        return self.term_of(day) or self.next_term(day) or self.previous_term(day)

    def events_near(self, day: date, days: int) -> tuple[Event, ...]:
        """What touches `day` or the so many days after it, the earliest first."""
        last = day + days * DAY
        near = (event for event in self.events if event.overlaps(day, last))
        return tuple(sorted(near, key=lambda event: (event.first, event.last, event.name)))

    def vacation_of(self, day: date) -> Event | None:
        return self._vacations.get(day)

    def is_vacation(self, day: date) -> bool:
        return day in self._vacations

    def bells(self, day: date, campus: str = "") -> Bells | None:
        """The timetable of that campus in that season, else the one of the whole college; None if there is neither.

        Where there is only one campus, it is everybody's.
        """
        holding = {each.campus: each for each in self.seasons if each.holds_on(day)}
        only = self.campuses()
        return holding.get(campus) or holding.get("") or (holding.get(only[0]) if len(only) == 1 else None)

    def campuses(self) -> tuple[str, ...]:
        """Those with a timetable of their own, as they stand in the calendar."""
        return tuple(dict.fromkeys(each.campus for each in self.seasons if each.campus))


@dataclass(frozen=True, slots=True)
class SeasonalShifts:
    """The usual working day with a campus's summer and winter hours, and the class periods of a campus.

    `periods_of` is for whoever reads class periods of one campus while time is counted by the hours of all.
    """

    usual: Shift
    calendar: CollegeCalendar
    campus: str = ""
    periods_of: str = ""

    def of(self, day: date) -> Shift:
        counted = self.calendar.bells(day, self.campus)
        taught = self.calendar.bells(day, self.periods_of or self.campus)
        hours = counted.hours if counted else ()
        periods = taught.periods if taught else ()
        return Shift(hours or self.usual.segments, periods or self.usual.lessons)


def _refuse_overlapping_terms(terms: Sequence[Term]) -> None:
    for earlier, later in pairwise(sorted(terms, key=lambda term: term.first)):
        if later.first <= earlier.last:
            raise CalendarFileError(
                f"学期不能重叠：{later.name}（{later.first} 起）和{earlier.name}（到 {earlier.last}）"
            )


def _refuse_overlapping_seasons(seasons: Sequence[Bells]) -> None:
    for place, each in enumerate(seasons):
        for other in seasons[:place]:
            if each.campus == other.campus and _share_a_day(each, other):
                raise CalendarFileError(f"同一校区的作息时间不能重叠：{other.title}和{each.title}")


def _share_a_day(one: Bells, other: Bells) -> bool:
    """Two seasons that share any day share the first day of one of them."""
    return any(mine.holds_on(date(LEAP_YEAR, *theirs.since)) for mine, theirs in ((one, other), (other, one)))


def _days_of_vacations(events: Sequence[Event]) -> dict[date, Event]:
    return {day: event for event in events if event.kind is EventKind.VACATION for day in event.days()}


def _days_of_events(events: Sequence[Event]) -> dict[date, Event]:
    """Days about which something other than a vacation says whether they are worked."""
    days: dict[date, Event] = {}
    for event in events:
        if event.works is None or event.kind is EventKind.VACATION:
            continue
        for day in event.days():
            other = days.setdefault(day, event)
            if other.works is not event.works:
                raise CalendarFileError(f"{day} 既上班又放假：{other.name}和{event.name}说法相反，请改其中一项")
    return days
