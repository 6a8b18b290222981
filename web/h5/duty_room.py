"""/h5/duties/year: a year of duties of oneself, of a department or of the college, for reading, printing and phones."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import quote

from aiohttp import web

from domain.duties.catalogue import COLLEGE_WIDE
from domain.duties.duty import Duty
from domain.duties.ics import calendar_of
from domain.duties.rule_words import say
from domain.duties.world import World
from domain.duties.year import Entry, Year, entries_of, year_of
from domain.office import Office
from handlers.duty_list import OWN, YEAR_PAGE, duty_sight, key_of
from handlers.duty_world import world_at
from storage.duties import load_catalogue
from web.h5.page_turn import PageTurn
from web.h5.pages import HEADERS, NoticeShown, Pages
from web.h5.sheets_out import table_answer
from web.h5.visits import Visits
from web.h5.wording import Notice

NOT_SEEN = Notice(404, "没有这张职责日历", "没有这个部门，或者它的职责不归您看。本人的都能看，部门的由负责人看。")
NO_DAY = Notice(404, "没有这张职责日历", "日期要写成 2026-09-01 这样。")
YEAR = timedelta(days=365)
CALENDAR = "text/calendar; charset=utf-8"
TITLES = ("日期", "到期", "编号", "部门", "岗位", "职责", "哪一期", "什么时候", "次数", "成果")
WITH_DAY = r"/duties/year/{of:[a-z0-9]{2,12}}/{first:\d{4}-\d{2}-\d{2}}"
MOST_YEARS = 5  # ahead of or behind today; the calendar of terms reaches no further


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose year, from when on. `key` is what stands in the address for the department, or for one's own."""

    key: str
    name: str
    first: date
    duties: tuple[Duty, ...]
    world: World
    others: Sequence[str]

    @property
    def is_own(self) -> bool:
        """Whether it is about the reader."""
        return self.key == OWN

    @property
    def last(self) -> date:
        """A year later, less a day."""
        return self.first + YEAR - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page."""

    day: str
    title: str
    post: str
    rule: str


class DutyPages:
    """Its answers."""

    def __init__(self, visits: Visits, pages: Pages) -> None:
        self._visits = visits
        self._pages = pages

    def add_to(self, rooms: web.Application) -> None:
        """Answer below /h5 of `rooms`."""
        for way in ("/duties/year", r"/duties/year/{of:[a-z0-9]{2,12}}", WITH_DAY):
            rooms.router.add_get(way, self.show)
        rooms.router.add_get(f"{WITH_DAY}.xlsx", self.take_sheet)
        rooms.router.add_get(f"{WITH_DAY}.ics", self.take_calendar)

    async def show(self, request: web.Request) -> web.Response:
        """Month after month."""
        async with self._visits.reading(self._visits.session(request)) as turn:
            asked = await _asked(turn, request)
            office, today = turn.office, turn.today
        year = await asyncio.to_thread(year_of, asked.duties, asked.first, asked.last, asked.world)
        return self._pages.render(
            "duty_year.html",
            200,
            whose=asked.name,
            first=asked.first,
            last=asked.last,
            count=len(asked.duties),
            months=list(_months(year, office, asked)),
            often=[_row("", duty, office, asked) for duty in year.often],
            lacking=[(_row("", duty, office, asked), why.text) for duty, why in year.unscheduled],
            others=[(name, f"{YEAR_PAGE}/{key_of(name)}") for name in asked.others],
            own="" if asked.is_own else YEAR_PAGE,
            way=_way(asked, asked.first),
            earlier=_way(asked, asked.first - YEAR) if asked.first > today - YEAR else "",
            later=_way(asked, asked.first + YEAR) if asked.first < today + YEAR else "",
        )

    async def take_sheet(self, request: web.Request) -> web.Response:
        """The same as a table. That it was taken is in the audit."""
        asked, entries, turn = await self._taken(request, "xlsx")
        rows = [_cells(entry, turn.office) for entry in entries]
        return await table_answer(f"{asked.name}职责 {asked.first}.xlsx", TITLES, rows)

    async def take_calendar(self, request: web.Request) -> web.Response:
        """The same for phones and mail programs."""
        asked, entries, turn = await self._taken(request, "ics")
        content = calendar_of(
            entries,
            name=f"{turn.office.name} {asked.name}职责",
            site=turn.office.name,
            campus=turn.office.campus,
            events=turn.office.events,
            now=turn.tx.now,
        )
        disposition = f"attachment; filename*=UTF-8''{quote(f'{asked.name}职责 {asked.first}.ics')}"
        return web.Response(
            body=content, headers=HEADERS | {"Content-Type": CALENDAR, "Content-Disposition": disposition}
        )

    async def _taken(self, request: web.Request, kind: str) -> tuple[Asked, tuple[Entry, ...], PageTurn]:
        async with self._visits.entering(self._visits.session(request)) as turn:
            asked = await _asked(turn, request)
            who = f"person:{turn.person.id}"
            turn.tx.audit(who, "duties.export", f"duties:{asked.key}", first=str(asked.first), kind=kind)
        entries = await asyncio.to_thread(entries_of, asked.duties, asked.first, asked.last, asked.world)
        return asked, entries, turn


async def _asked(turn: PageTurn, request: web.Request) -> Asked:
    catalogue = await load_catalogue(turn.tx)
    sight = await duty_sight(turn)
    key = request.match_info.get("of", OWN)
    names = [*sight.departments(catalogue), COLLEGE_WIDE]
    name = next((each for each in names if key_of(each) == key), "")
    found = (turn.person.name, sight.own(catalogue)) if key == OWN else sight.of(name, catalogue)
    if found is None:
        raise NoticeShown(NOT_SEEN)
    return Asked(
        key=key,
        name=found[0],
        first=_first(request, turn.today),
        duties=found[1],
        world=await world_at(turn.tx, turn.office),
        others=[name for name in sight.departments(catalogue) if key_of(name) != key],
    )


def _first(request: web.Request, today: date) -> date:
    """The first day of the month where none is asked for."""
    try:
        first = date.fromisoformat(request.match_info.get("first", f"{today.replace(day=1)}"))
    except ValueError:
        raise NoticeShown(NO_DAY) from None
    if abs(first - today) > MOST_YEARS * YEAR:
        raise NoticeShown(NO_DAY)
    return first


def _months(year: Year, office: Office, asked: Asked) -> Iterator[tuple[str, list[Row]]]:
    for (number, month), entries in groupby(year.entries, lambda each: _month(each.occurrence.due_on)):
        rows = [_row(_day(entry, office), entry.duty, office, asked) for entry in entries]
        yield f"{number}年{month}月", rows


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _day(entry: Entry, office: Office) -> str:
    due = entry.occurrence
    at = due.due_at.astimezone(office.campus)
    clock = "" if due.due_on != at.date() else f" {at:%H:%M}"
    weekday = "一二三四五六日"[due.due_on.weekday()]
    return f"{due.due_on.day}日（周{weekday}）{clock}"


def _row(day: str, duty: Duty, office: Office, asked: Asked) -> Row:
    post = "" if asked.is_own else office.posts.titles.get(duty.post, duty.post)
    return Row(day, duty.title, post, say(duty.rule, office.events))


def _way(asked: Asked, first: date) -> str:
    return f"{YEAR_PAGE}/{asked.key}/{first}"


def _cells(entry: Entry, office: Office) -> tuple[str | int, ...]:
    duty, due = entry.duty, entry.occurrence
    return (
        due.due_on.isoformat(),
        f"{due.due_at.astimezone(office.campus):%Y-%m-%d %H:%M}",
        duty.code,
        duty.department,
        office.posts.titles.get(duty.post, duty.post),
        duty.title,
        due.label,
        say(duty.rule, office.events),
        due.minimum,
        duty.evidence,
    )
