"""`run.py import` of a timetable: checked cell by cell, then each term in it replaced as a whole, or nothing."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from adapters.sheets.reading import Sheet
from bot.clock import read_clock
from bot.office import make_office
from bot.place import open_database
from bot.sentences import Unable
from bot.settings import Settings
from bot.table import lines_of
from bot.wish import Say, Wish
from domain.college_document import CollegeDocument
from domain.office import Office
from domain.roster_changes import Extent
from domain.roster_reading import Fault
from domain.timetable_sheet import Checked, Known, check_timetable
from storage.attendance_groups import book_of
from storage.attendance_teaching import TIMETABLE, touch_taught
from storage.calendar_versions import newest_version
from storage.database import Database, Tx
from storage.timetable import held_counts, lock_timetable, replace_terms, teachers

HEADING = ("学期", "原来", "现在")
BY = "cli:import"


async def take_timetable(settings: Settings, _: Path, sheet: Sheet, wish: Wish, say: Say) -> Sequence[Fault]:
    """Check the sheet and write it; what is wrong with it.

    Raises:
        Unable: only a part is to be taken, which a timetable has not.
    """
    if wish.extent is Extent.PART:
        raise Unable("没有导入：课表按学期整体替换，没有 --part。请导出整个学期的课表再导入。")
    office = make_office(settings)
    async with open_database(settings) as database:
        return (await check_and_write(database, office, sheet, wish, say)).faults


async def check_and_write(database: Database, office: Office, sheet: Sheet, wish: Wish, say: Say) -> Checked:
    """Check against people and calendar as they are, and write it if it is sound and so wished, in one transaction."""
    async with database.begin(read_clock()) as tx:
        await lock_timetable(tx)
        held = await newest_version(tx)
        calendar = office.calendar_with(held.document if held else CollegeDocument())
        known = Known(await teachers(tx), [term.name for term in calendar.terms])
        checked = await asyncio.to_thread(check_timetable, sheet.rows, known)
        if not checked.faults:
            await _write(tx, office, sheet, checked, wish, say)
    return checked


async def _write(tx: Tx, office: Office, sheet: Sheet, checked: Checked, wish: Wish, say: Say) -> None:
    before, now = await held_counts(tx), _counts(checked)
    unused = f"没有用到的列：{'、'.join(checked.unused)}。" if checked.unused else ""
    say(f"课表：读到 {len(checked.lessons)} 条课，没有要改的。{unused}")
    for line in lines_of(HEADING, [(term, str(before.get(term, 0)), str(count)) for term, count in now.items()]):
        say(line)
    if not wish.writes:
        say("以上只是比较，没有写入。写入请去掉 --dry-run。")
        return
    await replace_terms(tx, checked.terms, checked.lessons)
    await _derive_anew(tx, office, checked.terms)
    tx.audit(BY, "timetable.import", "timetable", terms=dict(now), sha256=sheet.sha256)
    say("已写入课表，这些学期原来的课表已整体替换。")


async def _derive_anew(tx: Tx, office: Office, terms: Sequence[str]) -> None:
    """Days whose duty is by the timetable follow what it says now."""
    replaced = [term for term in office.calendar.terms if term.name in terms]
    if replaced:
        first, last = min(term.first for term in replaced), max(term.last for term in replaced)
        await touch_taught(tx, office, await book_of(tx, office), first, last, TIMETABLE)


def _counts(checked: Checked) -> Mapping[str, int]:
    return {term: sum(each.term == term for each in checked.lessons) for term in checked.terms}
