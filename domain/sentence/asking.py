"""What is asked about a leave: all that is missing in one sentence, all that is ambiguous with buttons."""

from collections.abc import Iterator
from datetime import datetime

from domain.leave_length import describe_length
from domain.leave_types import BY_CODE, CARE
from domain.sentence.checks import is_past
from domain.sentence.meaning import Meaning, Outcome, Setting, Span
from domain.sentence.reading import About, Ask, LeaveReading, Option
from domain.sentence.type_rules import likely_types

NAMES = {About.TYPE: "请什么假", About.TIME: "什么时间", About.REASON: "什么事由"}
EXAMPLES = {About.TYPE: "事假", About.TIME: "明天下午", About.REASON: "参加培训"}
OTHER_TIME = Option("换个时间", {"start": None, "end": None, "period": "", "back_dated": False})


def questions(reading: LeaveReading, outcome: Outcome | None, setting: Setting) -> tuple[Ask, ...]:
    """In the order in which they are worth answering."""
    return tuple(_questions(reading, outcome, setting))


def _questions(reading: LeaveReading, outcome: Outcome | None, setting: Setting) -> Iterator[Ask]:
    if reading.whose:
        yield _ask_whose(reading.whose)
    if missing := _missing(reading, outcome):
        yield _ask_missing(missing, reading, setting)
    if reading.types:
        yield _ask_between(reading.types)
    if isinstance(outcome, Meaning) and not outcome.is_certain:
        yield _ask_time(outcome, setting)


def _missing(reading: LeaveReading, outcome: Outcome | None) -> tuple[About, ...]:
    leave_type = BY_CODE.get(reading.leave_type or "")
    wanted = {
        About.TYPE: leave_type is None and not reading.types,
        About.TIME: outcome is None,
        About.REASON: leave_type is not None and leave_type.needs_reason and not reading.reason,
    }
    return tuple(about for about, is_missing in wanted.items() if is_missing)


def _ask_missing(missing: tuple[About, ...], reading: LeaveReading, setting: Setting) -> Ask:
    options = _type_options(likely_types(reading.reason)) if About.TYPE in missing else ()
    wanted = "、".join(NAMES[about] for about in missing)
    example = " ".join(EXAMPLES[about] for about in missing)
    known = ""
    if About.TIME in missing and reading.stated_minutes:
        known = f"您要请 {describe_length(reading.stated_minutes, setting.usual.minutes)}，"
    return Ask(missing, f"{known}请问{wanted}？例如：{example}", options)


def _type_options(codes: tuple[str, ...]) -> tuple[Option, ...]:
    return tuple(Option(BY_CODE[code].name, {"leave_type": code, "types": []}) for code in codes if code in BY_CODE)


def _ask_between(codes: tuple[str, ...]) -> Ask:
    names = "、".join(BY_CODE[code].name for code in codes if code in BY_CODE)
    if CARE.code in codes:
        return Ask(
            (About.TYPE,), "护理假有两种：配偶生育的陪产假，照护父母家人的护理假。您请哪一种？", _type_options(codes)
        )
    return Ask((About.TYPE,), f"您说了{names}，一张申请只能请一种。您请哪一种？", _type_options(codes))


def _ask_whose(name: str) -> Ask:
    own = Option("是我自己请", {"whose": None})
    return Ask((About.WHOSE,), f"这是给{name}请假吗？请假要由本人申请；如果是您自己请，请点按钮。", (own,))


def _ask_time(meaning: Meaning, setting: Setting) -> Ask:
    options = tuple(option_for(span, setting) for span in meaning.spans)
    if len(options) == 1:
        options = (*options, OTHER_TIME)
    return Ask((About.UNTIL if meaning.open_ended else About.TIME,), meaning.doubt, options)


def option_for(span: Span, setting: Setting) -> Option:
    """A button that sets the time; a past one is marked as back-dated."""
    past = is_past(span, setting)
    length = describe_length(setting.counted(span), setting.shift_on(span.start.date()).minutes)
    return Option(
        f"{'补 ' if past else ''}{setting.describe(span)}，计 {length}",
        {"start": _iso(span.start), "end": _iso(span.end), "period": "", "stated_minutes": None, "back_dated": past},
    )


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
