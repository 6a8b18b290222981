"""`run.py import`: a file of the personnel office is checked cell by cell and taken in whole, or not at all."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from bot.clock import read_clock
from bot.marked_copy import write_marked_copy
from bot.office import make_office
from bot.place import open_database
from bot.publishing import publish_office
from bot.roster_template import write_roster_template
from bot.settings import Settings
from bot.sheets import Sheet, read_sheet
from bot.table import lines_of
from domain.directory_plan import TooMuchAtOnce
from domain.office import Office
from domain.roster import path_words
from domain.roster_changes import Extent, RosterChanges, compare_rosters
from domain.roster_departments import DepartmentPaths
from domain.roster_reading import Checked, Fault, Held, check_roster
from handlers.handover import hand_over
from handlers.leavers import see_off
from storage.database import Database, Tx
from storage.department_paths import department_chains
from storage.directory import Guard
from storage.leavers import people_here
from storage.ownership import settle
from storage.roster import RosterFile, active_numbers, held_roster, lock_roster, write_roster

HEADING = ("类别", "谁", "原来", "现在")
LONGEST = 50  # lines of the table
SHOWN_FAULTS = 20
BY = "cli:import"

Say = Callable[[str], None]


class Template(StrEnum):
    """What an empty file can be had for."""

    ROSTER = "roster"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the caller wants of the import. Without a guard nothing is written."""

    extent: Extent = Extent.WHOLE
    guard: Guard | None = Guard.ON
    takes_new_departments: bool = False


def write_template(what: Template, file: Path) -> None:
    """Write an empty file. Raises Unable if there is one already."""
    match what:
        case Template.ROSTER:
            write_roster_template(file)


async def import_roster(settings: Settings, file: Path, wish: Wish, say: Say) -> bool:
    """Check the file and write it; whether it was sound.

    Raises:
        Unable: the file cannot be read as a sheet.
        TooMuchAtOnce: it has so many leavers or moved people that a person must confirm.
    """
    office = make_office(settings)
    sheet = await asyncio.to_thread(read_sheet, file)
    async with open_database(settings) as database:
        await publish_office(database, office)
        checked = await take_in(database, office, file, sheet, wish, say)
    if checked.faults:
        copy = await asyncio.to_thread(write_marked_copy, file, sheet, checked.faults)
        for line in _complaints(file, checked.faults, copy):
            say(line)
    return not checked.faults


async def take_in(database: Database, office: Office, file: Path, sheet: Sheet, wish: Wish, say: Say) -> Checked:
    """Check the sheet against what is held, and write it if it is sound and so wished, in one transaction."""
    async with database.begin(read_clock()) as tx:
        await lock_roster(tx)
        held = await held_roster(tx)
        known = await _known(tx, office, held.keys(), wish)
        checked = await asyncio.to_thread(check_roster, sheet.rows, known)
        if not checked.faults:
            changes = compare_rosters(held, checked.entries, wish.extent)
            for line in _table(file, sheet, checked, changes):
                say(line)
            source = RosterFile(file.name, sheet.sha256, wish.extent, len(checked.entries))
            await _write(tx, office, source, changes, wish, say)
    return checked


async def _known(tx: Tx, office: Office, numbers: Iterable[str], wish: Wish) -> Held:
    chains = await department_chains(tx)
    return Held(
        departments=DepartmentPaths(chains, office.posts.names_of),
        numbers=await active_numbers(tx) | set(numbers),
        today=tx.now.astimezone(office.campus).date(),
        takes_new_departments=wish.takes_new_departments,
    )


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
        here = await people_here(tx)
        await write_roster(tx, file, changes, BY)
        settled = await settle(tx)
        moved = await hand_over(tx, office) if settled else 0
        leavers = await see_off(tx, office, here) if settled else 0
        say(f"已写入花名册。{_effects(settled, moved, leavers)}")


def _effects(settled: int, moved: int, leavers: int) -> str:
    """What it meant for people."""
    told = (
        (settled, "人的信息按“一数一源”改了"),
        (moved, "张单换了审批人"),
        (leavers, "位离职的人手上还有单，已告诉人事"),
    )
    return "".join(f"{count} {what}。" for count, what in told if count)


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
