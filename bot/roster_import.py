"""`run.py import` of the personnel office's roster: what would change, and writing it."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from adapters.sheets.reading import Sheet
from bot.clock import read_clock
from bot.office import make_office
from bot.place import open_database
from bot.publishing import publish_office
from bot.settings import Settings
from bot.table import lines_of
from bot.wish import Say, Wish
from domain.directory_plan import TooMuchAtOnce
from domain.office import Office
from domain.roster import path_words
from domain.roster_changes import RosterChanges
from domain.roster_look import look
from domain.roster_reading import Checked, Fault
from handlers.roster_taking import known_to_check, take_in
from storage.database import Database, Tx
from storage.directory import Guard
from storage.roster import RosterFile, lock_roster

HEADING = ("类别", "谁", "原来", "现在")
LONGEST = 50  # lines of the table
BY = "cli:import"

# A number is kept for a list that is to write it, and a command begins none (ADR 0035).
WAYS_NOT_KEPT = (
    "文件里有 {count} 名还没有帐号的人的手机或邮箱，没有保存：命令导入不在平台上建帐号。"
    "要由程序建，请人事在单聊发 花名册，在打开的页面上传这份文件。"
)


async def take_roster(settings: Settings, file: Path, sheet: Sheet, wish: Wish, say: Say) -> Sequence[Fault]:
    """Check the sheet and write it; what is wrong with it.

    Raises:
        TooMuchAtOnce: it has so many leavers or moved people that a person must confirm.
    """
    office = make_office(settings)
    async with open_database(settings) as database:
        await publish_office(database, office)
        return (await check_and_write(database, office, file, sheet, wish, say)).faults


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
            if found.ways_in:
                say(WAYS_NOT_KEPT.format(count=len(found.ways_in)))
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
