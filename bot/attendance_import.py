"""`run.py import` of punches and of shifts: a sound file is taken in whole, any other not at all."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

from adapters.sheets.reading import Sheet
from bot.clock import read_clock
from bot.office import make_office
from bot.place import open_database
from bot.settings import Settings
from bot.wish import Say, Wish
from domain.attendance.filed import Filed, Kind, Known, check_filed, kind_of
from domain.office import Office
from domain.punches import Punch
from domain.roster_reading import Fault
from handlers.repricing import replan
from storage.assigned_shifts import people_by_number
from storage.database import Tx
from storage.punches import note

AT_ONCE = 5_000  # punches of one statement
BY = "cli:import"


async def take_attendance(settings: Settings, file: Path, sheet: Sheet, wish: Wish, say: Say) -> Sequence[Fault]:
    """Check the sheet and, if so wished, write it; what is wrong with it."""
    kind = kind_of(sheet.rows)
    if kind is None:
        raise ValueError(file.name)
    office = make_office(settings)
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        known = await _known(tx, office)
        filed = await asyncio.to_thread(check_filed, sheet.rows, kind, known)
        if not filed.faults:
            say(await _take_in(tx, office, file, sheet, filed) if wish.writes else _only_checked(file, filed))
    return sorted(filed.faults, key=lambda fault: (fault.row, fault.place))


async def _known(tx: Tx, office: Office) -> Known:
    people = await people_by_number(tx)
    return Known(people=people, shifts=office.attendance.shifts.keys(), campus=office.campus, now=tx.now)


def _only_checked(file: Path, filed: Filed) -> str:
    return f"{file.name}：读到 {_count(filed)}，没有要改的。没有写入；写入请去掉 --dry-run。"


def _count(filed: Filed) -> str:
    return f"{len(filed.punches)} 条打卡" if filed.kind is Kind.PUNCHES else f"{len(filed.shifts)} 天排班"


async def _take_in(tx: Tx, office: Office, file: Path, sheet: Sheet, filed: Filed) -> str:
    if filed.kind is Kind.PUNCHES:
        new = sum([await note(tx, part) for part in _parts(filed.punches)])
        what = f"新增 {new} 条，其余以前已有"
    else:
        new, leaves = await replan(tx, office, filed.shifts)
        counted = f"，{leaves} 次假期重算（少计的已退回，多计的正在征求本人同意）" if leaves else ""
        what = f"{new} 天与以前不同，已写入{counted}"
    tx.audit(BY, f"import.{filed.kind.value}", f"file:{sheet.sha256[:16]}", rows=_count(filed), new=new)
    return f"{file.name}：读到 {_count(filed)}，{what}。考勤结果随后自动重算。"


def _parts(punches: Sequence[Punch]) -> Iterator[Sequence[Punch]]:
    for first in range(0, len(punches), AT_ONCE):
        yield punches[first : first + AT_ONCE]
