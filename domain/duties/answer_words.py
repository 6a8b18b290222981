"""What an owner says when asked for the date or the rhythm of a duty, made into a rule: shown before it counts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from domain.calendar_words import days_said
from domain.college_calendar import CollegeCalendar
from domain.duties.due import day_in
from domain.duties.rules import (
    LAST_DAY,
    AfterEvent,
    Annual,
    AnnualPeriod,
    BeforeEvent,
    Cycle,
    Daily,
    Every,
    Lapse,
    Monthly,
    OneOff,
    Part,
    Rule,
    TermKind,
    TermWeek,
    Unit,
    Weekly,
)
from domain.sentence.numbers import WHOLE, read_whole
from domain.text_fold import fold_text

MONTHS, LONGEST_TERM, MOST = 12, 30, 400  # weeks of a term, and a length nobody means
AGAIN_AFTER = timedelta(days=120)  # where the calendar has no next term: about as long as one
_KEEP = r"(?:号|日)?(?:之前|以前|前|左右)?"
_YEARLY = re.compile(rf"(?:每年|年年|每学年)(?P<month>{WHOLE})月(?P<rest>.*)")
_DAY = re.compile(rf"(?P<day>{WHOLE}){_KEEP}")
_MONTHLY = re.compile(r"(?:每月|每个月)(?P<rest>.*)")
_WEEKLY = re.compile(r"每(?:周|星期|个?礼拜)(?P<day>[一二三四五六日天])?(?:前|一次)?")
_TERM_WEEK = re.compile(
    rf"(?P<term>每学期|每个学期|春学期|春季学期|秋学期|秋季学期)第?(?P<week>{WHOLE})(?:教学)?周(?:之前|前)?"
)
_THIS_WEEK = re.compile(rf"(?:本学期|这学期|这个学期|第)第?(?P<week>{WHOLE})(?:教学)?周(?:之前|前)?")
_LENGTH = re.compile(
    rf"(?:提前|之后|以后|后)?(?P<n>{WHOLE})(?P<unit>个?工作日|天|日|个?星期|周|个?月|个?小时)(?:以?内|之内|前|后)?"
)
_PARTS: Mapping[str, Part] = {
    "初": Part.START,
    "上旬": Part.EARLY,
    "中旬": Part.MID,
    "下旬": Part.LATE,
    "底": Part.END,
    "末": Part.END,
    "": Part.WHOLE,
}
_CYCLES: Mapping[str, Every] = {
    "每季度": Every.QUARTER,
    "每个季度": Every.QUARTER,
    "每季": Every.QUARTER,
    "每半年": Every.HALF_YEAR,
    "半年": Every.HALF_YEAR,
    "每学期": Every.TERM,
    "每个学期": Every.TERM,
    "每学年": Every.ACADEMIC_YEAR,
    "每年": Every.YEAR,
}
_TERMS = {"每": TermKind.EACH, "春": TermKind.SPRING, "秋": TermKind.AUTUMN}
_UNITS: Mapping[str, Unit] = {
    "工作日": Unit.WORKING_DAYS,
    "天": Unit.DAYS,
    "日": Unit.DAYS,
    "星期": Unit.WEEKS,
    "周": Unit.WEEKS,
    "月": Unit.MONTHS,
    "小时": Unit.HOURS,
}
_DAILY = frozenset({"每天", "每日", "天天"})
_WORKDAYS = frozenset({"每个工作日", "每工作日"})
_NOT_KNOWN = frozenset({"不知道", "不清楚", "不确定", "待定", "还没定", "未定", "说不准", "没定"})
_NOT_NOW = frozenset({"今年不做", "今年不办", "今年没有", "今年不搞", "今年不用做", "今年不用"})


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A rule, and when to ask again: never where it goes on by itself."""

    rule: Rule
    asks_again_on: date | None = None


@dataclass(frozen=True, slots=True)
class NotThisYear:
    """It is not done this year; asked again in the next."""

    asks_again_on: date


@dataclass(frozen=True, slots=True)
class NotKnown:
    """Asked again after a term."""

    asks_again_on: date


Said = Rhythm | NotThisYear | NotKnown


