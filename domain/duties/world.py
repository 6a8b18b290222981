"""What occurrences are worked out against: the calendar, what happened, what was answered and what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.college_calendar import CollegeCalendar
from domain.duties.answer import Answer
from domain.duties.happening import Happening
from domain.shift import Shift, Shifts

AT_ONCE = 30  # minutes for 立即, 即时, 第一时间: rules.md, kind immediate
AFTER_EVENT_DAYS = 1  # working days for a duty "when it happens": rules.md, kind on_event


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """`closes` is the close of business at which a day's duties are over; None: they last until 24:00.

    `happenings` are by code of the event, `answers` and `done` (the instants, in any order) by code of the duty.
    `today` lets `why_not` tell a calendar that has run out; without it any term will do.
    """

    calendar: CollegeCalendar
    campus: ZoneInfo
    closes: time | None = None
    shifts: Shifts = field(default_factory=Shift)
    happenings: Mapping[str, Sequence[Happening]] = field(default_factory=dict[str, Sequence[Happening]])
    answers: Mapping[str, Answer] = field(default_factory=dict[str, Answer])
    done: Mapping[str, Sequence[datetime]] = field(default_factory=dict[str, Sequence[datetime]])
    today: date | None = None
    at_once: int = AT_ONCE
    after_event_days: int = AFTER_EVENT_DAYS
