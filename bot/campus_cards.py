"""`run.py import` of campus cards: checked cell by cell, then replaced as a whole, or nothing."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from adapters.sheets.reading import Sheet
from bot.clock import read_clock
from bot.place import open_database
from bot.sentences import Unable
from bot.settings import Settings
from bot.wish import Say, Wish
from domain.campus_cards import check_cards
from domain.roster_changes import Extent
from domain.roster_reading import Fault
from storage.campus_cards import count_cards, lock_cards, numbered_people, replace_cards

BY = "cli:import"


async def take_cards(settings: Settings, _: Path, sheet: Sheet, wish: Wish, say: Say) -> Sequence[Fault]:
    """Check the sheet and write it; what is wrong with it.

    Raises:
        Unable: only a part is to be taken: what is lost must not open a gate any more.
    """
    if wish.extent is Extent.PART:
        raise Unable("没有导入：校园卡整体替换，没有 --part。请导出全部在用的卡再导入。")
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        await lock_cards(tx)
        checked = await asyncio.to_thread(check_cards, sheet.rows, await numbered_people(tx))
        if not checked.faults:
            say(f"校园卡：读到 {len(checked.cards)} 张，没有要改的，原有 {await count_cards(tx)} 张。")
            if wish.writes:
                await replace_cards(tx, checked.cards)
                tx.audit(BY, "cards.import", "campus_cards", cards=len(checked.cards), sha256=sheet.sha256)
            say("已整体替换。" if wish.writes else "以上只是比较，没有写入。写入请去掉 --dry-run。")
    return checked.faults
