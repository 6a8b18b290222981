"""Times of day and class periods with a number: 8:30, 八点半, 3到5点, 第3-4节."""

import re

from domain.sentence.numbers import CHINESE, WHOLE, read_whole
from domain.sentence.tokens import Clock, Lesson, Mark, Part, Said

_TO = r"\s*(?:到|至|-+|~|–|—+)\s*"
_QUARTERS = {"半": 30, "一刻": 15, "1刻": 15, "三刻": 45, "3刻": 45, "整": 0, "钟": 0}
# 一点小事, 早一点, 差一点: no hour at all.
_NOT_A_LITTLE = r"(?!(?<=[有晚早快慢好大小多少差])[一1]点)(?!一时|一点[小事儿钱私急也都不别东心])"
_HOUR_UNIT = r"(?:点(?![名评击子火滴])|时(?![候间段长刻期]))"
_MINUTES = (
    rf"(?:(?P<quarter>半|[一三13]刻|整|钟)|(?P<minute>[0-9]{{2}}|[{CHINESE}]{{2,3}}|{WHOLE}(?=分))分?"
    rf"(?![0-9{CHINESE}天小个点时月号日年节钟:]))?"
)

COLON = re.compile(r"(?<![0-9:])(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2})?(?![0-9])")
COLON_TO_HOUR = re.compile(
    rf"(?<![0-9:])(?P<hour>[0-9]{{1,2}}):(?P<minute>[0-9]{{2}}){_TO}(?P<last>[0-9]{{1,2}})(?![0-9:点时月日号天./-]|小时)"
)
SPOKEN_TO_HOUR = re.compile(
    rf"(?P<hour>{WHOLE})点(?P<half>半)?(?:{_TO})(?P<last>[0-9]{{1,2}})(?![0-9:点时月日号天./-]|小时)"
)
# The first of two hours has no unit of its own: 3到5点, 8-10:30.
HOUR_BEFORE_HOUR = re.compile(
    rf"(?<![0-9:./月])(?P<hour>{WHOLE})(?={_TO}(?:{WHOLE}{_HOUR_UNIT}|[0-9]{{1,2}}:[0-9]{{2}}))"
)
SPOKEN = re.compile(rf"{_NOT_A_LITTLE}(?P<hour>{WHOLE}){_HOUR_UNIT}{_MINUTES}")

# 早8点, 晚6点.
PART_BEFORE_HOUR = re.compile(rf"[早晚](?={WHOLE}{_HOUR_UNIT}|[0-9]{{1,2}}:[0-9]{{2}})")
_SHORT_PARTS = {"早": Part.MORNING, "晚": Part.EVENING}

LESSONS = re.compile(
    rf"第?(?P<first>{WHOLE})节?(?:课)?(?:{_TO}|[、,和])第?(?P<last>{WHOLE})(?:大|小)?节(?:课|次)?(?!日)"
    rf"|第?(?P<one>[一二三四五六七八九1-9])(?P<two>[二三四五六七八九十2-9])(?:大|小)?节(?:课)?(?!日)"
)
LESSON = re.compile(rf"第(?P<first>{WHOLE})(?:大|小)?节(?:课)?(?!日)")
LESSON_COUNT = re.compile(rf"{WHOLE}(?:大|小)?节课?(?!日)")


def _clock(hour: int | None, minute: int | None) -> Clock | None:
    """25点 is an hour too, one that does not exist; saying so is the reader's business."""
    return None if hour is None or minute is None else Clock(hour, minute)


def _colon(match: re.Match[str]) -> tuple[Said, ...] | None:
    clock = _clock(int(match["hour"]), int(match["minute"]))
    return (clock,) if clock else None


def _colon_to_hour(match: re.Match[str]) -> tuple[Said, ...] | None:
    return _to_hour(_clock(int(match["hour"]), int(match["minute"])), match["last"])


def _spoken_to_hour(match: re.Match[str]) -> tuple[Said, ...] | None:
    return _to_hour(_clock(read_whole(match["hour"]), 30 if match["half"] else 0), match["last"])


def _to_hour(first: Clock | None, last: str) -> tuple[Said, ...] | None:
    second = _clock(int(last), 0)
    return (first, Mark.TO, second) if first and second else None


def _hour(match: re.Match[str]) -> tuple[Said, ...] | None:
    clock = _clock(read_whole(match["hour"]), 0)
    return (clock,) if clock else None


def _spoken(match: re.Match[str]) -> tuple[Said, ...] | None:
    minute = read_whole(match["minute"]) if match["minute"] else _QUARTERS.get(match["quarter"], 0)
    clock = _clock(read_whole(match["hour"]), minute)
    return (clock,) if clock else None


def _lessons(match: re.Match[str]) -> tuple[Said, ...] | None:
    """三四节 are two neighbours; 三八节 is a festival."""
    first, last = read_whole(match["first"] or match["one"]), read_whole(match["last"] or match["two"])
    if first is None or last is None or (match["one"] and last != first + 1):
        return None
    return (Lesson(first, last),)


def _lesson(match: re.Match[str]) -> tuple[Said, ...]:
    number = read_whole(match["first"])
    return (Lesson(number, number),)


def _lesson_count(_: re.Match[str]) -> tuple[Said, ...]:
    return (Lesson(None, None),)


RULES = (
    (PART_BEFORE_HOUR, lambda match: (_SHORT_PARTS[match[0]],)),
    (LESSONS, _lessons),
    (LESSON, _lesson),
    (COLON_TO_HOUR, _colon_to_hour),
    (COLON, _colon),
    (SPOKEN_TO_HOUR, _spoken_to_hour),
    (HOUR_BEFORE_HOUR, _hour),
    (SPOKEN, _spoken),
    (LESSON_COUNT, _lesson_count),
)
