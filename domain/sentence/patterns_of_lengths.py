"""Lengths and distances with a number: 3天, 两天半, 1.5小时, 一周, 两三天, 3天后."""

import re
from fractions import Fraction

from domain.sentence.numbers import BROKEN, LONGEST, WHOLE, read_amount, read_whole
from domain.sentence.tokens import Relative, Said, Stretch, Unit

HALF = Fraction(1, 2)
MANY_YEARS = 99
ABSURD = Fraction(10**6)  # stands for a number too long to read; refused later as no length anyone means

_TO = r"\s*(?:到|至|-|~|–|—)\s*"
_DAYS = r"(?:天|日(?=假)|个工作日|工作日|个自然日|自然日)(?!气|然|花|台|文|津|空|线|数)"
_HOURS = r"(?:个小时|个钟头|小时|钟头|h|个钟)"
_WEEKS = r"(?:个星期|个礼拜|星期|礼拜|周|个周)(?![一二三四五六日天末岁]|年(?![假休]))"
_UNITS = (
    (_DAYS, Unit.DAY),
    (_HOURS, Unit.HOUR),
    (_WEEKS, Unit.WEEK),
    (r"(?:分钟|min)", Unit.MINUTE),
    (r"个月", Unit.MONTH),
    (r"年(?![假休级初底内度龄来前后制月0-9一二三四五六七八九十])", Unit.YEAR),
)
_ANY_UNIT = rf"(?:{'|'.join(pattern for pattern, _ in _UNITS[:4])})"

FEW = re.compile(
    rf"(?:好几|几|数|[0-9]{{1,4}}{_TO}[0-9]{{1,4}}|[一两二三四五六七八九](?:到|、)?[两二三四五六七八九]){_ANY_UNIT}"
    rf"|大半天|小半天|多半天"
)
SPLIT_HALVES = re.compile(rf"({WHOLE})个半天")
HALF_DAY = re.compile(r"(?<!上)(?<!下)(?<!前)(?<!后)半个?(?:天|工作日)")
HALF_HOUR = re.compile(r"半个?(?:小时|钟头)")
HALF_MONTH = re.compile(r"半个?月")
QUARTERS = re.compile(rf"({WHOLE})刻钟")
FROM_NOW = re.compile(rf"({WHOLE})天(?:之|以)?(后|前)(?!勤|台|面|往)")
HOURS_AND_MINUTES = re.compile(rf"({WHOLE}){_HOURS}(?:零|又)?({WHOLE})分钟?")
AND_A_HALF = re.compile(rf"({WHOLE})(?:个半(小时|钟头|工作日|月|星期)|(天|小时|个?工作日)半)")
PLAIN = tuple((re.compile(rf"(?<![第0-9.])({BROKEN})\s*{pattern}"), unit) for pattern, unit in _UNITS)
# 请假3日 is a length, 3日请假 a date.
DAYS_AFTER_VERB = re.compile(rf"(?:(?<=请假)|(?<=请)|(?<=共)|(?<=计))({WHOLE})日(?![到至~的上下–—-])")

_HALVED = {
    "天": Unit.DAY,
    "工作日": Unit.DAY,
    "个工作日": Unit.DAY,
    "小时": Unit.HOUR,
    "钟头": Unit.HOUR,
    "月": Unit.MONTH,
    "星期": Unit.WEEK,
}


def _whole(text: str) -> Fraction:
    number = read_whole(text)
    return ABSURD if number is None else Fraction(number)


def _few(match: re.Match[str]) -> tuple[Said, ...]:
    unit = next((unit for pattern, unit in _UNITS if re.search(pattern, match[0])), Unit.DAY)
    return (Stretch(Fraction(0), unit, vague=True),)


def _split_halves(match: re.Match[str]) -> tuple[Said, ...]:
    halves = _whole(match[1])
    return (Stretch(halves * HALF, Unit.DAY, split=halves != 1),)


def _half_of(unit: Unit) -> tuple[Said, ...]:
    return (Stretch(HALF, unit),)


def _quarters(match: re.Match[str]) -> tuple[Said, ...]:
    return (Stretch(_whole(match[1]) * 15, Unit.MINUTE),)


def _from_now(match: re.Match[str]) -> tuple[Said, ...] | None:
    days = read_whole(match[1])
    if days is None:
        return None
    return (Relative(days if match[2] == "后" else -days),)


def _hours_and_minutes(match: re.Match[str]) -> tuple[Said, ...]:
    return (Stretch(_whole(match[1]) * 60 + _whole(match[2]), Unit.MINUTE),)


def _and_a_half(match: re.Match[str]) -> tuple[Said, ...]:
    return (Stretch(_whole(match[1]) + HALF, _HALVED[match[2] or match[3]]),)


def _plain(match: re.Match[str], unit: Unit) -> tuple[Said, ...] | None:
    """A number too long to read is absurd; 十一二天 is one nobody can tell."""
    amount = read_amount(match[1])
    if amount is None:
        return (Stretch(ABSURD, unit) if len(match[1]) > LONGEST else Stretch(Fraction(0), unit, vague=True),)
    if unit is Unit.YEAR and amount > MANY_YEARS:
        return None  # 2026年 without a month is no length
    return (Stretch(amount, unit),)


RULES = (
    (SPLIT_HALVES, _split_halves),
    (HALF_DAY, lambda _: _half_of(Unit.DAY)),
    (HALF_HOUR, lambda _: _half_of(Unit.HOUR)),
    (HALF_MONTH, lambda _: (Stretch(Fraction(15), Unit.DAY),)),
    (QUARTERS, _quarters),
    (FROM_NOW, _from_now),
    (HOURS_AND_MINUTES, _hours_and_minutes),
    (AND_A_HALF, _and_a_half),
    (FEW, _few),
    (DAYS_AFTER_VERB, lambda match: _plain(match, Unit.DAY)),
    *((pattern, lambda match, unit=unit: _plain(match, unit)) for pattern, unit in PLAIN),
)
