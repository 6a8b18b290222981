"""Dates with a number: 2026-11-25, 11月25日, 11/25, 11月25-27日, 下月3号, 25号, 下周三, 周三、四."""

import re

from domain.sentence.numbers import CHINESE, WHOLE, read_whole
from domain.sentence.tokens import Dated, Mark, Pair, Said, Vague, Weekday

_TO = r"\s*(?:到|至|-+|~|–|—+)\s*"
_LAST_MONTH = 12
_LONGEST_MONTH = 31
_NO_UNIT = r"(?![0-9]|[.:][0-9]|\s*(?:[点时月天元块人个斤米折度分%]|年(?![假休])|小时|h|号楼|节))"
# What a number with 号 names when it is not a day: a building, a train, a person's room.
_THING = (
    r"(?![楼门线馆厅床店房舍窗仓桌台令球码字坑柜库路井桥站池口]|院(?![里内])|车(?![坏祸子])|教[学室楼]|机[房床]|公寓|宿舍|实[验训]|电梯|"
    r"文件|会议室|病[房床区]|记录)"
)
_DAY_UNIT = rf"(?:号{_THING}|日(?![本常程志记用语游]))"
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_MONTHS = {
    "下下个月": 2,
    "下下月": 2,
    "下个月": 1,
    "下月": 1,
    "本月": 0,
    "这个月": 0,
    "这月": 0,
    "当月": 0,
    "上个月": -1,
    "上月": -1,
}

YEAR_MONTH_DAY = re.compile(
    rf"(?P<year>[0-9]{{4}}|[0-9]{{2}}(?=年)|[{CHINESE}]{{4}}(?=年))\s*(?:年|[-/.])\s*(?P<month>{WHOLE})\s*(?:月|[-/.])\s*"
    rf"(?P<day>{WHOLE})[日号]?(?:{_TO}(?P<last>{WHOLE}){_DAY_UNIT})?(?![0-9])"
)
COMPACT = re.compile(r"(?<![0-9])(?P<year>20[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?![0-9])")
SPOKEN_YEAR = re.compile(
    rf"(?P<word>前年|去年|今年|本年|明年|后年)的?(?P<month>{WHOLE})月(?:份的?)?(?P<day>{WHOLE})[日号]?"
)
MONTH_DAYS = re.compile(
    rf"(?P<month>{WHOLE})月(?P<day>{WHOLE})[日号]?(?P<link>{_TO}|\s*[、,和]\s*)(?P<last>{WHOLE})(?:{_DAY_UNIT}|(?=$|[\s,。请休的(]))"
)
MONTH_DAY = re.compile(
    rf"(?P<month>{WHOLE})月(?:份的?)?(?P<day>{WHOLE})(?:{_DAY_UNIT}|(?![0-9{CHINESE}]|[个天点小周]))"
)
NUMERIC_DAYS = re.compile(
    rf"(?<![0-9./])(?P<month>[0-9]{{1,2}})[./](?P<day>[0-9]{{1,2}})[日号]?{_TO}(?P<last>[0-9]{{1,2}}){_NO_UNIT}[日号]?(?![/])"
)
NUMERIC = re.compile(rf"(?<![0-9./])(?P<month>[0-9]{{1,2}})[./](?P<day>[0-9]{{1,2}}){_NO_UNIT}(?:[日号]{_THING})?(?!/)")
MONTH_OFFSET = re.compile(
    rf"(?P<word>下下个月|下下月|下个月|下月|本月|这个月|这月|当月|上个月|上月)的?(?P<day>{WHOLE})"
    rf"(?:(?:{_DAY_UNIT})?{_TO}(?P<last>{WHOLE}){_DAY_UNIT}|{_DAY_UNIT})"
)
DAYS = re.compile(rf"(?P<day>{WHOLE})(?:{_DAY_UNIT})?(?P<link>{_TO}|\s*[、,和]\s*)(?P<last>{WHOLE}){_DAY_UNIT}")
DAY = re.compile(rf"(?P<day>{WHOLE}){_DAY_UNIT}")
PAIR = re.compile(
    rf"(?<![0-9./:-])(?P<first>[0-9]{{1,2}})(?P<link>-|~|–|—|到|至)(?P<second>[0-9]{{1,2}})(?![-/]){_NO_UNIT}(?!号)"
)
MONTH_ALONE = re.compile(rf"(?P<month>{WHOLE})月(?:份)?(?:上旬|中旬|下旬|底|初|末|中)?(?![0-9{CHINESE}])")
TEACHING_WEEK = re.compile(rf"第(?P<week>{WHOLE})(?:教学)?周(?:的?(?:周|星期|礼拜)(?P<day>[一二三四五六日天]))?")

