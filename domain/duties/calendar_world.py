"""The world of an office: its calendar and its settings, with whatever is known of happenings, answers and deeds."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from domain.duties.answer import Answer
from domain.duties.happening import Happening
from domain.duties.world import World
from domain.office import Office


def world_of(
    office: Office,
    today: date,
    happenings: Mapping[str, Sequence[Happening]] | None = None,
    answers: Mapping[str, Answer] | None = None,
    done: Mapping[str, Sequence[datetime]] | None = None,
) -> World:
    """The calendar is taken once, so that a renewal in between changes nothing of one look."""
    return World(
        calendar=office.calendar,
        campus=office.campus,
        closes=office.duties.closes,
        shifts=office.shifts,
        happenings=happenings or {},
        answers=answers or {},
        done=done or {},
        today=today,
        at_once=office.duties.at_once_minutes,
        after_event_days=office.duties.after_event_days,
    )
