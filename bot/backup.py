"""`run.py backup` and `run.py restore`: the whole database as one file, and back into an empty one."""

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.backup_file import BackupFile, write_backup
from bot.clock import read_clock
from bot.export_file import new_file
from bot.place import Schema, open_address, open_database
from bot.sentences import Unable
from bot.settings import Settings
from bot.verify import all_well, find_violations
from storage.backup import BackupUnfit, refuse_unfit, restore, snapshot

Say = Callable[[str], None]
KEEP_IT_SAFE = (
    "文件里有全校的个人信息、附件和打印件的密钥，只有本人可读：请加密存放，到期销毁。"
    "配置文件和 content 目录请另外备份。"
)
BEFORE_SERVING = "备份以后办的事都不在里面；当时排队待发的内容，启动后会发出（有的可能已经发过）。"


async def back_up(settings: Settings, file: Path, say: Say) -> None:
    """Write the file; who made it when is in the audit.

    Raises:
        Unable: the file is there already, or the database has no tables.
        OSError: the file cannot be written; nothing is left of it.
    """
    refuse_taken(file)
    now = read_clock()
    async with open_database(settings, Schema.ANY) as database:
        try:
            with new_file(file) as part:
                async with snapshot(database.address) as source:
                    contents = await write_backup(part, source, now)
        except FileExistsError:
            raise _taken(file) from None
        except BackupUnfit as unfit:
            raise Unable(str(unfit)) from unfit
        async with database.begin(now) as tx:
            tx.audit("cli:backup", "backed_up", "database", rows=contents.rows, chain=contents.chain_length)
    say(f"已备份到 {file}：{len(contents.parts)} 张表，{contents.rows} 行。")
    say(KEEP_IT_SAFE)


async def bring_back(settings: Settings, file: Path, say: Say, *, verifies: bool) -> bool:
    """Restore into an empty database and bring it up to this version; whether every check held.

    Raises:
        Unable: the file is not whole, or the database is not empty; nothing was changed.
    """
    with closing(BackupFile(file)) as backup:
        contents = backup.contents
        async with open_address(settings) as address:
            try:
                await refuse_unfit(address, contents)
                await restore(address, contents, backup.read, compares=verifies)
            except BackupUnfit as unfit:
                raise Unable(str(unfit)) from unfit
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        tx.audit("cli:restore", "restored", "database", rows=contents.rows, chain=contents.chain_length)
    made = f"{backup.made_at.astimezone(ZoneInfo(settings.site.timezone)):%Y-%m-%d %H:%M}"
    say(f"已恢复 {made} 的备份：{len(contents.parts)} 张表，{contents.rows} 行。{BEFORE_SERVING}")
    if not verifies:
        say("没有核对：请运行 run.py verify，或恢复时加 --verify。")
        return True
    return await _verify(settings, say)


async def _verify(settings: Settings, say: Say) -> bool:
    say("每张表读回来与备份逐字节相同，审计链的末尾相同。")
    violations = await find_violations(settings)
    for line in violations or [all_well()]:
        say(line)
    return not violations


def refuse_taken(file: Path) -> None:
    """Raise Unable if there is something by that name: a backup is never written over another."""
    if os.path.lexists(file):
        raise _taken(file)


def _taken(file: Path) -> Unable:
    return Unable(f"{file} 已经存在，没有备份，也没有动它。请换一个文件名，例如加上日期。")
