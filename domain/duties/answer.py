"""What an owner said once, where the rule of a duty lacks a date or a period."""

from dataclasses import dataclass
from datetime import datetime

from domain.duties.rules import Rule
from domain.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Stands in for the rule of that duty: a one_off date, an annual date, a monthly day, a number of days."""

    duty: str
    rule: Rule
    said_by: PersonId
    said_at: datetime
