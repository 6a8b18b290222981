"""What the clock asks for. A new job is one line of `JOBS`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from jobs.attendance import touch_the_day
from jobs.bulletin import draft_bulletins
from jobs.digest import send_digests
from jobs.duty_questions import ask_owners
from jobs.errands import run_errands
from jobs.escalation import escalate
from jobs.happenings import see_to_happenings
from jobs.leave import see_to_leave
from jobs.leave_returns import see_to_returns
from jobs.missed_punches import ask_evening
from jobs.months import see_to_month
from jobs.one_page import see_to_pages
from jobs.org_compare import compare
from jobs.quality import look_at_all, look_hourly
from jobs.retention import retain
from jobs.runs import Work, in_one_transaction


class CatchUp(StrEnum):
    """Which of the occurrences that nobody carried out are still wanted."""

    LATEST = "latest"
    EACH = "each"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`when` gives the trigger for the campus's clock; later than `at_most_late` an occurrence is of no use."""

    name: str
    when: Callable[[ZoneInfo], BaseTrigger]
    work: Work
    catch_up: CatchUp = CatchUp.LATEST
    at_most_late: timedelta = timedelta(days=1)


def daily(hour: int, minute: int) -> Callable[[ZoneInfo], BaseTrigger]:
    """Once a day by the campus's clock."""
    return lambda campus: CronTrigger(hour=hour, minute=minute, timezone=campus)


def at_hours(hours: Sequence[int], minute: int) -> Callable[[ZoneInfo], BaseTrigger]:
    """Several times a day by the campus's clock."""
    said = ",".join(map(str, hours))
    return lambda campus: CronTrigger(hour=said, minute=minute, timezone=campus)


def hourly(minute: int) -> Callable[[ZoneInfo], BaseTrigger]:
    """Once an hour, at this minute."""
    return lambda campus: CronTrigger(minute=minute, timezone=campus)


def every(minutes: int) -> Callable[[ZoneInfo], BaseTrigger]:
    """So many times an hour, on the round minutes."""
    return lambda campus: CronTrigger(minute=f"*/{minutes}", timezone=campus)


JOBS: tuple[Job, ...] = (
    Job(name="retention", when=daily(3, 20), work=in_one_transaction(retain)),
    Job(name="leave", when=daily(6, 10), work=see_to_leave),
    # Before the morning's digests, which tell what was found.
    Job(name="quality", when=daily(6, 40), work=look_at_all, at_most_late=timedelta(hours=12)),
    Job(name="quality-hourly", when=hourly(20), work=look_hourly, at_most_late=timedelta(minutes=40)),
    Job(name="errands", when=every(5), work=in_one_transaction(run_errands), at_most_late=timedelta(minutes=10)),
    Job(name="escalation", when=every(5), work=escalate, at_most_late=timedelta(minutes=10)),
    # Everybody has an hour of their own; who was told today is on record, so that a late run is no second one.
    Job(name="digest", when=every(5), work=send_digests, at_most_late=timedelta(minutes=10)),
    Job(name="bulletin", when=daily(8, 10), work=draft_bulletins),
    # In the morning people are asked; in the evening of the last day a month is closed.
    Job(name="one-page", when=at_hours((9, 19), 20), work=see_to_pages),
    # After the working day, and after the evening: a day is judged half an hour after its last punch was due.
    Job(name="attendance", when=at_hours((19, 23), 30), work=in_one_transaction(touch_the_day)),
    # Cards in working hours; a day that was missed is caught up with.
    Job(name="attendance-month", when=daily(9, 0), work=see_to_month),
    Job(
        name="missed-punches",
        when=at_hours((8, 20, 22), 10),
        work=in_one_transaction(ask_evening),
        at_most_late=timedelta(hours=3),
    ),
    Job(
        name="leave-returns",
        when=hourly(35),
        work=in_one_transaction(see_to_returns),
        at_most_late=timedelta(hours=3),
    ),
    Job(
        name="happenings",
        when=hourly(25),
        work=in_one_transaction(see_to_happenings),
        at_most_late=timedelta(hours=3),
    ),
    # After the morning's digest, so that it is a thing of its own.
    Job(
        name="duty-questions",
        when=daily(10, 0),
        work=in_one_transaction(ask_owners),
        at_most_late=timedelta(hours=6),
    ),
    Job(name="org-compare", when=daily(7, 30), work=compare, at_most_late=timedelta(hours=6)),
)


def due_times(trigger: BaseTrigger, after: datetime, until: datetime) -> Sequence[datetime]:
    """When the trigger was to fire: later than the one, not later than the other."""
    times: list[datetime] = []
    fire = trigger.get_next_fire_time(None, after + timedelta(microseconds=1))
    while fire is not None and fire <= until:
        times.append(fire.astimezone(UTC))
        fire = trigger.get_next_fire_time(fire, fire)
    return times


def next_time(job: Job, campus: ZoneInfo, now: datetime) -> datetime | None:
    """When the job is due next."""
    due: datetime | None = job.when(campus).get_next_fire_time(None, now)
    return due
