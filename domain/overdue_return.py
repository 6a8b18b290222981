"""Who has not said that they are back: when they are asked, and when those above hear of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from domain.forms.away import Hours
from domain.leave_return import Absence
from domain.working_time import worked_by

EVENING = time(18, 30)  # of the last day, when the leave is over
AWAKE = (time(8), time(21))  # nobody is written to earlier or later
ASKED_AGAIN = 1  # minutes of work after the end: the next working morning
LEADER_AFTER = 240  # half a day of work
HEAD_AFTER = 480  # a day of work
STALE = timedelta(days=3)  # of a service that stood still; what is older is nobody's news


class Stage(StrEnum):
    """What is done, in this order."""

    EVENING = "evening"
    MORNING = "morning"
    LEADER = "leader"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class _Due:
    stage: Stage
    at: datetime


def due_stages(absence: Absence, now: datetime, hours: Hours) -> tuple[Stage, ...]:
    """What is to have been done by now. `now` is in campus time; on days off, and at night, nothing is."""
    if not hours.calendar.works(now.date()) or not AWAKE[0] <= now.time() < AWAKE[1]:
        return ()
    due = tuple(each.stage for each in _stages(absence, hours) if each.at <= now < each.at + STALE)
    return tuple(each for each in due if each is not Stage.EVENING or Stage.MORNING not in due)


def _stages(absence: Absence, hours: Hours) -> Iterator[_Due]:
    end = absence.end.astimezone(hours.campus)
    evening = datetime.combine(end.date(), EVENING, end.tzinfo)
    if end <= evening and hours.calendar.works(end.date()):
        yield _Due(Stage.EVENING, evening)
    later = ((Stage.MORNING, ASKED_AGAIN), (Stage.LEADER, LEADER_AFTER), (Stage.HEAD, HEAD_AFTER))
    for stage, minutes in later:
        at = worked_by(end, minutes, hours.shift, hours.calendar)
        if at is not None:
            yield _Due(stage, at)
