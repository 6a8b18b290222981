"""What follows 校历: a week, a month, a day, a name; or, from HR, what is to be added or taken out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from domain.calendar_document import CalendarFileError
from domain.college_calendar import CollegeCalendar, Event, EventKind
from domain.forms.typed_times import EVERY_DAY
from domain.sentence.numbers import WHOLE, read_whole
from domain.sentence.read import read_period
from domain.shift import Shift
from domain.text_fold import clean, fold_text

Meant = TypeVar("Meant", bool, EventKind)
LONGEST_NAME = 30
MONTHS = 12
DAY = timedelta(days=1)
WEEK = 7

_ADD = re.compile(r"(?:添加|增加|新增|加上|加)\s*(?P<rest>.+)")
_TAKE_OUT = re.compile(r"(?:删除|删去|去掉|取消|删)\s*(?P<rest>.+)")
_ADD_OR_TAKE_OUT = re.compile(r"添加|增加|新增|删除|删去|去掉")
_TEACHING_WEEK = re.compile(rf"第?(?P<week>{WHOLE})(?:教学)?周")
_NAMED_WEEK = re.compile(r"(?P<which>上上|上|本|这|这个|下下|下)(?:个)?(?:周|星期|礼拜)")
_MONTH = re.compile(rf"(?:(?P<year>20\d\d|今|明|去)年)?(?P<month>{WHOLE})月(?:份)?")
_NAMED_MONTH = re.compile(r"(?P<which>上|本|这|这个|下)(?:个)?月(?:份)?")
_WEEKS = {"上上": -2, "上": -1, "本": 0, "这": 0, "这个": 0, "下": 1, "下下": 2}
_YEARS = {"去": -1, "今": 0, "明": 1}
_NAME_APART = re.compile(r"(?P<name>\S+)\s+(?P<when>.+)")
_NAME_CLOSE = re.compile(r"(?P<name>[^\d\s]+?)\s*(?P<when>\d.+|(?:今天|明天|后天|下周).*)")
_WORKS = {
    "放假": False,
    "不上班": False,
    "休息": False,
    "照常上班": True,
    "补班": True,
    "上班": True,
}
_KINDS = {
    "假期": EventKind.VACATION,
    "考试": EventKind.EXAM,
    "开学": EventKind.OPENING,
    "会议": EventKind.MEETING,
    "其他": EventKind.OTHER,
}
_KINDS_BY_NAME = (
    (re.compile(r"(?:寒|暑)假"), EventKind.VACATION),
    (re.compile(r"考试|补考|统考"), EventKind.EXAM),
    (re.compile(r"开学|报到|注册|返校"), EventKind.OPENING),
    (re.compile(r"(?:大会|例会|会议)$"), EventKind.MEETING),
)


@dataclass(frozen=True, slots=True)
class WeekAsked:
    """A calendar week by its Monday."""

    monday: date


@dataclass(frozen=True, slots=True)
class MonthAsked:
    year: int
    month: int


@dataclass(frozen=True, slots=True)
class DayAsked:
    day: date


@dataclass(frozen=True, slots=True)
class NameAsked:
    """Events or holidays of that name."""

    name: str


@dataclass(frozen=True, slots=True)
class Adding:
    """An event to be put in."""

    event: Event


@dataclass(frozen=True, slots=True)
class TakingOut:
    """An event to be taken out: by its name, and the day it touches where there are several."""

    name: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was not understood, and what to write instead; Chinese."""

    sentence: str


Asked = WeekAsked | MonthAsked | DayAsked | NameAsked | Adding | TakingOut | Unclear | None


def is_change(said: str) -> bool:
    """Whether it wants to change the calendar, understood or not."""
    return _ADD_OR_TAKE_OUT.match(fold_text(clean(said))) is not None


def read_asked(said: str, now: datetime, calendar: CollegeCalendar) -> Asked:
    """None for nothing at all: today. `now` is in campus time."""
    written = clean(said)
    if not written:
        return None
    if (adding := _ADD.match(written)) and is_change(written):
        return _adding(adding["rest"], now)
    if (taking := _TAKE_OUT.match(written)) and is_change(written):
        return _taking_out(taking["rest"], now)
    folded = fold_text(written).replace(" ", "")
    return _week(folded, now.date(), calendar) or _month(folded, now.date()) or _day(folded, now) or _name(written)


