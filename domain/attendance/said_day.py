"""A past day as people name it: 昨天, 5月3日, 3号, 上周五, 2026-05-03."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from domain.sentence.numbers import read_whole
from domain.text_fold import fold

DAY = timedelta(days=1)
_BACK: Mapping[str, int] = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "大前天": 3}
_NUMBER = r"[0-9一二三四五六七八九十廿]+"
_FULL = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_MONTH_DAY = re.compile(rf"({_NUMBER})(?:月|[-/.])({_NUMBER})[日号]?")
_DAY = re.compile(rf"({_NUMBER})[日号]")
_WEEKDAY = re.compile(r"(上周|上星期|上礼拜|这周|本周|周|星期|礼拜)([一二三四五六日天])")
_WEEK = "一二三四五六日"


def past_day(said: str, today: date) -> date | None:
    """The newest such day that is not after today; None for what names none, or one that does not exist."""
    text = fold(said).text.replace(" ", "").rstrip("。.?的了")
    if text in _BACK:
        return today - _BACK[text] * DAY
    if found := _FULL.fullmatch(text):
        return _date(*map(int, found.groups()))
    if found := _MONTH_DAY.fullmatch(text):
        return _of_month(found[1], found[2], today)
    if found := _DAY.fullmatch(text):
        return _of_number(found[1], today)
    if found := _WEEKDAY.fullmatch(text):
        return _of_week(found[1], found[2], today)
    return None


def _of_month(month: str, day: str, today: date) -> date | None:
    month_number, day_number = read_whole(month), read_whole(day)
    if month_number is None or day_number is None:
        return None
    candidates = (_date(year, month_number, day_number) for year in range(today.year, today.year - 5, -1))
    return next((each for each in candidates if each is not None and each <= today), None)


def _of_number(said: str, today: date) -> date | None:
    number = read_whole(said)
    this = _date(today.year, today.month, number) if number else None
    if this is not None and this <= today:
        return this
    before = today.replace(day=1) - DAY
    return _date(before.year, before.month, number) if number else None


def _of_week(week: str, said: str, today: date) -> date:
    """A bare weekday is the last one; of last week the calendar week before this one."""
    number = _WEEK.index("日" if said == "天" else said)
    monday = today - today.weekday() * DAY
    if week.startswith("上"):
        return monday - 7 * DAY + number * DAY
    this = monday + number * DAY
    return this if this <= today or week in {"这周", "本周"} else this - 7 * DAY


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
