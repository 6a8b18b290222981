"""The month's spreadsheet made of the database: read piece by piece, written beside the loop, never held whole."""

from asyncio import to_thread
from datetime import date
from pathlib import Path

from domain.attendance.month_days import PersonMonth
from domain.attendance.month_tables import Heading
from domain.leave_types import NAMES
from domain.office import Office
from storage.attendance_months import closed_months, first_of
from storage.database import Tx
from storage.month_days import MonthRoom, months_of, open_room

AT_ONCE = 100  # people that are read before they are written


async def write_month(tx: Tx, office: Office, month: date, to: Path) -> int:
    """Write everybody into the file; how many people they are."""
    room = await open_room(tx, office, month)
    await write_room(tx, office, room, to)
    return len(room.listed)


async def write_room(tx: Tx, office: Office, room: MonthRoom, to: Path) -> None:
    """Write everybody who is listed."""
    from web.month_book import MonthBook  # heavy, and an idle server never needs it

    heading = await _heading(tx, office, room)
    with MonthBook(to, heading, room.name_of, room.duties_of) as book:
        piece: list[PersonMonth] = []
        async for each in months_of(tx, room):
            piece.append(each)
            if len(piece) == AT_ONCE:
                await to_thread(book.add, piece)
                piece = []
        await to_thread(book.add, piece)


async def _heading(tx: Tx, office: Office, room: MonthRoom) -> Heading:
    used = room.type_codes
    is_closed = first_of(room.month) in await closed_months(tx)
    notes = (
        ("月份", f"{room.month.year}年{room.month.month}月"),
        ("制表", f"{tx.now.astimezone(office.campus):%Y-%m-%d %H:%M}"),
        ("是否关账", "已关账，结果不再改动" if is_closed else "没有关账，结果还会随事实变化"),
        ("部门", "以开始确认那天所在的部门为准；还没有开始确认的，以现在的为准"),
    )
    types = tuple(name for code, name in NAMES.items() if code in used)
    return Heading(site=office.name, month=room.month, types=types, notes=notes)
