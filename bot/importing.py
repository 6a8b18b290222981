"""`run.py import`: what a file is, is told by its headings; each is checked cell by cell, and taken whole or not.

Beside a file with bad cells a copy is written in which they are marked.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from functools import partial
from pathlib import Path

from adapters.sheets.calendar_template import calendar_csv, calendar_xlsx
from adapters.sheets.duty_template import duties_csv, duties_xlsx
from adapters.sheets.empty_file import empty_csv, empty_xlsx
from adapters.sheets.marked_copy import marked_copy
from adapters.sheets.reading import LARGEST_FILE, Sheet, SheetRefused, read_sheet, too_large
from adapters.sheets.roster_template import csv_template, xlsx_template
from bot.attendance_import import take_attendance
from bot.calendar_import import import_calendar_file, take_calendar
from bot.campus_cards import take_cards
from bot.duty_import import import_duty_file, is_catalogue, take_duties
from bot.form_files import parse
from bot.leave_import import take_leave
from bot.roster_import import take_roster
from bot.sentences import Unable
from bot.settings import Settings
from bot.timetable_import import take_timetable
from bot.wish import Say, Wish
from domain import import_templates
from domain.attendance.filed import kind_of
from domain.calendar_sheet import is_calendar
from domain.campus_cards import is_card_file
from domain.duties.duty_sheet import is_duty_sheet
from domain.import_templates import Empty
from domain.lot_file import is_lot_file
from domain.roster_reading import Fault, Row
from domain.timetable_sheet import is_timetable

SHOWN_FAULTS = 20
ENDING = "-要改的.xlsx"

Rows = Sequence[tuple[int, Row]]
Take = Callable[[Settings, Path, Sheet, Wish, Say], Awaitable[Sequence[Fault]]]


class Template(StrEnum):
    """What an empty file can be had for."""

    ROSTER = "roster"
    CALENDAR = "calendar"
    TIMETABLE = "timetable"
    LEAVE = "leave"
    PUNCHES = "punches"
    SHIFTS = "shifts"
    DUTIES = "duties"


def _of(empty: Empty) -> Mapping[str, Callable[[], bytes]]:
    return {".xlsx": partial(empty_xlsx, empty), ".csv": partial(empty_csv, empty)}


TEMPLATES: Mapping[Template, Mapping[str, Callable[[], bytes]]] = {
    Template.ROSTER: {".xlsx": xlsx_template, ".csv": csv_template},
    Template.CALENDAR: {".xlsx": calendar_xlsx, ".csv": calendar_csv},
    Template.TIMETABLE: _of(import_templates.TIMETABLE),
    Template.LEAVE: _of(import_templates.LEAVE),
    Template.PUNCHES: _of(import_templates.PUNCHES),
    Template.SHIFTS: _of(import_templates.SHIFTS),
    Template.DUTIES: {".xlsx": duties_xlsx, ".csv": duties_csv},
}
# What is none of these is read as a roster, whose complaints then name the headings that are missing.
KINDS: Sequence[tuple[Callable[[Rows], bool], Take]] = (
    (is_calendar, take_calendar),
    (is_duty_sheet, take_duties),
    (is_timetable, take_timetable),
    (is_card_file, take_cards),
    (is_lot_file, take_leave),
    (lambda rows: kind_of(rows) is not None, take_attendance),
)


async def import_file(settings: Settings, file: Path, wish: Wish, say: Say) -> bool:
    """Check the file and write it; whether it was sound.

    Raises:
        Unable: it cannot be read, or contradicts what is held.
        TooMuchAtOnce: a person must confirm what it changes.
    """
    if file.suffix.lower() == ".toml":
        return await _import_toml(settings, file, wish, say)
    sheet = await asyncio.to_thread(_read, file)
    take = next((take for knows, take in KINDS if knows(sheet.rows)), take_roster)
    faults = await take(settings, file, sheet, wish, say)
    if faults:
        copy = file.with_name(f"{file.stem}{ENDING}")
        await asyncio.to_thread(_put, copy, await asyncio.to_thread(marked_copy, sheet, faults))
        for line in _complaints(file, faults, copy):
            say(line)
    return not faults


async def _import_toml(settings: Settings, file: Path, wish: Wish, say: Say) -> bool:
    """A department's duties, else a calendar, whose complaints name what is wrong with any other file."""
    document = await asyncio.to_thread(parse, file)
    if isinstance(document, Mapping) and is_catalogue(document):
        return await import_duty_file(settings, file, document, wish, say)
    await import_calendar_file(settings, file, wish, say)
    return True


def write_template(what: Template, file: Path) -> None:
    """Write an empty file. Raises Unable if there is one already."""
    make = TEMPLATES[what].get(file.suffix.lower())
    if make is None:
        raise Unable(f"没有写出模板：文件名应以 .xlsx 或 .csv 结尾，不是 {file.name}。")
    if file.exists():
        raise Unable(f"没有写出模板：{file} 已经有了，请换一个文件名。")
    with file.open("xb") as written:
        written.write(make())


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


def _complaints(file: Path, faults: Sequence[Fault], copy: Path) -> Iterator[str]:
    yield f"{file.name} 有 {len(faults)} 处要改，没有写入："
    for fault in faults[:SHOWN_FAULTS]:
        yield f"  {fault}"
    if len(faults) > SHOWN_FAULTS:
        yield f"  ……另有 {len(faults) - SHOWN_FAULTS} 处，都在标注的副本里"
    yield f"已写好标注的副本 {copy}：要改的格子是红色，批注里有原因，“要改的”一页是清单。改好原文件后再导入。"
