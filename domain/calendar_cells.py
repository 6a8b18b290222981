"""One cell of a calendar sheet, as a spreadsheet gives it, to the value that it means."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from domain.college_calendar import LONGEST_TERM, MOST_PERIODS
from domain.roster_cells import BadCell, Cell, Formula, day_of, text_of

FIRST_DAY = date(2000, 1, 1)
AHEAD = timedelta(days=5 * 366)  # nobody plans further
LONGEST_NAME = 60
DAY_MINUTES = 24 * 60

_TIME = re.compile(r"(?P<hour>\d{1,2})[:点](?P<minute>\d{1,2})?分?(?::\d{2})?")
_MONTH_DAY = re.compile(r"(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?")
_APART = re.compile(r"[、,，;；\s]+")
_RANGE = re.compile(r"(?P<first>\d{1,2})\s*[-~–至到]\s*(?P<last>\d{1,2})")


def name_of(cell: Cell | Formula) -> str:
    """A short text."""
    if isinstance(cell, date):
        raise BadCell("被表格改成了日期，请把这一格设为文本后重新填写")
    text = text_of(cell)
    if len(text) > LONGEST_NAME:
        raise BadCell(f"太长了，最长 {LONGEST_NAME} 个字")
    return text


def planned_day(cell: Cell | Formula, today: date) -> date | None:
    """A day between 2000 and a few years ahead."""
    day = day_of(cell, today + AHEAD)
    if day is not None and day < FIRST_DAY:
        raise BadCell(f"应在 {FIRST_DAY} 到 {today + AHEAD} 之间")
    return day


def planned_days(cell: Cell | Formula, today: date) -> tuple[date, ...]:
    """Several days in one cell."""
    if isinstance(cell, date | int | float):
        day = planned_day(cell, today)
        return (day,) if day else ()
    found = (planned_day(part, today) for part in _APART.split(text_of(cell)) if part)
    return tuple(day for day in found if day)


def year_of(cell: Cell | Formula, today: date) -> int:
    """A year; 0 for an empty cell."""
    text = text_of(cell).removesuffix("年")
    if not text:
        return 0
    if not text.isdecimal() or not FIRST_DAY.year <= int(text) <= (today + AHEAD).year:
        raise BadCell(f"应是 {FIRST_DAY.year} 到 {(today + AHEAD).year} 之间的年份")
    return int(text)


def weeks_of(cell: Cell | Formula) -> tuple[int, ...]:
    """19、20 or 19-20, with or without 第 and 周."""
    if isinstance(cell, date):
        raise BadCell("被表格改成了日期，请写成 19、20，或把这一格设为文本")
    text = text_of(cell).replace("第", "").replace("周", "")
    return tuple(sorted({week for part in _APART.split(text) if part for week in _weeks(part)}))


def _weeks(part: str) -> Iterator[int]:
    if part.isdecimal():
        yield int(part)
        return
    ranged = _RANGE.fullmatch(part)
    if ranged is None or not int(ranged["first"]) <= int(ranged["last"]) <= LONGEST_TERM:
        raise BadCell("应是周次，例如 19、20")
    yield from range(int(ranged["first"]), int(ranged["last"]) + 1)


def month_and_day(cell: Cell | Formula) -> tuple[int, int] | None:
    """5-1, 5月1日, or the date that a spreadsheet has made of it."""
    if isinstance(cell, date):
        return cell.month, cell.day
    text = text_of(cell)
    if not text:
        return None
    written = _MONTH_DAY.fullmatch(text)
    if written is None:
        raise BadCell("应是月和日，例如 5-1")
    month, day = int(written["month"]), int(written["day"])
    try:
        date(2000, month, day)
    except ValueError:
        raise BadCell(f"没有 {month} 月 {day} 日") from None
    return month, day


def clock_of(cell: Cell | Formula) -> time | None:
    """08:00, or the part of a day that a spreadsheet keeps for it."""
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, float) and 0 < cell < 1:
        hour, minute = divmod(round(cell * DAY_MINUTES) % DAY_MINUTES, 60)
        return time(hour, minute)
    text = text_of(cell)
    if not text:
        return None
    written = _TIME.fullmatch(text)
    hour, minute = (int(written["hour"]), int(written["minute"] or 0)) if written else (DAY_MINUTES, 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise BadCell("应是钟点，例如 08:00") from None


def period_of(cell: Cell | Formula) -> int:
    """The number of a class period; 0 for an empty cell."""
    text = text_of(cell).replace("第", "").replace("节", "")
    if not text:
        return 0
    if not text.isdecimal() or not 1 <= int(text) <= MOST_PERIODS:
        raise BadCell(f"应是 1 到 {MOST_PERIODS} 的节次，或“上班”")
    return int(text)
