"""From one time to another: 下午3点到5点, 周三下午到周五上午."""

from datetime import date, datetime, time

from domain.sentence.hours import END_OF_DAY, is_taken_for_afternoon, resolve_clock
from domain.sentence.lengths import compare, say, stated_minutes
from domain.sentence.meaning import Meaning, Outcome, Refusal, Setting, Span, doubtful
from domain.sentence.phrase import Section, Side
from domain.sentence.single import evening, lesson_span
from domain.sentence.tokens import Clock, Part
from domain.shift import Half, Shift


def read_range(section: Section, first: date, last: date, setting: Setting) -> Outcome:
    """`section` has an end; its sides lie on `first` and `last`."""
    end_side = section.end or Side()
    if Part.EVENING in {section.start.part, end_side.part} and not section.start.clock:
        return evening(first, setting)
    start = _begin(section.start, first, setting)
    if isinstance(start, Refusal | Meaning):
        return start
    end = _finish(section.start, end_side, last, start, setting)
    if isinstance(end, Refusal | Meaning):
        return end
    if end <= start:
        return _backwards(start, end, setting)
    return _with_length(section, Span(start, end), setting).noting(
        *_rules(section.start, start), *_rules(end_side, end)
    )


def _with_length(section: Section, span: Span, setting: Setting) -> Meaning:
    stated = stated_minutes(section.lengths, setting.shift_on(span.start.date()))
    if stated is None:
        return Meaning((span,))
    outcome = compare(span, stated, say(section.lengths), setting)
    return outcome if isinstance(outcome, Meaning) else Meaning((span,))


def _begin(side: Side, day: date, setting: Setting) -> datetime | Outcome:
    if side.clock is not None:
        at = resolve_clock(side.clock, side.part, setting.shift_on(day))
        return at if isinstance(at, Refusal) else setting.at(day, at)
    if side.lesson is not None:
        return _edge_of(lesson_span(side.lesson, day, setting), "start")
    match side.part:
        case Part.AFTERNOON | Part.NOON:
            half = setting.half_day(day, Half.AFTERNOON)
        case Part.MORNING:
            half = setting.half_day(day, Half.MORNING)
        case Part.WHOLE | Part.EVENING | None:
            half = setting.whole_day(day)
    return half.start if half else doubtful(f"您的班次没有{side.part}，请选时间。", setting.halves(day))


def _finish(start_side: Side, side: Side, day: date, start: datetime, setting: Setting) -> datetime | Outcome:
    if side.clock is not None:
        same_day = day == start.date()
        part = side.part or (start_side.part if same_day and _is_later(side.clock, start_side) else None)
        at = resolve_clock(side.clock, part, setting.shift_on(day), start.time() if same_day else None)
        return at if isinstance(at, Refusal) else setting.at(day, at)
    if side.lesson is not None:
        return _edge_of(lesson_span(side.lesson, day, setting), "end")
    match side.part:
        case Part.MORNING | Part.NOON:
            half = setting.half_day(day, Half.MORNING)
        case Part.AFTERNOON:
            half = setting.half_day(day, Half.AFTERNOON)
        case Part.WHOLE | Part.EVENING | None:
            half = setting.whole_day(day)
    return half.end if half else doubtful(f"您的班次没有{side.part}，请选时间。", setting.halves(day))


def _is_later(clock: Clock, start_side: Side) -> bool:
    """下午3点到5点 is afternoon at both ends; 上午9点到3点 is not morning at both."""
    return (
        start_side.part is Part.AFTERNOON and start_side.clock is not None and clock.hour >= start_side.clock.hour % 12
    )


def _edge_of(outcome: Outcome, edge: str) -> datetime | Outcome:
    if isinstance(outcome, Refusal) or not outcome.is_certain:
        return outcome
    return outcome.spans[0].start if edge == "start" else outcome.spans[0].end


def _rules(side: Side, at: datetime) -> tuple[str, ...]:
    taken = side.clock is not None and side.part is None and is_taken_for_afternoon(side.clock, at.time())
    return (f"{side.clock.hour}点按下午计",) if taken and side.clock else ()


def _backwards(start: datetime, end: datetime, setting: Setting) -> Refusal:
    first, last = _said(start, end, setting.shift_on(start.date())), _said(end, start, setting.shift_on(end.date()))
    return Refusal(f"结束时间({last})不晚于开始时间({first}),没有填。如果说反了，请重说：{last}到{first}。")


def _said(at: datetime, other: datetime, shift: Shift) -> str:
    day = "" if at.date() == other.date() else f"{at.month}月{at.day}日"
    edges: tuple[time, ...] = (shift.start, shift.end, END_OF_DAY)
    return day if day and at.time() in edges else f"{day}{at:%H:%M}"
