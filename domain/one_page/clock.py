"""When a month's one page is asked for, chased and closed (004 JX 9.1.2(3): by the 30th)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.bulletins.span import month_of
from domain.calendar import WorkCalendar

ASKED, CHASED, CLOSED = 25, 28, 30  # days of the month
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PageDays:
    """Of one month. `chased_on` is None where no working day lies between asking and closing."""

    asked_on: date
    chased_on: date | None
    closes_on: date


def page_days(month: date, calendar: WorkCalendar) -> PageDays:
    """The 25th and the 28th, or the working day before; the 30th, of a February its last day."""
    first = month.replace(day=1)
    closes_on = min(first.replace(day=28) + (CLOSED - CHASED) * DAY, month_of(first).last)
    asked_on = calendar.previous_workday(first.replace(day=ASKED))
    chased_on = calendar.previous_workday(first.replace(day=CHASED))
    return PageDays(asked_on, chased_on if chased_on > asked_on else None, closes_on)


def closing_instant(month: date, calendar: WorkCalendar, campus: ZoneInfo) -> datetime:
    """The midnight after the last day: what comes later is late."""
    return datetime.combine(page_days(month, calendar).closes_on + DAY, time(), campus)
