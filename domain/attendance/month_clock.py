"""When a month is confirmed and signed, by the working days of the month after it."""

import re
from datetime import date, timedelta

from domain.calendar import WorkCalendar
from domain.sentence.numbers import read_whole
from domain.text_fold import fold

DAY = timedelta(days=1)
SIGNED_BY = 3  # the day of the month after, by which heads hand in their sheets (004 JX 10.6.1)
SECOND = 2
LAST_ASKED = 20  # the day of the month after; who has not answered by then is HR's to see to

_FULL = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_MONTH = re.compile(r"([0-9一二三四五六七八九十]+)月份?")
_BACK = {"本月": 0, "这个月": 0, "这月": 0, "上月": 1, "上个月": 1}


def month_before(day: date) -> date:
    """The first day of the month before."""
    return (day.replace(day=1) - DAY).replace(day=1)


def workdays_so_far(calendar: WorkCalendar, today: date) -> int:
    """The number of this working day in its month; 0 for a day off."""
    if not calendar.works(today):
        return 0
    return sum(calendar.works(today - DAY * back) for back in range(today.day))


def deadline(calendar: WorkCalendar, today: date) -> date:
    """The 3rd, or the second working day of a month that begins with a holiday."""
    found, day = 0, today.replace(day=1) - DAY
    while found < SECOND:
        day += DAY
        found += calendar.works(day)
    return max(day, today.replace(day=SIGNED_BY))


def past_month(said: str, today: date) -> date | None:
    """The newest such month that is not after this one: 10月, 2026-10, 上个月."""
    text = fold(said).text.replace(" ", "").rstrip("。.?的")
    if text in _BACK:
        return month_before(today) if _BACK[text] else today.replace(day=1)
    if found := _FULL.fullmatch(text):
        return _month(int(found[1]), int(found[2]), today)
    if found := _MONTH.fullmatch(text):
        number = read_whole(found[1]) or 0
        return _month(today.year, number, today) or _month(today.year - 1, number, today)
    return None


def _month(year: int, number: int, today: date) -> date | None:
    try:
        month = date(year, number, 1)
    except ValueError:
        return None
    return month if month <= today else None
