"""/h5/calendar: a month of the college's calendar, for whoever is signed in."""

from dataclasses import dataclass
from datetime import date

from aiohttp import web

from domain.calendar import Kind
from domain.calendar_sight import CalendarDay, day_in, weeks_of_month, workdays_in
from domain.college_calendar import CollegeCalendar, EventKind
from domain.texts import calendar as words
from web.h5 import wording
from web.h5.pages import NoticeShown, Pages
from web.h5.visits import Visits

MONTHS = 12
FIRST_YEAR, LAST_YEAR = 2000, 2100  # further away nobody has a calendar
MONTH = "month"  # in the query: 2026-11


@dataclass(frozen=True, slots=True)
class Square:
    """A day of the grid. `mark` is 休, 假 or 班; `said` is the whole of it, for whoever has it read aloud."""

    number: int
    mark: str
    look: str
    said: str
    is_today: bool
    has_events: bool


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A row of the grid; `number` is the week of the term, empty outside one."""

    number: str
    is_exam: bool
    days: tuple[Square | None, ...]


class CalendarRoom:
    """Its one answer."""

    def __init__(self, visits: Visits, pages: Pages) -> None:
        self._visits = visits
        self._pages = pages

    def add_to(self, rooms: web.Application) -> None:
        """Answer below /h5 of `rooms`."""
        rooms.router.add_get("/calendar", self.show)

    async def show(self, request: web.Request) -> web.Response:
        """The month asked for, else the one that is now."""
        session = self._visits.session(request)
        async with self._visits.reading(session) as turn:
            calendar, today = turn.office.calendar, turn.today
        year, month = _asked(request.query.get(MONTH, ""), today)
        weeks = weeks_of_month(calendar, year, month)
        days = [day for week in weeks for day in week if day.day.month == month]
        return self._pages.render(
            "calendar.html",
            200,
            year=year,
            month=month,
            standing=words.one_day(calendar, day_in(calendar, today), today).partition("\n")[0],
            weeks=[_line(calendar, week, month, today) for week in weeks],
            has_weeks=any(calendar.week_of(day.day) for day in days),
            worked=workdays_in(days),
            lines=[words.stretch_parts(each, today) for each in words.of_month(calendar, days)],
            before=_beside(year, month, -1),
            after=_beside(year, month, 1),
            provisional=words.PROVISIONAL.format(year=year) if calendar.is_provisional(year) else "",
        )


def _asked(written: str, today: date) -> tuple[int, int]:
    if not written:
        return today.year, today.month
    year, _, month = written.partition("-")
    is_number = all(part.isascii() and part.isdecimal() for part in (year, month)) and len(written) <= len("2026-11")
    if not is_number or not (FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= MONTHS):
        raise NoticeShown(wording.NO_SUCH)
    return int(year), int(month)


def _beside(year: int, month: int, ahead: int) -> str:
    """The query for the month before or after; empty where there is none."""
    months = year * MONTHS + month - 1 + ahead
    found = months // MONTHS, months % MONTHS + 1
    return f"{found[0]}-{found[1]:02}" if FIRST_YEAR <= found[0] <= LAST_YEAR else ""


def _line(calendar: CollegeCalendar, week: tuple[CalendarDay, ...], month: int, today: date) -> WeekLine:
    found = next((each for each in (calendar.week_of(day.day) for day in week) if each), None)
    term, number = found or (None, 0)
    squares = tuple(_square(day, today) if day.day.month == month else None for day in week)
    return WeekLine(str(number or ""), term is not None and number in term.exam_weeks, squares)


def _square(day: CalendarDay, today: date) -> Square:
    names = "，".join(event.name for event in day.events if event.name not in day.reason)
    return Square(
        number=day.day.day,
        mark=words.mark_of(day.kind),
        look="off" if day.kind in {Kind.HOLIDAY, Kind.VACATION} else "worked" if day.kind is Kind.MAKEUP else day.kind,
        said=f"{day.day.month}月{day.day.day}日，{day.reason}{'，' if names else ''}{names}",
        is_today=day.day == today,
        has_events=any(event.kind is not EventKind.VACATION for event in day.events),
    )
