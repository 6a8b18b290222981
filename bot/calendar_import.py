"""`run.py import` of a calendar: a sheet is checked cell by cell, a TOML file key by key; all of it or nothing."""

import asyncio
import tomllib
from collections.abc import Sequence
from pathlib import Path

from adapters.sheets.reading import Sheet
from bot.clock import read_clock
from bot.load import reason_of
from bot.office import make_office
from bot.place import open_database
from bot.sentences import Unable
from bot.settings import Settings
from bot.table import lines_of
from bot.wish import Say, Wish
from domain.calendar_card import days_that_change
from domain.calendar_changes import changed_days
from domain.calendar_document import CalendarFileError
from domain.calendar_sheet import check_calendar
from domain.college_document import CollegeDocument, compare, lacking, lay_over, take_in
from domain.college_reading import read_college
from domain.office import Office
from domain.roster_changes import Extent
from domain.roster_reading import Fault
from handlers.happenings_calendar import follow_calendar
from handlers.repricing import reprice
from storage.calendar_versions import apply_at_once, lock_calendar, newest_version
from storage.database import Database

HEADING = ("类别", "哪一项", "原来", "现在")
LONGEST = 80  # lines of the table
BY = "cli:import"


async def take_calendar(settings: Settings, file: Path, sheet: Sheet, wish: Wish, say: Say) -> Sequence[Fault]:
    """Check the sheet and write it; what is wrong with it.

    Raises:
        Unable: it contradicts what is held or what the files say.
    """
    office = make_office(settings)
    today = read_clock().astimezone(office.campus).date()
    checked = await asyncio.to_thread(check_calendar, sheet.rows, today)
    if not checked.faults:
        place = f"{file.name} 的工作表“{sheet.title}”" if sheet.title else file.name
        await _take_in(settings, office, place, checked.document, wish, say)
    return checked.faults


async def import_calendar_file(settings: Settings, file: Path, wish: Wish, say: Say) -> None:
    """The same of a TOML file as content/calendar/ has them.

    Raises:
        Unable: it cannot be read, or contradicts what is held; the text names the place.
    """
    document = await asyncio.to_thread(_read_file, file)
    await _take_in(settings, make_office(settings), file.name, document, wish, say)


def _read_file(file: Path) -> CollegeDocument:
    try:
        document = read_college(tomllib.loads(file.read_bytes().decode("utf-8")))
    except OSError as error:
        raise Unable(f"没有导入：{file} 读不到（{reason_of(error)}）。") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Unable(f"没有导入：{file.name} 不是合法的 TOML（{error}）。") from error
    except CalendarFileError as error:
        raise Unable(f"没有导入：{file.name}：{error}。") from error
    for year in document.announced:
        if missing := lacking(year, document.notices):
            raise Unable(f"没有导入：{file.name} 的 announced 有 {year}，但 {year} 年的安排缺 {'、'.join(missing)}。")
    return document


async def _take_in(
    settings: Settings, office: Office, place: str, document: CollegeDocument, wish: Wish, say: Say
) -> None:
    say(f"{place}：读到 {_counted(document)}。")
    async with open_database(settings) as database:
        await write_calendar(database, office, place, document, wish, say)


async def write_calendar(
    database: Database, office: Office, place: str, document: CollegeDocument, wish: Wish, say: Say
) -> None:
    """Compare with what is held, say what changes, and write it where so wished, in one transaction.

    Raises:
        Unable: it contradicts what is held or what the files say.
    """
    async with database.begin(read_clock()) as tx:
        await lock_calendar(tx)
        held = await newest_version(tx)
        before = held.document if held else CollegeDocument()
        after = (lay_over if wish.extent is Extent.PART else take_in)(before, document)
        differences = [(each.kind, each.subject, each.before, each.after) for each in compare(before, after)]
        if not differences:
            say("与现有校历一致，没有要写入的。")
            return
        try:
            calendars = office.calendar_with(before), office.calendar_with(after)
        except CalendarFileError as error:
            raise Unable(f"没有导入：和现有校历合不到一起：{error}。") from error
        for line in lines_of(HEADING, differences[:LONGEST]):
            say(line)
        if len(differences) > LONGEST:
            say(f"……另有 {len(differences) - LONGEST} 处未列出")
        say(days_that_change(changed_days(*calendars)))
        if not wish.writes:
            say("以上只是比较，没有写入。写入请去掉 --dry-run。")
            return
        number = await apply_at_once(tx, held.id if held else 0, after, source=place, by=BY)
        await follow_calendar(tx, office, calendars[1])
        repriced = await reprice(tx, office, *calendars)
    say(f"已写入校历（第 {number} 版），正在运行的服务几秒内生效。")
    if repriced:
        say(f"{repriced} 次假期按新校历重算：少计的已退回，多计的正在征求本人同意。")


def _counted(document: CollegeDocument) -> str:
    counts = (
        (len(document.announced), "年的放假安排"),
        (len(document.terms), "个学期"),
        (len(document.events), "项活动和假期"),
        (len(document.seasons), "套作息时间"),
    )
    return "，".join(f"{count} {what}" for count, what in counts if count) or "0 项，内容是空的"
