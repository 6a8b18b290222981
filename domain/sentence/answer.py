"""Answers to what was asked: a pressed button, a number, a time, a type, a reason, or all of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.calendar import WorkCalendar
from domain.sentence.numbers import WHOLE, read_whole
from domain.sentence.phrase import Phrase, Section, Side, read_phrase
from domain.sentence.read import Parts, phrase_of, review, take_apart, tokens_of, type_rules
from domain.sentence.reading import About, Ask, LeaveReading, Option, Value, from_draft, to_draft
from domain.sentence.structure import structure
from domain.sentence.tokens import Dated, Pair, Relative, Weekday
from domain.shift import Shifts
from domain.text_fold import clean, fold, fold_text

_NUMBER = re.compile(rf"^(?:选|第)?({WHOLE})(?:个|项|号)?$")
_YES = {"是", "是的", "对", "对的", "嗯", "好", "好的", "可以", "行", "确认", "没错", "是补假", "补"}
_NO = {"不是", "不", "否", "不对", "不是的", "没有"}
# What is taken back ends at the word that puts something else in its place, or at a comma.
_CORRECTION = re.compile(
    r"^(?:不是|不对|错了|不要)(?:[^,，。;改是]{0,12}?[,，。;]?(?:而?是|改成|改为|改到|要)|[^,，。;改是]{0,12}?[,，。;])?"
)
_SHORT_TYPES = {
    "事": "事假",
    "病": "病假",
    "年": "年假",
    "调": "调休",
    "婚": "婚假",
    "产": "产假",
    "丧": "丧假",
    "公": "公假",
}


def choose(
    draft: LeaveReading, patch: Mapping[str, Value], *, now: datetime, shift: Shifts, calendar: WorkCalendar
) -> LeaveReading:
    """The draft with a pressed option's fields, looked through again."""
    return review(from_draft({**to_draft(draft), **patch}, now), now=now, shift=shift, calendar=calendar)


def read_answer(
    text: str, asked: Sequence[Ask], *, draft: LeaveReading, now: datetime, shift: Shifts, calendar: WorkCalendar
) -> LeaveReading:
    """The draft with what an answer adds; one that answers nothing leaves it as it was and says what is wanted."""
    if option := _picked(fold_text(text), asked):
        return choose(draft, option.patch, now=now, shift=shift, calendar=calendar)
    parts = take_apart(_meant(text, asked))
    merged = _merged(parts, asked, draft, text)
    if merged == draft:
        return replace(draft, refusal=_nothing_read(asked))
    return review(replace(merged, refusal=None), now=now, shift=shift, calendar=calendar)


def _picked(answer: str, asked: Sequence[Ask]) -> Option | None:
    """A button's label, its number, or yes to a question that can be answered so."""
    options = [option for ask in asked for option in ask.options]
    if found := next((option for option in options if fold_text(option.label) == answer), None):
        return found
    closed = [ask for ask in asked if len(asked) == 1 and ask.options]
    if not closed:
        return None
    if (match := _NUMBER.match(answer)) and (number := read_whole(match[1])) and number <= len(options):
        return options[number - 1]
    if closed[0].text.endswith("吗？") and answer in _YES | _NO:
        return options[0 if answer in _YES else -1]
    return None


def _meant(text: str, asked: Sequence[Ask]) -> str:
    """A bare 事 for 事假 where the type was asked; 不是明天,是后天 without what it takes back."""
    short = _SHORT_TYPES.get(fold_text(text))
    if short and any(About.TYPE in ask.about for ask in asked):
        return short
    said = clean(text)
    return _CORRECTION.sub("", said) or said


def _merged(parts: Parts, asked: Sequence[Ask], draft: LeaveReading, text: str) -> LeaveReading:
    about = {each for ask in asked for each in ask.about}
    if about == {About.REASON}:
        return replace(draft, reason=reason_of_answer(text))
    merged = _with_type(parts, draft)
    if parts.structure.is_back_dated:
        merged = replace(merged, back_dated=True)
    if parts.structure.times:
        merged = _with_time(parts, asked, merged)
    adds_more = merged != draft
    if parts.reason and (About.REASON in about or adds_more) and (not draft.reason or About.REASON in about):
        merged = replace(merged, reason=parts.reason)
    return merged


def reason_of_answer(text: str) -> str | None:
    """All of the answer is the reason when only that was asked, whatever dates it holds."""
    said = clean(text).removeprefix("因为").removeprefix("事由").lstrip(":： ")
    return said or None


def _with_type(parts: Parts, draft: LeaveReading) -> LeaveReading:
    types = parts.types
    if not types:
        return draft
    rules = tuple(dict.fromkeys((*draft.rules, *type_rules(parts.structure))))
    if len(types) == 1:
        return replace(draft, leave_type=types[0], types=(), rules=rules)
    return replace(draft, leave_type=None, types=types, rules=rules)


def _with_time(parts: Parts, asked: Sequence[Ask], draft: LeaveReading) -> LeaveReading:
    """A time said whole replaces the old one; a part of one completes it."""
    if draft.span is not None or not draft.period:
        return replace(draft, start=None, end=None, period=parts.period)
    until = any(About.UNTIL in ask.about for ask in asked)
    old, new = phrase_of(draft.period), read_phrase(parts.structure.times)
    return replace(draft, start=None, end=None, period=_combined(old, new, draft.period, parts.period, until=until))


def _combined(old: Phrase, new: Phrase, old_said: str, new_said: str, *, until: bool) -> str:
    if len(old.sections) != 1 or len(new.sections) != 1:
        return new_said
    before, after = old.sections[0], new.sections[0]
    if until and after.end is None and not after.start.is_empty:
        return f"{old_said} 到 {new_said}"
    if _completes(before, after):
        return f"{old_said} {new_said}"
    return f"{_day_words(old_said)} {new_said}" if not after.start.days else new_said


def _day_words(period: str) -> str:
    """明天 of 明天晚上: other hours on the same day."""
    tokens = structure(tokens_of(fold(period))).times
    days = [
        period[token.start : token.end] for token in tokens if isinstance(token.word, Relative | Weekday | Dated | Pair)
    ]
    return " ".join(dict.fromkeys(days))


def _completes(before: Section, after: Section) -> bool:
    """Whether the new words fill what the old ones left open, and contradict nothing of them."""
    if before.end is not None:
        return False
    if after.start.is_empty and after.end is not None:
        return True
    old, new = before.start, after.start
    clashes = (
        (old.days and new.days)
        or (old.vague and not new.days)
        or (old.has_hours and (new.has_hours or after.end is not None) and not _refines(old, new))
        or (before.lengths and after.lengths)
    )
    return not clashes


def _refines(old: Side, new: Side) -> bool:
    """下午, then 3点到5点."""
    return old.clock is None and old.part is not None and new.clock is not None and new.part is None


def _nothing_read(asked: Sequence[Ask]) -> str:
    wanted = next((ask.text for ask in asked), "请说请什么假、什么时间，例如：事假 明天下午")
    return f"没有看懂这句回答。{wanted}"
