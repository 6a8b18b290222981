"""A question about a balance to come: 7月能休几天, 年底还有几天年假, 余额 12月31日."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.leave_types import BY_NAME, LeaveType
from domain.sentence.numbers import CHINESE, read_whole
from domain.text_fold import fold

FARTHEST_YEARS = 3  # what is granted later nobody knows today
LAST_MONTH = 12
_NUMBER = rf"(?:[0-9]{{1,2}}|[{CHINESE}]{{1,3}})"
_ASKS = re.compile(r"几天|多少|几个?小时|够不够|余额")
_ABOUT = re.compile(r"休|有|剩|假|余额")
_WHEN = re.compile(
    rf"(?P<year>明年|后年|今年|20[0-9]{{2}}年)?的?(?P<month>{_NUMBER})月份?(?:(?P<day>{_NUMBER})[日号]|(?P<end>底|末)|初)?"
)


class NoSuchDay(Exception):
    """The day that is named is not in the calendar; the Chinese text says so."""


@dataclass(frozen=True, slots=True)
class BalanceQuestion:
    """`day` is None where none is named: as of today. Without `kinds` all that have a balance."""

    day: date | None
    kinds: tuple[LeaveType, ...]


def read_balance_question(said: str, today: date) -> BalanceQuestion | None:
    """None where it asks something else, or about no day to come.

    Raises:
        NoSuchDay: 2月30日.
    """
    text = fold(said).text.replace(" ", "")
    if not _ASKS.search(text) or not _ABOUT.search(text):
        return None
    day = _day(text, today)
    return BalanceQuestion(day, kinds_in(text)) if day is not None else None


def read_day(said: str, today: date) -> BalanceQuestion:
    """What follows 余额: a day, names of types, both or nothing.

    Raises:
        NoSuchDay: 2月30日.
    """
    text = fold(said).text.replace(" ", "")
    return BalanceQuestion(_day(text, today), kinds_in(text))


def kinds_in(text: str) -> tuple[LeaveType, ...]:
    """The types with a balance that the text names."""
    found = (kind for name, kind in BY_NAME.items() if name in text and kind.has_balance)
    return tuple({kind.code: kind for kind in found}.values())


def _day(text: str, today: date) -> date | None:
    if match := _WHEN.search(text):
        return _month_day(match, today)
    return next((day(today) for word, day in _WORDS.items() if word in text), None)


def _month_day(match: re.Match[str], today: date) -> date:
    month = _number(match["month"])
    if not 1 <= month <= LAST_MONTH:
        raise NoSuchDay(f"没有 {month} 月。请写成 7月 或 7月15日。")
    said = _number(match["day"]) if match["day"] else None
    year = _year(match["year"], today)
    if year is None:
        is_past = (month, today.day if said is None else said) < (today.month, today.day)
        year = today.year + is_past
    day = monthrange(year, month)[1] if match["end"] else said or 1
    try:
        found = date(year, month, day)
    except ValueError:
        raise NoSuchDay(f"{year}年{month}月没有 {day} 日。请改日期。") from None
    return today if said is None and found < today and (year, month) == (today.year, today.month) else found


def _number(said: str) -> int:
    return read_whole(said) or 0


def _year(said: str | None, today: date) -> int | None:
    match said:
        case None:
            return None
        case "今年":
            return today.year
        case "明年":
            return today.year + 1
        case "后年":
            return today.year + 2
        case _:
            return int(said.removesuffix("年"))


def _month_end(today: date) -> date:
    return today.replace(day=monthrange(today.year, today.month)[1])


_WORDS: Mapping[str, Callable[[date], date]] = {  # the longer first: 明年底 is no 明年
    "明年年底": lambda today: date(today.year + 1, 12, 31),
    "明年底": lambda today: date(today.year + 1, 12, 31),
    "明年": lambda today: date(today.year + 1, 1, 1),
    "年底": lambda today: date(today.year, 12, 31),
    "年末": lambda today: date(today.year, 12, 31),
    "元旦": lambda today: date(today.year + 1, 1, 1),
    "下个月": lambda today: _month_end(today) + timedelta(days=1),
    "下月": lambda today: _month_end(today) + timedelta(days=1),
    "月底": _month_end,
    "月末": _month_end,
}
