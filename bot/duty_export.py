"""`run.py export duties`: the catalogue as a file that can be imported again, or, with days, what is due on them."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from bot.clock import read_clock
from bot.export import Period
from bot.export_file import whole_file, write_file
from bot.office import make_office
from bot.place import open_database
from bot.sentences import Unable
from bot.settings import Settings
from domain.duties.duty import Duty, Owed
from domain.duties.duty_sheet import EACH, SHARED
from domain.duties.duty_sheet import Column as Heading
from domain.duties.ics import calendar_of
from domain.duties.rule_line import line_of
from domain.duties.rule_words import say
from domain.duties.year import Entry, entries_of
from domain.office import Office
from handlers.duty_world import world_at
from storage.duties import load_catalogue
from storage.exports import Cell, Column

ICS = ".ics"
YEAR = timedelta(days=365)
LONGEST = 3 * YEAR  # the calendar of terms reaches no further
NAMES = ("code", "department", "section", "post", "title", "rule", "evidence", "measure", "checker", "owed", "policy")
CATALOGUE = (
    *(Column(name, heading.value) for name, heading in zip((*NAMES, "form", "source", "note"), Heading, strict=True)),
    Column("when", "什么时候"),
)
CALENDAR = (
    Column("due_on", "日期"),
    Column("due_at", "到期"),
    Column("code", "编号"),
    Column("department", "部门"),
    Column("post", "岗位"),
    Column("title", "职责"),
    Column("label", "哪一期"),
    Column("when", "什么时候"),
    Column("times", "次数"),
    Column("evidence", "成果"),
)


async def export_duties(settings: Settings, period: Period, file: Path) -> int:
    """Write the file and return its number of rows. An .ics is a calendar of a year, from today where no day is given.

    Raises:
        Unable: the period ends before it begins, or is longer than calendars are.
        OSError: the file cannot be written; nothing is left of it.
    """
    office = make_office(settings)
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        duties = tuple((await load_catalogue(tx)).duties.values())
        is_calendar = bool(period.first or period.last or file.suffix.lower() == ICS)
        if is_calendar:
            first, last = _days(period, tx.now.astimezone(office.campus).date())
            world = await world_at(tx, office)
            entries = await asyncio.to_thread(entries_of, duties, first, last, world)
            count = await _write_calendar(file, entries, office)
        else:
            count = await write_file(file, CATALOGUE, _each(_catalogue_rows(duties, office)), office.campus)
        tx.audit("cli:export", "exported", "duties", first=str(period.first), last=str(period.last), rows=count)
    return count


def _days(period: Period, today: date) -> tuple[date, date]:
    first = period.first or (today if period.last is None or period.last >= today else period.last - YEAR)
    last = period.last or first + YEAR
    if last < first:
        raise Unable(f"--to（{last}）早于 --from（{first}），没有导出。请对调两个日期。")
    if last - first > LONGEST:
        raise Unable(f"一次最多导出 {LONGEST // YEAR} 年的职责，没有导出。请分几次。")
    return first, last


async def _write_calendar(file: Path, entries: Sequence[Entry], office: Office) -> int:
    if file.suffix.lower() != ICS:
        return await write_file(file, CALENDAR, _each(_calendar_rows(entries, office)), office.campus)
    content = calendar_of(
        entries,
        name=f"{office.name}职责",
        site=office.name,
        campus=office.campus,
        events=office.events,
        now=read_clock(),
    )
    with whole_file(file) as part:
        await asyncio.to_thread(part.write_bytes, content)
    return len(entries)


def _catalogue_rows(duties: Iterable[Duty], office: Office) -> Iterable[tuple[Cell, ...]]:
    for duty in duties:
        yield (
            duty.code,
            duty.department,
            duty.section,
            duty.post,
            duty.title,
            line_of(duty.rule),
            duty.evidence,
            duty.measure,
            duty.checker,
            EACH if duty.owed is Owed.EACH else SHARED,
            duty.policy,
            duty.form,
            duty.source,
            duty.note,
            say(duty.rule, office.events),
        )


def _calendar_rows(entries: Iterable[Entry], office: Office) -> Iterable[tuple[Cell, ...]]:
    for entry in entries:
        duty, due = entry.duty, entry.occurrence
        yield (
            due.due_on.isoformat(),
            due.due_at,
            duty.code,
            duty.department,
            office.posts.titles.get(duty.post, duty.post),
            duty.title,
            due.label,
            say(duty.rule, office.events),
            due.minimum,
            duty.evidence,
        )


async def _each(rows: Iterable[tuple[Cell, ...]]) -> AsyncIterator[tuple[Cell, ...]]:
    for row in rows:
        yield row
