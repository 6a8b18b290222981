"""`run.py import`: a file of the personnel office is checked cell by cell and taken in whole, or not at all."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from adapters.sheets.marked_copy import marked_copy
from adapters.sheets.reading import LARGEST_FILE, Sheet, SheetRefused, read_sheet, too_large
from adapters.sheets.roster_template import csv_template, xlsx_template
from bot.clock import read_clock
from bot.office import make_office
from bot.place import open_database
from bot.publishing import publish_office
from bot.sentences import Unable
from bot.settings import Settings
from bot.table import lines_of
from domain.directory_plan import TooMuchAtOnce
from domain.office import Office
from domain.roster import path_words
from domain.roster_changes import Extent, RosterChanges
from domain.roster_look import look
from domain.roster_reading import Checked, Fault
from handlers.roster_taking import known_to_check, take_in
from storage.database import Database, Tx
from storage.directory import Guard
from storage.roster import RosterFile, lock_roster

HEADING = ("类别", "谁", "原来", "现在")
LONGEST = 50  # lines of the table
SHOWN_FAULTS = 20
BY = "cli:import"
ENDING = "-要改的.xlsx"

Say = Callable[[str], None]


class Template(StrEnum):
    """What an empty file can be had for."""

    ROSTER = "roster"


TEMPLATES: Mapping[Template, Mapping[str, Callable[[], bytes]]] = {
    Template.ROSTER: {".xlsx": xlsx_template, ".csv": csv_template},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the caller wants of the import. Without a guard nothing is written."""

    extent: Extent = Extent.WHOLE
    guard: Guard | None = Guard.ON
    takes_new_departments: bool = False


def write_template(what: Template, file: Path) -> None:
    """Write an empty file. Raises Unable if there is one already."""
    make = TEMPLATES[what].get(file.suffix.lower())
    if make is None:
        raise Unable(f"没有写出模板：文件名应以 .xlsx 或 .csv 结尾，不是 {file.name}。")
    if file.exists():
        raise Unable(f"没有写出模板：{file} 已经有了，请换一个文件名。")
    with file.open("xb") as written:
        written.write(make())


async def import_roster(settings: Settings, file: Path, wish: Wish, say: Say) -> bool:
    """Check the file and write it; whether it was sound.

    Raises:
        Unable: the file cannot be read as a sheet.
        TooMuchAtOnce: it has so many leavers or moved people that a person must confirm.
    """
    office = make_office(settings)
    sheet = await asyncio.to_thread(_read, file)
    async with open_database(settings) as database:
        await publish_office(database, office)
        checked = await check_and_write(database, office, file, sheet, wish, say)
    if checked.faults:
        copy = file.with_name(f"{file.stem}{ENDING}")
        await asyncio.to_thread(_put, copy, await asyncio.to_thread(marked_copy, sheet, checked.faults))
        for line in _complaints(file, checked.faults, copy):
            say(line)
    return not checked.faults


def _read(file: Path) -> Sheet:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise too_large(file.name)
        return read_sheet(file.name, file.read_bytes())
    except SheetRefused as refused:
        raise Unable(str(refused)) from refused


def _put(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    part = path.with_name(f".{path.stem}.part.xlsx")
    try:
        part.write_bytes(content)
        part.chmod(0o600)
        part.replace(path)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


async def check_and_write(
    database: Database, office: Office, file: Path, sheet: Sheet, wish: Wish, say: Say
) -> Checked:
    """Check the sheet against what is held, and write it if it is sound and so wished, in one transaction."""
    async with database.begin(read_clock()) as tx:
        await lock_roster(tx)
        known = await known_to_check(tx, office, takes_new_departments=wish.takes_new_departments)
        found = await asyncio.to_thread(look, sheet.rows, known, wish.extent)
        if not found.checked.faults:
            for line in _table(file, sheet, found.checked, found.changes):
                say(line)
            source = RosterFile(file.name, sheet.sha256, wish.extent, len(found.checked.entries))
            await _write(tx, office, source, found.changes, wish, say)
    return found.checked


async def _write(tx: Tx, office: Office, file: RosterFile, changes: RosterChanges, wish: Wish, say: Say) -> None:
    told = "、".join(changes.excesses)
    if wish.guard is None:
        if told:
            say(f"注意：{told}，写入时会被拒绝；确认无误后请加 --force。")
        say("以上只是比较，没有写入。写入请去掉 --dry-run。")
        return
    if told and wish.guard is Guard.ON:
        raise TooMuchAtOnce(
            f"一次变化太多，没有写入：{told}。请核对名单是否完整；确认无误后加 --force，只报变化的人加 --part。"
        )
    if changes:
        say(f"已写入花名册。{await take_in(tx, office, file, changes, BY)}")


def _table(file: Path, sheet: Sheet, checked: Checked, changes: RosterChanges) -> Iterator[str]:
    place = f"{file.name} 的工作表“{sheet.title}”" if sheet.title else file.name
    unused = f"没有用到的列：{'、'.join(checked.unused)}。" if checked.unused else ""
    yield f"{place}：读到 {len(checked.entries)} 人，没有要改的。{unused}"
    if checked.made:
        yield f"通讯录里还没有的部门 {len(checked.made)} 个：{'、'.join(map(path_words, checked.made))}"
    if not changes:
        yield "与现有花名册一致，没有要写入的。"
        return
    yield (
        f"与现有花名册比较：新增 {len(changes.added)} 人，变化 {len(changes.changed)} 人，"
        f"不在名单里 {len(changes.gone)} 人："
    )
    lines = list(islice(changes.lines(), LONGEST))
    yield from lines_of(HEADING, [(each.kind, each.subject, each.before, each.after) for each in lines])
    hidden = len(changes.added) + len(changes.changed) + len(changes.gone) - len(lines)
    if hidden:
        yield f"……另有 {hidden} 处未列出"


def _complaints(file: Path, faults: Sequence[Fault], copy: Path) -> Iterator[str]:
    yield f"{file.name} 有 {len(faults)} 处要改，没有写入："
    for fault in faults[:SHOWN_FAULTS]:
        yield f"  {fault}"
    if len(faults) > SHOWN_FAULTS:
        yield f"  ……另有 {len(faults) - SHOWN_FAULTS} 处，都在标注的副本里"
    yield f"已写好标注的副本 {copy}：要改的格子是红色，批注里有原因，“要改的”一页是清单。改好原文件后再导入。"
