"""The leave that a filled-in form books, how long it is, and how its time is said on cards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from domain.calendar import WorkCalendar
from domain.forms.form import Booked, Form
from domain.forms.values import Stored
from domain.leave import Leave
from domain.leave_length import describe_length, describe_span, length
from domain.leave_types import catalogue
from domain.shift import Shift, Shifts, duty_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The clock, the working day and the calendar by which time is counted and said."""

    campus: ZoneInfo
    shift: Shifts = field(default_factory=Shift)
    calendar: WorkCalendar = field(default_factory=WorkCalendar)

    def say(self, form: Form, values: Mapping[str, object], name: str, at: datetime) -> str:
        """11月25日(周三)下午 14:00–18:00, of a leave with its length; the year where it is not that of `at`."""
        start, end = (each.astimezone(self.campus) for each in _span(values[name]))
        said = describe_span(start, end, today=self.day(at), shift=self.shift)
        away = away_of(form, values, self)
        is_its = away is not None and (away.start, away.end) == (start, end)
        return (
            f"{said}，{describe_length(away.minutes, duty_on(self.shift, start.date()).minutes)}"
            if away and is_its
            else said
        )

    def day(self, at: datetime) -> date:
        """The day on campus."""
        return at.astimezone(self.campus).date()


def away_of(form: Form, values: Mapping[str, object], hours: Hours) -> Leave | None:
    """What is booked when all have agreed; None for a form that books no leave, or not yet filled in so far.

    `reason` is None where the form does not say which field of its is one.
    """
    entry = next((each for each in form.books if each.what is Booked.LEAVE), None)
    if entry is None:
        return None
    kind = catalogue().named(entry.who).get(str(values.get(entry.sources["type"])))
    period = values.get(entry.sources["period"])
    if kind is None or not isinstance(period, dict):
        return None
    start, end = (each.astimezone(hours.campus) for each in _span(cast("Stored", period)))
    reason = entry.sources.get("reason")
    return Leave(
        kind=kind,
        start=start,
        end=end,
        minutes=length(start, end, hours.shift, hours.calendar, kind).minutes,
        reason=str(values.get(reason) or "") if reason else None,
    )


def _span(value: object) -> tuple[datetime, datetime]:
    period = cast("dict[str, str]", value)
    return datetime.fromisoformat(period["start"]), datetime.fromisoformat(period["end"])