_NAME = "(?:[一二三四五六日天]|[1-7](?![0-9.]))"
_NOT_ITS_UNIT = r"(?![点时月号节岁天]|周(?![一二三四五六日天1-7])|年(?![假休])|小时|个(?:半天|小时|钟头|工作日|月))"
# 周三四 is two days, 周三四点 is not, nor 周三一早.
_NUMERALS = "一二三四五六七八九十百"
_NEXT_NAME = rf"[二三四五六日](?![{_NUMERALS}]*(?:[点时月号节天个楼人分岁级班]|年(?![假休])|小时))"
WEEKDAY = re.compile(
    rf"(?P<week>下下个?|下个?|上上个?|上个?|本|这个?|今)?(?:周|星期|礼拜)(?P<day>{_NAME}){_NOT_ITS_UNIT}"
    rf"(?:{_TO}(?P<last>{_NAME})(?![{_NUMERALS}0-9]*(?:[点时月号节天个楼人分:]|年(?![假休])|小时))"
    rf"|(?P<more>(?:、?{_NEXT_NAME})+))?"
)
_WEEKS = {"下下": 2, "下": 1, "上上": -2, "上": -1, "本": 0, "这": 0, "今": 0}


def _year(text: str) -> int | None:
    year = read_whole(text)
    century = 100
    return year if year is None or year >= century else 2000 + year


def _from_to(first: Dated, link: str, last: str | None) -> tuple[Said, ...] | None:
    """One date, or two with their link; a second day inherits what the first one has."""
    if last is None:
        return (first,)
    day = read_whole(last)
    if day is None:
        return None
    mark = Mark.AND if link.strip() in {"、", ",", "和"} else Mark.TO
    return first, mark, Dated(day)


def _full_date(match: re.Match[str]) -> tuple[Said, ...] | None:
    year, month, day = _year(match["year"]), read_whole(match["month"]), read_whole(match["day"])
    if year is None or month is None or day is None:
        return None
    return _from_to(Dated(day, month, year), "到", match.groupdict().get("last"))


def _spoken_year(match: re.Match[str]) -> tuple[Said, ...] | None:
    """去年 and its like are no numbers yet: the year depends on today, so it stays an offset in twelfths."""
    month, day = read_whole(match["month"]), read_whole(match["day"])
    if month is None or day is None:
        return None
    return (Dated(day, month, years_ahead=_YEARS[match["word"]]),)


def _month_days(match: re.Match[str]) -> tuple[Said, ...] | None:
    month, day = read_whole(match["month"]), read_whole(match["day"])
    if month is None or day is None:
        return None
    return _from_to(Dated(day, month), match["link"], match["last"])


def _month_day(match: re.Match[str]) -> tuple[Said, ...] | None:
    month, day = read_whole(match["month"]), read_whole(match["day"])
    return None if month is None or day is None else (Dated(day, month),)


def _numeric(match: re.Match[str]) -> tuple[Said, ...] | None:
    month, day = int(match["month"]), int(match["day"])
    if not 1 <= month <= _LAST_MONTH or not 1 <= day <= _LONGEST_MONTH:
        return None
    return _from_to(Dated(day, month), "到", match.groupdict().get("last"))


def _month_offset(match: re.Match[str]) -> tuple[Said, ...] | None:
    day = read_whole(match["day"])
    if day is None:
        return None
    return _from_to(Dated(day, months_ahead=_MONTHS[match["word"]]), "到", match["last"])


def _days(match: re.Match[str]) -> tuple[Said, ...] | None:
    day = read_whole(match["day"])
    return None if day is None else _from_to(Dated(day), match["link"], match["last"])


def _day(match: re.Match[str]) -> tuple[Said, ...] | None:
    day = read_whole(match["day"])
    return None if day is None else (Dated(day),)


def _pair(match: re.Match[str]) -> tuple[Said, ...]:
    return (Pair(int(match["first"]), int(match["second"]), dashed=match["link"] == "-"),)


def _vague(match: re.Match[str]) -> tuple[Said, ...]:
    return (Vague(match[0]),)


def _teaching_week(match: re.Match[str]) -> tuple[Said, ...]:
    """A day of a week of the term; the week alone is asked about."""
    week = read_whole(match["week"])
    if match["day"] is None or week is None:
        return (Vague(match[0]),)
    return (Weekday(_weekday_number(match["day"]), term_week=week),)


def _weekday(match: re.Match[str]) -> tuple[Said, ...]:
    week = _WEEKS[match["week"].rstrip("个")] if match["week"] else None
    first = Weekday(_weekday_number(match["day"]), week)
    if match["last"]:
        return first, Mark.TO, Weekday(_weekday_number(match["last"]))
    days: list[Said] = [first]
    for name in (match["more"] or "").replace("、", ""):
        days += [Mark.AND, Weekday(_weekday_number(name))]
    return tuple(days)


def _weekday_number(name: str) -> int:
    return "1234567".index(name) if name.isdigit() else "一二三四五六日".index("日" if name == "天" else name)


RULES = (
    (TEACHING_WEEK, _teaching_week),
    (WEEKDAY, _weekday),
    (COMPACT, _full_date),
    (YEAR_MONTH_DAY, _full_date),
    (SPOKEN_YEAR, _spoken_year),
    (MONTH_DAYS, _month_days),
    (MONTH_DAY, _month_day),
    (MONTH_OFFSET, _month_offset),
    (NUMERIC_DAYS, _numeric),
    (NUMERIC, _numeric),
    (DAYS, _days),
    (DAY, _day),
    (MONTH_ALONE, _vague),
    (PAIR, _pair),
)
