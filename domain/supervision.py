"""督办: a matter that a department was given, from its setting up to its end."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.calendar import WorkCalendar
from domain.duties.colours import Colour, colour_at
from domain.duties.digest import due_words
from domain.duties.escalation import Policy
from domain.duties.work_clock import WorkClock, work_ends
from domain.ids import DepartmentId, PersonId, RequestNo
from domain.shift import Shifts

FORM = "supervision"
ACKNOWLEDGE, REPORT, CLOSE = "acknowledge", "report", "close"  # its steps
POLICY = "supervision"  # of content/escalation.toml; without one the usual
PROGRESS = "进展："  # begins the comment that is a report on the way
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """As it stands. `reported_at` is when its department handed in what was not sent back, `waiting` whose turn it is.

    `progress` is the last word on the way, `progress_at` when it was given.
    """

    no: RequestNo
    number: str
    matter: str
    department: DepartmentId
    name: str
    due_on: date
    setter: PersonId
    set_at: datetime
    acknowledged_at: datetime | None = None
    reported_at: datetime | None = None
    closed_at: datetime | None = None
    waiting: tuple[PersonId, ...] = ()
    progress: str = ""
    progress_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Nobody has closed it."""
        return self.closed_at is None

    @property
    def is_owed(self) -> bool:
        """Its department has the next word."""
        return self.is_open and self.reported_at is None

    @property
    def standing(self) -> str:
        """Where it is, in a word."""
        if self.closed_at is not None:
            return "已办结"
        if self.reported_at is not None:
            return "待办公室确认"
        return "在办" if self.acknowledged_at is not None else "待签收"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """By what working time goes."""

    campus: ZoneInfo
    calendar: WorkCalendar
    shifts: Shifts

    def due_at(self, day: date) -> datetime:
        """The end of the working day, as 18:00 of a Friday."""
        return work_ends(day, self.campus, self.calendar, self.shifts)


def colour_of(it: Supervision, now: datetime, hours: Hours, policy: Policy) -> Colour:
    """By the share of working time left, as duties have theirs. What was handed in has the colour of that instant."""
    due_at = hours.due_at(it.due_on)
    begun = it.set_at.astimezone(hours.campus).date()
    clock = WorkClock(begun - DAY, max(it.due_on, begun) + DAY, hours.campus, hours.calendar, hours.shifts)
    since = min(it.set_at, due_at)
    yellow = clock.left_at(since, due_at, policy.yellow)
    orange = clock.left_at(since, due_at, policy.orange)
    return colour_at(it.reported_at or it.closed_at or now, yellow, orange, due_at)


def is_late(it: Supervision, now: datetime, hours: Hours) -> bool:
    """Handed in after its day, or not yet and the day is over."""
    return (it.reported_at or it.closed_at or now) > hours.due_at(it.due_on)


def line_of(it: Supervision, now: datetime, hours: Hours, policy: Policy) -> str:
    """【黄】DB-1024 迎评整改（信息工程系，周五）：在办，进展 60%."""
    colour = colour_of(it, now, hours, policy)
    due = due_words(hours.due_at(it.due_on), now, hours.campus) if it.is_owed else f"期限 {it.due_on:%m-%d}"
    sign = "" if colour is Colour.GREEN or not it.is_owed else f"【{colour.label}】"
    last = ""
    if it.progress and it.progress_at is not None:
        at = it.progress_at.astimezone(hours.campus)
        last = f"；{at.month}月{at.day}日进展：{it.progress}"
    return f"{sign}{it.number} {it.matter}（{it.name}，{due}）：{it.standing}{last}"
