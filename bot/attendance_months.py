"""`run.py attendance`: months are closed and opened by HR, what came too late is listed, days are derived on demand."""

from collections.abc import Iterable
from datetime import date

from bot.clock import read_clock
from bot.office import make_office
from bot.place import open_database
from bot.sentences import Unable
from bot.settings import Settings
from bot.table import lines_of
from domain.attendance.day_record import STATUS_NAMES, Status
from domain.ids import PersonId
from domain.texts.attendance import cause_said
from handlers.month_closing import unsigned_lines
from storage.attendance_days import touch_days
from storage.attendance_groups import book_of
from storage.attendance_months import Emptied, close_month, open_month, withheld_in
from storage.month_sheets import sheets_of

BY = "cli:attendance"
HEADING = ("工号", "姓名", "日期", "关账时", "现在应是", "原因")


async def close(settings: Settings, month: date, *, anyway: bool = False) -> str:
    """Close a month that is over. Raises Unable for one that is not, or that is closed, or, unless `anyway`, where
    heads have not signed.
    """
    office = make_office(settings)
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        if month >= tx.now.astimezone(office.campus).date().replace(day=1):
            raise Unable(f"没有关账：{month:%Y-%m} 还没有过完。")
        directory = (await book_of(tx, office)).directory
        missing = unsigned_lines(directory, await sheets_of(tx, month))
        if missing and not anyway:
            raise Unable(f"没有关账：{len(missing)} 个部门没有签字。仍要关账请加 --force。\n" + "\n".join(missing))
        if not await close_month(tx, month, BY):
            raise Unable(f"没有关账：{month:%Y-%m} 以前已经关账。")
    return f"{month:%Y-%m} 已关账，以后的事实不再改动它的结果，只报给人事。"


async def reopen(settings: Settings, month: date) -> str:
    """Open a month; what was withheld is derived again. Raises Unable for one that is not closed."""
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        try:
            days = await open_month(tx, month, BY)
        except Emptied:
            cause = "打卡已按 [retention] 的期限删除，重新推算会全是旷工。要改某一天请在月表上注明"
            raise Unable(f"没有打开：{month:%Y-%m} 的{cause}。") from None
        if days is None:
            raise Unable(f"没有打开：{month:%Y-%m} 没有关账。")
        for person, day in days:
            await touch_days(tx, [person], day, day, "month")
    return f"{month:%Y-%m} 已重新打开，{len(days)} 天随后重算。"


async def list_withheld(settings: Settings, month: date) -> Iterable[str]:
    """What a closed month would have otherwise, as a table."""
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        found = await withheld_in(tx, month)
    rows = [
        (each.staff_no, each.name, each.day.isoformat(), _named(each.kept), _named(each.status), cause_said(each.cause))
        for each in found
    ]
    return lines_of(HEADING, rows) if rows else [f"{month:%Y-%m} 关账以后没有会改变结果的事实。"]


async def derive(settings: Settings, first: date, last: date) -> str:
    """Have the days of everybody in a group derived. Raises Unable for days to come."""
    office = make_office(settings)
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        if last < first or last > tx.now.astimezone(office.campus).date():
            raise Unable("没有重算：--from 不能晚于 --to，--to 不能晚于今天。")
        book = await book_of(tx, office)
        people = [PersonId(each.person.id) for each in book.directory.active if book.group_of(each.person.id)]
        await touch_days(tx, people, first, last, "daily")
    return f"{len(people)} 人 {first} 到 {last} 的考勤随后重算；服务要在运行。"


def _named(status: str) -> str:
    return STATUS_NAMES[Status(status)] if status else "没有结果"
