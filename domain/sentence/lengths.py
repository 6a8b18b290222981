"""Stated lengths: in minutes, laid onto the working days from a beginning, and held against a span."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction

from domain.leave_length import describe_length
from domain.sentence.meaning import Meaning, Outcome, Refusal, Setting, Span, days_after, doubtful
from domain.sentence.tokens import Stretch, Unit
from domain.shift import MINUTE, Shift

LONGEST_DAYS = 366
HOUR = 60
DAY_MINUTES = 24 * HOUR
WEEK = 7
LONGEST_WEEKS = 52
LONGEST_MONTHS = 12
_COUNTED = {Unit.HOUR: "小时", Unit.WEEK: "周"}


def stated_minutes(lengths: Sequence[Stretch], shift: Shift) -> int | None:
    """The sum of 1天2小时; one length said twice counts once. None where it is vague or a matter of the calendar."""
    if not lengths or any(each.vague or each.unit in {Unit.WEEK, Unit.MONTH, Unit.YEAR} for each in lengths):
        return None
    minutes = [_minutes(each, shift) for each in dict.fromkeys(lengths)]
    return None if any(each is None for each in minutes) else sum(each or 0 for each in minutes)


def _minutes(length: Stretch, shift: Shift) -> int | None:
    if length.unit is Unit.DAY and (length.amount * 2).denominator != 1:
        return None  # 1.3天 is nothing one can take: days are taken in halves
    unit = {Unit.DAY: shift.minutes, Unit.HOUR: HOUR}.get(length.unit, 1)
    minutes = length.amount * unit
    return minutes.numerator if minutes.denominator == 1 else None


def say(lengths: Sequence[Stretch]) -> str:
    """The lengths in the words they came in: 4小时, 2.5天."""
    return "".join(f"{_decimal(each.amount)}{_COUNTED.get(each.unit, each.unit)}" for each in dict.fromkeys(lengths))


def _decimal(amount: Fraction) -> str:
    return str(amount.numerator) if amount.denominator == 1 else f"{float(amount):g}"


def refuse_absurd(lengths: Sequence[Stretch]) -> Refusal | None:
    """No leave is zero long, longer than a year, or more hours than a day has."""
    for each in lengths:
        if each.vague:
            continue
        if each.amount == 0:
            return Refusal("请假时长不能是零，没有填。请说时长，例如 半天、2小时、3天。")
        if each.amount > _longest(each.unit):
            return Refusal("请假时长太长了，没有填。请核对；长期休假请说起止日期，例如 12月1日到12月31日。")
    return None


def _longest(unit: Unit) -> int:
    match unit:
        case Unit.MINUTE:
            return DAY_MINUTES
        case Unit.HOUR:
            return DAY_MINUTES // HOUR
        case Unit.DAY:
            return LONGEST_DAYS
        case Unit.WEEK:
            return LONGEST_WEEKS
        case Unit.MONTH:
            return LONGEST_MONTHS
        case Unit.YEAR:
            return 0


def run_from(start: datetime, minutes: int, setting: Setting) -> tuple[Span, Span]:
    """The span that uses up that many minutes of counting days, and the one that ignores what kind of day it is."""
    return (
        Span(start, _spent(start, minutes, setting, skips=True)),
        Span(start, _spent(start, minutes, setting, skips=False)),
    )


def _spent(start: datetime, minutes: int, setting: Setting, *, skips: bool) -> datetime:
    """The instant at which that many worked minutes since `start` are over."""
    left, day = minutes, start.date()
    for _ in range(LONGEST_DAYS * 2):
        if not skips or setting.counts(day):
            for segment in setting.shift_on(day).segments:
                begin, end = segment.on(day, setting.now.tzinfo)
                worked = max(0, (end - max(begin, start)) // MINUTE)
                if worked >= left:
                    return max(begin, start) + left * MINUTE
                left -= worked
        day += timedelta(days=1)
    return setting.at_end(day)


def run_to(span: Span, minutes: int, setting: Setting) -> datetime:
    """The instant from which that many worked minutes of the day it begins on are left until the span's end."""
    left, day, end = minutes, span.start.date(), span.end
    for segment in reversed(setting.shift_on(day).segments):
        begin, close = segment.on(day, setting.now.tzinfo)
        worked = max(0, (min(close, end) - begin) // MINUTE)
        if worked >= left:
            return min(close, end) - left * MINUTE
        left -= worked
    return setting.at(day, setting.shift_on(day).start)


def calendar_run(start: datetime, length: Stretch, setting: Setting) -> Meaning | Refusal:
    """一周 is seven days and 一个月 ends the day before its own date; a working leave ends on the last day worked."""
    last = _last_day(start.date(), length)
    if last is None:
        return doubtful("请说具体到哪一天。", ())
    if not setting.counts_every_day:
        last = max(setting.calendar.previous_workday(last), start.date())
    said = say((length,))
    return Meaning((Span(start, setting.at_end(last)),), rules=(f"{said}按自然日推算，到{last.month}月{last.day}日",))


def _last_day(first: date, length: Stretch) -> date | None:
    if length.amount.denominator != 1:
        return None
    if length.unit is Unit.WEEK:
        return days_after(first, WEEK * length.amount.numerator - 1)
    months = first.year * LONGEST_MONTHS + first.month - 1 + length.amount.numerator
    year, month = divmod(months, LONGEST_MONTHS)
    following = date(year, month + 1, 1)
    while following.month == month + 1 and following.day < first.day:
        following += timedelta(days=1)
    return following - timedelta(days=1)


def compare(span: Span, stated: int, said: str, setting: Setting) -> Outcome:
    """A length said beside a span must be what the span counts."""
    counted = setting.counted(span)
    if counted == stated:
        return Meaning((span,))
    full_day = setting.shift_on(span.start.date()).minutes
    doubt = f"{setting.describe(span)}计{describe_length(counted, full_day)}，和您说的{said}对不上，以哪个为准？"
    return doubtful(doubt, (span, run_from(span.start, stated, setting)[0]))
