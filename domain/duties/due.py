"""When something of a rule is due, before it is put into instants; and the days of the college around it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from domain.college_calendar import CollegeCalendar
from domain.duties.occurrence import Occurrence
from domain.duties.world import World

DAY = timedelta(days=1)
LEAD = 30  # days: how long before its day a duty opens whose rule names no beginning (ADR 0038)
MIDNIGHT = time()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """`opens` and `at` are instants where the rule means one; a day opens as it begins and is over as it ends."""

    period: str
    label: str
    due_on: date
    opens: date | datetime | None = None
    at: datetime | None = None
    minimum: int = 1
    half_on: date | None = None


def occurrence_of(duty: str, due: Due, world: World) -> Occurrence:
    """In instants of UTC."""
    opens = due.opens or due.due_on - LEAD * DAY
    return Occurrence(
        duty=duty,
        period=due.period,
        label=due.label,
        opens_at=(opens if isinstance(opens, datetime) else begin_of(opens, world)).astimezone(UTC),
        due_at=(due.at or end_of(due.due_on, world)).astimezone(UTC),
        due_on=due.due_on,
        minimum=due.minimum,
        half_on=due.half_on,
    )


def begin_of(day: date, world: World) -> datetime:
    """Its first instant on the campus."""
    return datetime.combine(day, MIDNIGHT, world.campus)


def end_of(day: date, world: World) -> datetime:
    """Close of business where the college set one, else 24:00."""
    if world.closes is not None:
        return datetime.combine(day, world.closes, world.campus)
    return begin_of(day + DAY, world)


def day_in(year: int, month: int, day: int) -> date:
    """That day, or the last of a shorter month."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def months_on(day: date, months: int) -> date:
    """So many months later, or earlier."""
    count = day.year * 12 + day.month - 1 + months
    return day_in(count // 12, count % 12 + 1, day.day)


def workdays_on(calendar: CollegeCalendar, day: date, n: int) -> date:
    """The n-th day worked after `day`, or before it where n is negative; `day` is day 0."""
    step = DAY if n > 0 else -DAY
    for _ in range(abs(n)):
        day += step
        day = calendar.next_workday(day) if n > 0 else calendar.previous_workday(day)
    return day
