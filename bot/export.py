"""`run.py export`: one consistent moment of the database as a file. Who exported what is in the audit."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import read_clock
from bot.export_file import whole_file, write_file
from bot.office import make_office
from bot.place import open_database
from bot.sentences import Unable
from bot.settings import Settings
from storage.exports import Export, columns_of, read
from web.month_file import write_month


@dataclass(frozen=True, slots=True)
class Period:
    """Campus days, both included; None is open."""

    first: date | None
    last: date | None


async def export(settings: Settings, what: Export, period: Period, file: Path) -> int:
    """Write the file and return its number of rows.

    Raises:
        Unable: the period ends before it begins.
        OSError: the file cannot be written; nothing is left of it.
    """
    if period.first and period.last and period.last < period.first:
        raise Unable(f"--to（{period.last}）早于 --from（{period.first}），没有导出。请对调两个日期。")
    campus = ZoneInfo(settings.site.timezone)
    start = _begin(period.first, campus)
    end = _begin(period.last + timedelta(days=1) if period.last else None, campus)
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        count = await write_file(file, columns_of(what), read(tx, what, start, end), campus)
        tx.audit("cli:export", "exported", what.value, first=str(period.first), last=str(period.last), rows=count)
    return count


async def export_month(settings: Settings, month: date, file: Path) -> int:
    """Write the month's tables and return how many people they are.

    Raises:
        Unable: the file is not a spreadsheet, or the month has no day that was derived.
        OSError: the file cannot be written; nothing is left of it.
    """
    if file.suffix.lower() != ".xlsx":
        raise Unable("月表有好几张，只能写成 .xlsx，没有导出。")
    office = make_office(settings)
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        with whole_file(file) as part:
            count = await write_month(tx, office, month, part)
            if not count:
                raise Unable(f"{month:%Y-%m} 还没有考勤结果，没有导出。")
        tx.audit("cli:export", "exported", "attendance", month=f"{month:%Y-%m}", people=count)
    return count


def _begin(day: date | None, campus: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), campus) if day else None