def read_answer(said: str, rule: Rule, now: datetime, calendar: CollegeCalendar) -> Said | None:
    """None for what is no answer. `rule` is what lacks something, `now` is in campus time."""
    words = fold_text(said).replace(" ", "").strip("。.!,，")
    today = now.date()
    if words in _NOT_KNOWN:
        return NotKnown(after_a_term(today, calendar))
    if words in _NOT_NOW:
        return NotThisYear(date(today.year + 1, 1, 1))
    if isinstance(rule, AfterEvent | BeforeEvent):
        return _length(words, rule)
    words = words.removesuffix("一次").removesuffix("各一次") or words
    for read in (_yearly, _monthly, _weekly, _of_term, _by_cycle):
        found = read(words)
        if found is not None:
            return Rhythm(found)
    day = _this_term(words, today, calendar) or _one_day(said, now)
    return Rhythm(OneOff(at=day), after_a_term(day, calendar)) if day else None


def after_a_term(day: date, calendar: CollegeCalendar) -> date:
    """When the next term has begun."""
    term = calendar.next_term(day)
    return term.first if term else day + AGAIN_AFTER


def _yearly(words: str) -> Rule | None:
    found = _YEARLY.fullmatch(words)
    month = read_whole(found["month"]) if found else None
    if found is None or month is None or not 1 <= month <= MONTHS:
        return None
    rest = found["rest"].removesuffix("前").removesuffix("之") if not _DAY.fullmatch(found["rest"]) else found["rest"]
    if (part := _PARTS.get(rest.removesuffix("份"))) is not None:
        return AnnualPeriod(month=month, part=part)
    day = _number(_DAY, rest, "day")
    return Annual(month=month, day=day) if day and day <= day_in(2000, month, LAST_DAY).day else None


def _monthly(words: str) -> Rule | None:
    found = _MONTHLY.fullmatch(words)
    if found is None:
        return None
    match found["rest"]:
        case "":
            return Monthly()
        case "初":
            return Monthly(part=Part.START)
        case "底" | "末" | "最后一天":
            return Monthly(day=LAST_DAY)
        case rest:
            day = _number(_DAY, rest, "day")
            return Monthly(day=day) if day and day <= LAST_DAY else None


def _weekly(words: str) -> Rule | None:
    if words in _DAILY | _WORKDAYS:
        return Daily(workdays_only=words in _WORKDAYS)
    found = _WEEKLY.fullmatch(words)
    if found is None:
        return None
    return Weekly(weekday="一二三四五六日".index(found["day"].replace("天", "日")) + 1) if found["day"] else Weekly()


def _of_term(words: str) -> Rule | None:
    found = _TERM_WEEK.fullmatch(words)
    week = read_whole(found["week"]) if found else None
    if found is None or week is None or not 1 <= week <= LONGEST_TERM:
        return None
    return TermWeek(term=_TERMS[found["term"][0]], week=week)


def _by_cycle(words: str) -> Rule | None:
    every = _CYCLES.get(words)
    return Cycle(every=every) if every else None


def _this_term(words: str, today: date, calendar: CollegeCalendar) -> date | None:
    """The last day of that week of the term that is meant, unless it is over."""
    week, term = _number(_THIS_WEEK, words, "week"), calendar.term_meant(today)
    monday = term.monday_of(week) if term and week else None
    day = min(monday + timedelta(days=6), term.last) if monday and term else None
    return day if day and day >= today else None


def _one_day(said: str, now: datetime) -> date | None:
    """Without a year the next to come."""
    words = said.strip().removesuffix("。").removesuffix("前").removesuffix("之")
    days = days_said(words, now)
    if days is None or days[0] != days[1]:
        return None
    if days[0] >= now.date():
        return days[0]
    is_year_said = re.search(r"\d{4}", words) is not None
    return None if is_year_said else day_in(days[0].year + 1, days[0].month, days[0].day)


def _length(words: str, rule: AfterEvent | BeforeEvent) -> Said | None:
    found = _LENGTH.fullmatch(words)
    n = read_whole(found["n"]) if found else None
    if found is None or n is None or not 0 <= n <= MOST:
        return None
    return Rhythm(replace(rule, lapse=Lapse(_UNITS[found["unit"].removeprefix("个")], n)))


def _number(pattern: re.Pattern[str], words: str, name: str) -> int | None:
    found = pattern.fullmatch(words)
    return read_whole(found[name]) if found else None
