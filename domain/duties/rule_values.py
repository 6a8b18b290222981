"""Single values of a rule as they are read: numbers within their limits, lengths of time, days, times of the clock."""

from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar

from domain.duties.due import day_in
from domain.duties.rules import LAST_DAY, DayType, Lapse, Unit
from domain.forms.document import Section, shown

Choice = TypeVar("Choice", bound=StrEnum)
UNKNOWN = "?"  # a number that the source does not give
LAST = "last"
LEAP_YEAR = 2000
MOST_TIMES = 100_000  # of a quota; the largest of the sample, persons trained in a year, has 12,000
MOST_YEARS = 20
# The longest of each unit: beyond it a slip of the pen is likelier than a rule
MOST_OF = {
    Unit.MINUTES: 24 * 60,
    Unit.HOURS: 30 * 24,
    Unit.DAYS: 366,
    Unit.WORKING_DAYS: 250,
    Unit.WEEKS: 60,
    Unit.MONTHS: 60,
    Unit.CLASS_HOURS: 200,
}


def number(section: Section, key: str, low: int, high: int) -> int | None:
    """A whole number where one is written."""
    return section.whole(key, low, low, high) if section.has(key) else None


def needed(section: Section, key: str, low: int, high: int) -> int:
    """A whole number that must be there."""
    if not section.has(key):
        section.need(key)
        return low
    return section.whole(key, low, low, high)


def choice(section: Section, key: str, kinds: type[Choice]) -> Choice | None:
    """One word of an enumeration where one is written."""
    return section.one_of(key, kinds, None) if section.has(key) else None


def must_choose(section: Section, key: str, kinds: type[Choice]) -> Choice:
    """One word of an enumeration; the first stands in where it is wrong, and the complaint is kept."""
    return section.one_of(key, kinds, None) or next(iter(kinds))


def day_of(section: Section, month: int | None = None) -> int:
    """A day of the month: its number, or "last". 30 February is its last day, as the catalogue means it."""
    raw = section.raw_value("day")
    if raw == LAST:
        return LAST_DAY
    if type(raw) is not int or not 1 <= raw <= LAST_DAY:
        section.complain("day", f"应是 1 到 31 的整数或 {LAST}，现在是 {shown(raw)}", "day = 25")
        return 1
    if raw == LAST_DAY and month is not None and day_in(LEAP_YEAR, month, LAST_DAY).day < LAST_DAY:
        section.complain("day", f"{month} 月没有 31 日；月底写 {LAST}", f'day = "{LAST}"')
    return raw


def lapse(section: Section, units: Sequence[Unit]) -> Lapse:
    """Exactly one unit with its number; "?" where the source has none."""
    written = [unit for unit in units if section.has(unit)]
    if len(written) != 1:
        names = "、".join(units)
        for unit in written:
            section.raw_value(unit)
        section.complain("时长", f"要写而且只写一种：{names}", "working_days = 3")
        return Lapse(units[0], None)
    unit = written[0]
    if unit is Unit.SAME_DAY:
        if not section.flag(unit):
            section.complain(unit, "只能写 true", "same_day = true")
        return Lapse(unit, 0)
    if section.raw.get(unit) in {UNKNOWN, None}:
        section.raw_value(unit)
        return Lapse(unit, None)
    return Lapse(unit, section.whole(unit, 0, 0, MOST_OF[unit]))


def day_type(section: Section, unit: Unit) -> DayType:
    """As written; working days are worked ones without a word."""
    usual = DayType.WORKING if unit is Unit.WORKING_DAYS else DayType.CALENDAR
    return section.one_of("day_type", DayType, usual) or usual


def clock(section: Section, key: str) -> time | None:
    """A time of the day, "08:30"."""
    if not section.has(key) or section.raw[key] is None:
        section.raw_value(key)
        return None
    raw = section.raw_value(key)
    if isinstance(raw, time):
        return raw
    try:
        return time.fromisoformat(raw) if isinstance(raw, str) else _no_time()
    except ValueError:
        section.complain(key, f"“{shown(raw)}”不是时间", f'{key} = "08:30"')
        return None


def instant(section: Section, key: str) -> date | datetime:
    """A day, or a day with a time, as TOML or as text; without a zone, for it is the campus's."""
    raw = section.raw_value(key)
    if isinstance(raw, str):
        raw = _parsed(raw)
    if isinstance(raw, datetime) and raw.tzinfo is None:
        return raw
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    section.complain(key, "应是日期或日期时间，不写时区", f"{key} = 2026-11-06T16:00:00")
    return date(LEAP_YEAR, 1, 1)


def _parsed(raw: str) -> date | datetime | None:
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(raw)
        except ValueError:
            continue
    return None


def _no_time() -> time:
    raise ValueError
