"""Sentences into leave: the whole of one, a time alone, an answer to a question, a pressed button."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.calendar import WorkCalendar
from domain.leave_types import BY_CODE
from domain.sentence.asking import questions
from domain.sentence.checks import check, is_past
from domain.sentence.lengths import stated_minutes
from domain.sentence.meaning import Meaning, Outcome, Refusal, Setting
from domain.sentence.period import read_phrase_in
from domain.sentence.phrase import Phrase, read_phrase
from domain.sentence.reading import About, Ask, LeaveReading
from domain.sentence.reason import reason_of
from domain.sentence.salutation import salutation_end
from domain.sentence.scan import scan
from domain.sentence.settle import settle
from domain.sentence.structure import Structure, structure
from domain.sentence.tokens import Mark, Stretch, Token
from domain.sentence.type_rules import named_types
from domain.sentence.whose import whose_leave
from domain.shift import Shifts
from domain.text_fold import Folded, clean, fold

# Who asks is known from the account; a name copied from a paper form is no reason.
_FORM_FIELDS = re.compile(
    r"(?:姓名|部门|单位|学院|处室|工号|学号|职务|岗位|请假人|申请人|電話|电话|手机)(?:号码?)?[:：][ ]?[^ ,，;；。]+"
)
LONGEST_SENTENCE = 500  # characters; what is longer is no sentence about leave


@dataclass(frozen=True, slots=True)
class Parts:
    """A sentence taken apart, before any date is worked out."""

    folded: Folded
    structure: Structure
    reason: str | None
    whose: str | None

    @property
    def types(self) -> tuple[str, ...]:
        return named_types(self.structure.types, self.folded.text)

    @property
    def period(self) -> str:
        """What was said about the time, in words that read the same again."""
        said, last = "", -1
        apart = " 或 " if self.structure.alternates else " "
        for token in self.structure.times:
            if token.start < last:
                continue  # the second word of a pair such as 明后天
            said += (apart if said and token.start != last else "") + self._as_length(token)
            last = token.end
        return said

    def _as_length(self, token: Token) -> str:
        """请假3日 is three days only behind its verb."""
        text = self.folded.text[token.start : token.end]
        is_short = isinstance(token.word, Stretch) and text.endswith("日") and not text.endswith(("工作日", "自然日"))
        return text.removesuffix("日") + "天" if is_short else text


def take_apart(text: str) -> Parts:
    folded = fold(_FORM_FIELDS.sub(" ", clean(text, LONGEST_SENTENCE)).strip())
    found = structure(tokens_of(folded))
    named = whose_leave(folded.text)
    rest = [token for token in found.rest if named is None or not named.start() <= token.start < named.end("whose")]
    whose = folded.original(named.start("whose"), named.end("whose")) if named else None
    return Parts(folded, found, reason_of(rest, folded), whose)


def tokens_of(folded: Folded) -> Sequence[Token]:
    """A greeting is one filler."""
    greeting = salutation_end(folded.text)
    tokens = settle(scan(folded.text, greeting), folded.text)
    return [Token(Mark.FILLER, 0, greeting), *tokens] if greeting else tokens


def phrase_of(period: str) -> Phrase:
    return read_phrase(structure(tokens_of(fold(period))).times)


def read_leave(text: str, *, now: datetime, shift: Shifts, calendar: WorkCalendar) -> LeaveReading:
    """The leave that a sentence asks for. `now` is aware and in campus time; so is what comes back."""
    parts = take_apart(text)
    types = parts.types
    reading = LeaveReading(
        leave_type=types[0] if len(types) == 1 else None,
        types=types if len(types) > 1 else (),
        period=parts.period,
        reason=parts.reason,
        back_dated=parts.structure.is_back_dated,
        whose=parts.whose,
        rules=type_rules(parts.structure),
    )
    return review(reading, now=now, shift=shift, calendar=calendar)


def read_period(text: str, *, now: datetime, shift: Shifts, calendar: WorkCalendar, back: bool = False) -> LeaveReading:
    """A time alone, with the questions it raises about itself; `back` leans to the past instead of the future."""
    parts = take_apart(text)
    reading = LeaveReading(period=parts.period, back_dated=back or parts.structure.is_back_dated)
    reviewed = review(reading, now=now, shift=shift, calendar=calendar)
    about_time = tuple(ask for ask in reviewed.questions if About.TYPE not in ask.about)
    if len(about_time) == len(reviewed.questions) or reviewed.span or about_time:
        return replace(reviewed, questions=about_time)
    return replace(reviewed, questions=(Ask((About.TIME,), "请问什么时间？例如：明天下午"),))


def review(reading: LeaveReading, *, now: datetime, shift: Shifts, calendar: WorkCalendar) -> LeaveReading:
    """The reading with its time worked out anew from what is known now, and with all that is still to be asked."""
    setting = Setting(now, shift, calendar, BY_CODE.get(reading.leave_type or ""), reading.back_dated)
    phrase = phrase_of(reading.period)
    stated = stated_minutes([each for section in phrase.sections for each in section.lengths], setting.usual)
    known = replace(reading, stated_minutes=stated if phrase.sections else reading.stated_minutes)
    outcome = check(Meaning((known.span,)), setting) if known.span else read_phrase_in(phrase, setting)
    return _with_outcome(known, outcome, setting)


def _with_outcome(reading: LeaveReading, outcome: Outcome | None, setting: Setting) -> LeaveReading:
    if isinstance(outcome, Refusal):
        return replace(reading, start=None, end=None, period="", questions=(), refusal=outcome.sentence)
    rules = tuple(dict.fromkeys((*reading.rules, *(outcome.rules if outcome else ()))))
    timed = replace(reading, start=None, end=None, rules=rules, refusal=None)
    if outcome and outcome.is_certain:
        span = outcome.spans[0]
        timed = replace(timed, start=span.start, end=span.end, back_dated=is_past(span, setting))
    return replace(timed, questions=questions(timed, outcome, setting))


def type_rules(found: Structure) -> tuple[str, ...]:
    """年休 and 倒休 are other words for a type; the restatement says for which."""
    named = ((each.said, BY_CODE[each.code].name) for each in found.types)
    return tuple(f"{said}按{name}计" for said, name in named if said != name)
