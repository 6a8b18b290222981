"""`run.py person`: everything that is held of somebody as one file, and the erasure of somebody who has left."""

import json
import zipfile
from pathlib import Path

from bot.clock import read_clock
from bot.export_file import new_file
from bot.place import open_database
from bot.sentences import Unable
from bot.settings import Settings
from storage.database import Tx
from storage.personal import HELD, Held, Known, erase, files_held, find_known, has_open_requests, rows_held

README = (
    "这是值铃保存的关于 {name}（{staff_no}）的全部内容，{at} 导出。\n"
    "每张表一个 .json；files 目录里是附件和打卡照片，文件名是它那一行的编号。\n"
    "与他人有关的行（例如本人审批的单）只有编号，没有他人的内容；回调原文按保留期限清空，不在这里。\n"
    "文件里是个人信息，请加密保存，用完销毁。\n"
)
KEPT = (
    "保留的：审批单和办理经过、附件、请假台账、考勤结果、审计链。它们要按规定年限备查，审计链改动就无法核验，"
    "里面只剩编号，不再写姓名和工号；单里自己写的事由不改。"
)
COPIES = "以前的备份、导出的文件、打印件、平台上已发出的消息里还有，请另外处理；从旧备份恢复以后要再清除一次。"


async def export_person(settings: Settings, staff_no: str, file: Path) -> str:
    """Write everything that is held of somebody; what is said about it.

    Raises:
        Unable: nobody has the number, or the file is there already.
    """
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        person = await _find(tx, staff_no)
        try:
            with new_file(file) as part:
                count = await _write(tx, person, part)
        except FileExistsError:
            raise Unable(f"{file} 已经存在，没有导出。请换一个文件名。") from None
        tx.audit("cli:person", "person.exported", f"person:{person.id}", rows=count)
    return f"已导出 {person.name} 的 {count} 行到 {file}，只有本人可读。里面是个人信息，请加密交付，用完销毁。"


async def erase_person(settings: Settings, staff_no: str) -> list[str]:
    """Erase somebody who has left; what was erased, and what is kept and why.

    Raises:
        Unable: nobody has the number, they are still here, or others still wait for a request of theirs.
    """
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        person = await _find(tx, staff_no)
        if person.is_active:
            raise Unable(f"{person.name} 还在职，没有清除。请先在通讯录里办理离职，同步以后再清除。")
        if await has_open_requests(tx, person):
            raise Unable(f"{person.name} 还有没办完的单，没有清除。请先办完或撤回。")
        counts = await erase(tx, person)
        tx.audit("cli:person", "person.erased", f"person:{person.id}", rows=counts)
    said = "、".join(f"{table} {count}" for table, count in counts.items())
    return [f"已清除，处理的行数：{said}。", KEPT, COPIES]


async def _find(tx: Tx, staff_no: str) -> Known:
    person = await find_known(tx, staff_no)
    if person is None:
        raise Unable(f"没有工号是 {staff_no} 的人，没有办理。请核对工号。")
    return person


async def _write(tx: Tx, person: Known, part: Path) -> int:
    count = 0
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as book:
        for held in HELD:
            rows = [row async for row in rows_held(tx, person, held)]
            if rows:
                book.writestr(f"{held.table}.json", json.dumps(rows, ensure_ascii=False, indent=1))
            await _write_files(tx, person, held, book)
            count += len(rows)
        at = tx.now.isoformat(timespec="seconds")
        book.writestr("说明.txt", README.format(name=person.name, staff_no=person.staff_no, at=at))
    return count


async def _write_files(tx: Tx, person: Known, held: Held, book: zipfile.ZipFile) -> None:
    if held.file:
        async for name, content in files_held(tx, person, held):
            book.writestr(f"files/{held.table}-{name}", content)
