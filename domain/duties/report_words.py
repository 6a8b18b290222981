"""What follows 登记, and what is answered while something is being told: dates, deadlines, subjects, departments."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from domain.calendar_words import days_said
from domain.sentence.numbers import WHOLE, read_whole
from domain.text_fold import clean, fold_text

LONGEST_SUBJECT = 60
SHORTEST_NOTICE = 12  # characters; what is shorter is somebody's own words
NOTICE = re.compile(
    r"关于.{2,80}的?(?:通知|函|意见|方案|通报|决定|公告|请示|批复)|(?:通知|函|办法|方案)[》】]|(?:接|收)到.{0,20}(?:通知|文件|来函|方案)"
)
_TITLE = re.compile(
    r"《(?P<marked>[^》]{2,80})》|(?P<plain>关于.{2,80}?的?(?:通知|函|意见|方案|通报|决定|公告|请示|批复))"
)
_DAY = r"(?:20\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}[日号]?|今天|昨天|前天|明天|后天|(?:本|这|下|上)?周[一二三四五六日天]"
_DEADLINE = re.compile(
    rf"(?:截止(?:时间|日期)?|截至|最迟|限)[为是到于：: ]*(?P<after>{_DAY})|(?P<before>{_DAY})(?:之)?前"
)
_TIME = re.compile(r"(?P<hour>[01]?\d|2[0-3])[:：](?P<minute>[0-5]\d)")
_ACT = re.compile(
    rf"(?P<act>撤销|取消|作废|改期|改到|发生|已发生|照常)\s*(?P<number>{WHOLE})(?:号|条)?[ ,，到为]*(?P<rest>.*)"
)
_ONLY = re.compile(r"(?:只给|只|给|仅|由)\s*(?P<who>.+?)(?:办|办理)?$")
_APART = re.compile(r"[ ,，、;；和]+")
_YEAR = re.compile(r"20\d\d|[明后]年")
HALF_A_YEAR, FEBRUARY = 183, 2
NONE = frozenset({"没有", "没写", "无", "没有写", "未写", "没", "不限"})
ALL = frozenset({"全部", "都办", "所有", "全校", "都"})


@dataclass(frozen=True, slots=True)
class TakingBack:
    """撤销 N."""

    number: int


@dataclass(frozen=True, slots=True)
class Moving:
    """改期 N to a day; None where the day was not understood."""

    number: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class TookPlace:
    """发生 N."""

    number: int


@dataclass(frozen=True, slots=True)
class Telling:
    """Something to be told. `name` is its name or its place in the list."""

    name: str
    at: datetime | None
    deadline: date | None
    subject: str


Said = TakingBack | Moving | TookPlace | Telling | None


def read_said(rest: str, now: datetime) -> Said:
    """None for nothing at all: the list. `now` is in campus time."""
    said = clean(rest).strip()
    if not said:
        return None
    if act := _ACT.fullmatch(said):
        number = read_whole(act["number"])
        if number is not None:
            return _act(act["act"], number, act["rest"], now)
    said, deadline = take_deadline(said, now)
    name, _, rest = said.strip().partition(" ")
    day, rest = _take_day(rest, now)
    if day is None:
        name, day = _day_behind(name, now)
    return Telling(name, day, deadline, clean(rest).strip(" ，,")[:LONGEST_SUBJECT])


def _act(act: str, number: int, rest: str, now: datetime) -> Said:
    match act:
        case "改期" | "改到":
            return Moving(number, read_instant(rest, now))
        case "发生" | "已发生" | "照常":
            return TookPlace(number)
        case _:
            return TakingBack(number)


def read_instant(said: str, now: datetime) -> datetime | None:
    """A day with or without a time of the clock; None for anything else, or for several days."""
    found = _TIME.search(said)
    words = _TIME.sub(" ", said).strip() if found else said.strip()
    days = days_said(words, now) if words else (now.date(), now.date()) if found else None
    if days is None or days[0] != days[1]:
        return None
    day = _nearest(days[0], words, now.date())
    if found:
        return datetime.combine(day, time(int(found["hour"]), int(found["minute"])), now.tzinfo)
    return now if day == now.date() else datetime.combine(day, time(), now.tzinfo)


def _nearest(day: date, words: str, today: date) -> date:
    """Without a year it is the nearest: what is told has mostly just happened, and not a year ahead."""
    if (day - today).days <= HALF_A_YEAR or _YEAR.search(words):
        return day
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == FEBRUARY else day.day)


def take_deadline(said: str, now: datetime) -> tuple[str, date | None]:
    """The words without the deadline that is named in them."""
    for found in _DEADLINE.finditer(said):
        days = days_said(found["after"] or found["before"], now)
        if days is not None:
            return f"{said[: found.start()]} {said[found.end() :]}", days[0]
    return said, None


def title_of(text: str) -> str:
    """What a notice is called; its first line where it has no title."""
    found = _TITLE.search(text)
    title = (found["marked"] or found["plain"]) if found else next(iter(text.strip().splitlines()), "")
    return clean(title)[:LONGEST_SUBJECT]


def is_notice(text: str) -> bool:
    """Whether it reads like a document that was passed on."""
    return len(text) >= SHORTEST_NOTICE and NOTICE.search(text) is not None


def departments_said(said: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Which of these departments somebody names, by their names or parts of them; all of them for 全部."""
    words = clean(said).strip(" 。.")
    if words in ALL:
        return known
    named = _ONLY.fullmatch(words)
    parts = [fold_text(part) for part in _APART.split(named["who"] if named else words) if part]
    found = tuple(each for each in known if any(part in fold_text(each) for part in parts))
    return found if all(any(part in fold_text(each) for each in known) for part in parts) else ()


def _take_day(words: str, now: datetime) -> tuple[datetime | None, str]:
    """The first words that are a day, with a time right behind them."""
    parts = words.split()
    for place in range(len(parts)):
        has_time = place + 1 < len(parts) and _TIME.fullmatch(parts[place + 1])
        end = place + (2 if has_time else 1)
        at = read_instant(" ".join(parts[place:end]), now)
        if at is not None:
            return at, " ".join(parts[:place] + parts[end:])
    return None, words


def _day_behind(name: str, now: datetime) -> tuple[str, datetime | None]:
    """收到数据采集通知11月20日, without a space."""
    found = re.search(rf"(?P<day>{_DAY})$", name)
    at = read_instant(found["day"], now) if found and found.start() else None
    return (name[: found.start()], at) if found and at else (name, None)