def _week(said: str, today: date, calendar: CollegeCalendar) -> Asked:
    if named := _NAMED_WEEK.fullmatch(said):
        return WeekAsked(today - today.weekday() * DAY + _WEEKS[named["which"]] * WEEK * DAY)
    numbered = _TEACHING_WEEK.fullmatch(said)
    if numbered is None:
        return None
    week, term = read_whole(numbered["week"]), calendar.term_meant(today)
    if term is None or week is None:
        return Unclear("校历里还没有学期，不知道这是哪一周。可以问日期，例如 校历 11月25日；学期由人事处导入。")
    monday = term.monday_of(week)
    return WeekAsked(monday) if monday else Unclear(f"{term.name}只有第1–{term.weeks()}周，没有第{week}周。")


def _month(said: str, today: date) -> Asked:
    if named := _NAMED_MONTH.fullmatch(said):
        months = today.year * MONTHS + today.month - 1 + _WEEKS[named["which"]]
        return MonthAsked(months // MONTHS, months % MONTHS + 1)
    numbered = _MONTH.fullmatch(said)
    month = read_whole(numbered["month"]) if numbered else None
    if numbered is None or month is None:
        return None
    if not 1 <= month <= MONTHS:
        return Unclear(f"没有{month}月。请写 1 到 12 月，例如 校历 10月。")
    year = numbered["year"]
    if year is None:
        return MonthAsked(_nearest_year(today, month), month)
    return MonthAsked(int(year) if year.isdecimal() else today.year + _YEARS[year], month)


def _nearest_year(today: date, month: int) -> int:
    """Asked in November, 1月 is next year's; asked in January, 11月 is last year's: what is nearer."""
    half = MONTHS // 2
    ahead = month - today.month
    return today.year + (1 if ahead < -half else -1 if ahead > half else 0)


def _day(said: str, now: datetime) -> Asked:
    days = days_said(said, now)
    return DayAsked(days[0]) if days and days[0] == days[1] else None


def _name(written: str) -> Asked:
    return NameAsked(written[:LONGEST_NAME])


def days_said(said: str, now: datetime) -> tuple[date, date] | None:
    """The first and the last day of a time that is said without doubt; past ones are days, too."""
    for back in (False, True):
        reading = read_period(said, now=now, shift=Shift(), calendar=EVERY_DAY, back=back)
        if reading.start and reading.end and not reading.reason:
            return reading.start.date(), reading.end.date()
    return None


def _adding(rest: str, now: datetime) -> Adding | Unclear:
    words, works = _taken(rest, _WORKS)
    words, kind = _taken(words, _KINDS)
    parts = _NAME_APART.fullmatch(words) or _NAME_CLOSE.fullmatch(words)
    days = days_said(parts["when"], now) if parts else None
    if parts is None or days is None:
        return Unclear("没有看懂要加什么、是哪几天，没有改。请写 校历 添加 运动会 11月25日-11月26日 放假。")
    name = parts["name"]
    if len(name) > LONGEST_NAME:
        return Unclear(f"名称太长，没有改。最长 {LONGEST_NAME} 个字。")
    kind = kind or next((each for pattern, each in _KINDS_BY_NAME if pattern.search(name)), EventKind.OTHER)
    if kind is EventKind.VACATION and works is None:
        return Unclear(
            f"没有改：请写明{name}期间教职工上不上班，请假天数和办理时限按它计。例如末尾加 放假，或加 照常上班。"
        )
    try:
        return Adding(Event(name, *days, kind, works))
    except CalendarFileError as error:
        return Unclear(f"没有改：{error}。")


def _taking_out(rest: str, now: datetime) -> TakingOut:
    name, _, when = rest.partition(" ")
    days = days_said(when, now) if when.strip() else None
    return TakingOut(name[:LONGEST_NAME], days[0] if days else None)


def _taken(words: str, known: Mapping[str, Meant]) -> tuple[str, Meant | None]:
    """The words without the one of these that stands apart or at the end, and what it means."""
    parts = words.split()
    apart = next((part for part in parts[1:] if part in known), None)
    if apart is not None:
        parts.remove(apart)
        return " ".join(parts), known[apart]
    endings = (word for word in sorted(known, key=len, reverse=True) if words.endswith(word) and words != word)
    ending = next(endings, None)
    return (words.removesuffix(ending).rstrip(), known[ending]) if ending else (words, None)
