"""`run.py import` of leave that HR grants: 工号, 类型, 天数 or 小时, 有效期至, 原因."""

from collections.abc import Sequence
from pathlib import Path

from adapters.sheets.reading import Sheet
from bot.clock import read_clock
from bot.office import make_office
from bot.place import open_database
from bot.settings import Settings
from bot.wish import Say, Wish
from domain.roster_reading import Fault
from handlers.granting import GrantSheet, take_in_grants

BY = "cli:import"


async def take_leave(settings: Settings, file: Path, sheet: Sheet, wish: Wish, say: Say) -> Sequence[Fault]:
    """Check the sheet and enter it; what is wrong with it."""
    office = make_office(settings)
    read = GrantSheet(file.name, sheet.sha256, sheet.rows)
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        done = await take_in_grants(tx, office, read, BY, writes=wish.writes)
    if done.before is not None:
        at = done.before.astimezone(office.campus)
        say(f"{file.name} 在 {at:%Y-%m-%d %H:%M} 已经登记过，没有再记一次。要另外登记，请改动文件内容。")
    elif not done.checked.faults:
        count = len(done.checked.given)
        unwritten = f"{file.name}：{count} 笔额度，没有要改的。没有写入；写入请去掉 --dry-run。"
        say(f"已登记 {count} 笔额度。" if wish.writes else unwritten)
    return done.checked.faults
