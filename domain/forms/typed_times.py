"""Days, hours and stretches of time as people type them for a field; 明天 and 下周三 as in a sentence about leave."""

import re
from datetime import date, datetime, time, tzinfo

from domain.calendar import DayKind, Kind, WorkCalendar
from domain.forms.fields import Field
from domain.forms.values import BadValue
from domain.leave_length import WEEKDAYS
from domain.sentence import LeaveReading, read_period
from domain.shift import Shifts
from domain.text_fold import fold_text

MONTHS = 12
NOON = 12
HOURS = 24


class _EveryDay(WorkCalendar):
    """For a form a Sunday is a day like any other; only a leave is asked about it."""

    def kind_of(self, day: date) -> DayKind:
        """Worked, whatever day it is."""
        del day
        return DayKind(Kind.WORKDAY)


EVERY_DAY = _EveryDay()
_DAY = r"(?P<year>[12]\d{3})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
_DATE = re.compile(rf"{_DAY}(?: ?\(?(?:周|星期)(?P<weekday>[{WEEKDAYS}天])\)?)?")
_CLOCK = r"(?P<hour>\d{1,2})[:点时](?P<minute>\d{1,2}|半)?分?"
_TIME = re.compile(rf"(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上|晚)?{_CLOCK}")
_INSTANT = re.compile(rf"{_DAY}[ t]?(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})")
_BETWEEN = re.compile(r" ?(?:至|到|~|—+|–| - ) ?")
_MONTH = re.compile(r"(?:(?P<year>[12]\d{3})[-/.年])?(?P<month>\d{1,2})月?")
_MONTHS_SAID = {"本月": 0, "这个月": 0, "当月": 0, "上月": -1, "上个月": -1, "下月": 1, "下个月": 1}


def read_date(field: Field, said: str, now: datetime, shift: Shifts) -> str:
    """A day, as text."""
    folded = fold_text(said)
    if found := _DATE.fullmatch(folded):
        return _checked_weekday(field, _day(field, found), found["weekday"]).isoformat()
    reading = _read(said, now, shift)
    if reading is None or reading.start is None or reading.end is None or reading.start.date() != reading.end.date():
        raise BadValue(field, _cause(reading, "请写一个日期，例如 2026-11-25 或 下周三"))
    return reading.start.date().isoformat()


def read_time(field: Field, said: str) -> str:
    """A time of day, as text."""
    found = _TIME.fullmatch(fold_text(said).replace(" ", ""))
    if not found:
        raise BadValue(field, "请写几点几分，例如 08:30")
    hour, minute = int(found["hour"]), _minute(found["minute"])
    if found["part"] in {"下午", "傍晚", "晚上", "晚", "中午"} and hour < NOON - (found["part"] == "中午"):
        hour += NOON
    if hour >= HOURS or minute >= 60:  # noqa: PLR2004 - minutes of an hour
        raise BadValue(field, "没有这个时刻，请写几点几分，例如 08:30")
    return f"{hour:02}:{minute:02}"


def read_instant(field: Field, said: str, now: datetime, shift: Shifts) -> datetime:
    """A day and the hour."""
    if found := _INSTANT.fullmatch(fold_text(said)):
        return _instant(field, found, _zone(now))
    folded = fold_text(said)
    clock = _TIME.search(folded)
    if not clock:
        raise BadValue(field, "没有看懂，请写日期和几点，例如 2026-11-25 08:30 或 明天下午3点")
    rest = f"{folded[: clock.start()]} {folded[clock.end() :]}".strip()
    day = date.fromisoformat(read_date(field, rest, now, shift)) if rest else now.date()
    return datetime.combine(day, time.fromisoformat(read_time(field, clock[0])), now.tzinfo)


def read_span(field: Field, said: str, now: datetime, shift: Shifts) -> dict[str, datetime]:
    """From when to when."""
    sides = [_INSTANT.fullmatch(side.strip()) for side in _BETWEEN.split(fold_text(said))]
    match sides:
        case [re.Match() as first, re.Match() as last]:
            return {"start": _instant(field, first, _zone(now)), "end": _instant(field, last, _zone(now))}
        case _:
            reading = _read(said, now, shift)
    if reading is None or reading.start is None or reading.end is None:
        raise BadValue(field, _cause(reading, "请写起止时间，例如 明天下午，或 2026-11-25 08:00 至 2026-11-26 18:00"))
    return {"start": reading.start, "end": reading.end}


def read_month(field: Field, said: str, now: datetime) -> str:
    """A month, as text. Without a year it is this year's."""
    folded = fold_text(said).replace(" ", "")
    if (ahead := _MONTHS_SAID.get(folded)) is not None:
        months = now.year * MONTHS + now.month - 1 + ahead
        return f"{months // MONTHS:04}-{months % MONTHS + 1:02}"
    found = _MONTH.fullmatch(folded)
    if not found or not 1 <= int(found["month"]) <= MONTHS:
        raise BadValue(field, "请写月份，例如 2026-11")
    return f"{int(found['year'] or now.year):04}-{int(found['month']):02}"


def _read(said: str, now: datetime, shift: Shifts) -> LeaveReading | None:
    """As a sentence would be read; forms also tell of what has happened, so a past day is taken where one is named."""
    readings = [read_period(said, now=now, shift=shift, calendar=EVERY_DAY, back=back) for back in (False, True)]
    return next((reading for reading in readings if reading.start), readings[0])


def _cause(reading: LeaveReading | None, advice: str) -> str:
    if reading and reading.refusal:
        return reading.refusal.rstrip("。")
    return f"没有看懂，{advice}"


def _day(field: Field, found: re.Match[str]) -> date:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise BadValue(field, "没有这一天，请核对日期") from None


def _checked_weekday(field: Field, day: date, weekday: str | None) -> date:
    said = (weekday or "").replace("天", "日")
    if said and WEEKDAYS[day.weekday()] != said:
        raise BadValue(field, f"{day} 是周{WEEKDAYS[day.weekday()]}，不是周{said}，请核对")
    return day


def _instant(field: Field, found: re.Match[str], zone: tzinfo) -> datetime:
    day, hour, minute = _day(field, found), int(found["hour"]), int(found["minute"])
    if hour >= HOURS or minute >= 60:  # noqa: PLR2004 - minutes of an hour
        raise BadValue(field, "没有这个时刻，请写例如 2026-11-25 08:30")
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)


def _minute(said: str | None) -> int:
    return 30 if said == "半" else int(said or 0)


def _zone(now: datetime) -> tzinfo:
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    return now.tzinfo
