"""A duty in one period: what is due when, before anybody is named for it."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """`period` is made of facts and never of a day that can move: "2026", "2026-09", "2026-W38", "event:7".

    `due_on` is the day that people are told, `due_at` the instant at which it is over: with a duty due at 24:00 that
    is the first instant of the next day. `minimum` is how often it must be done in the period. `half_on` is the day
    on which somebody who is behind with a quota is told.
    """

    duty: str
    period: str
    label: str
    opens_at: datetime
    due_at: datetime
    due_on: date
    minimum: int = 1
    half_on: date | None = None
