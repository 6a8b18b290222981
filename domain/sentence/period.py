"""A whole phrase about time into the span it means, or into what has to be asked about it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from domain.leave_length import describe_day, worked_minutes
from domain.sentence.checks import check, is_past
from domain.sentence.days import ends_before, resolve_day
from domain.sentence.lengths import refuse_absurd, stated_minutes
from domain.sentence.meaning import DayChoice, DayOutcome, Meaning, Outcome, Refusal, Setting, Span, doubtful
from domain.sentence.phrase import Phrase, Section, Side
from domain.sentence.ranged import read_range
from domain.sentence.single import read_single
from domain.sentence.tokens import Dated, Part, Vague
from domain.sentence.vague import vague_spans

MOST_OPTIONS = 4
MOST_SECTIONS = 7  # a week day by day; more is no leave but a list
DAY = timedelta(days=1)


def read_phrase_in(phrase: Phrase, setting: Setting) -> Outcome | None:
    """None where the phrase says no time at all, or only how long."""
    lengths = [length for section in phrase.sections for length in section.lengths]
    if refusal := refuse_absurd(lengths):
        return refusal
    if all(section.is_empty or section.start == Side(part=Part.WHOLE) for section in phrase.sections):
        return None  # nothing, or 全天 of no day
    if phrase.repeats or len(phrase.sections) > MOST_SECTIONS:
        return doubtful("一张申请只能请一段连续的时间。请先说其中一次，例如 明天下午。", ())
    if vague := _vague_in(phrase):
        return doubtful(f"「{vague.said}」不够具体，是哪一天？", vague_spans(vague, setting))
    if len(phrase.sections) == 1:
        return _read_section(phrase.sections[0], setting, None)
    return _read_several(phrase, setting)


def _vague_in(phrase: Phrase) -> Vague | None:
    sides = (side for section in phrase.sections for side in (section.start, section.end) if side)
    return next((side.vague for side in sides if side.vague and not side.days), None)


def _read_several(phrase: Phrase, setting: Setting) -> Outcome:
    sections = _with_shared_part(phrase) if phrase.either else phrase.sections
    sections, total = (sections, None) if phrase.either else _without_total(sections, setting)
    choice = _first_day(sections[0], setting, None)
    if isinstance(choice, DayChoice) and choice.doubt:
        return _for_each_day(choice, phrase, setting)
    read: list[Span] = []
    doubts: list[Outcome] = []
    rules: list[str] = []
    day: date | None = None
    for section in sections:
        outcome = _read_section(section, setting, day)
        if isinstance(outcome, Refusal) or not outcome.spans:
            return outcome
        day = outcome.spans[0].start.date()
        read.append(outcome.spans[0])
        rules += outcome.rules
        doubts += [] if outcome.is_certain else [outcome]
    if phrase.either:
        return doubtful("您说了两种时间，要请哪一个？", read)
    if doubts:
        return doubts[0]
    joined = _joined(read, phrase.sections, total, setting)
    return joined if isinstance(joined, Refusal) else joined.noting(*rules)


def _for_each_day(choice: DayChoice, phrase: Phrase, setting: Setting) -> Outcome:
    """今天就是周三: the whole of 周三、周四 for this week and for the next."""
    first, rest = phrase.sections[0], phrase.sections[1:]
    spans: list[Span] = []
    for day in choice.days:
        exact = replace(first, start=replace(first.start, days=(Dated(day.day, day.month, day.year),)))
        outcome = read_phrase_in(replace(phrase, sections=(exact, *rest)), setting)
        if isinstance(outcome, Meaning):
            spans += outcome.spans if phrase.either else outcome.spans[:1]
    return doubtful(choice.doubt, spans)


def _with_shared_part(phrase: Phrase) -> tuple[Section, ...]:
    """明天或后天下午: the half day belongs to both."""
    last = phrase.sections[-1].start
    if not last.part:
        return phrase.sections
    return tuple(
        section
        if section.start.has_hours or section.end
        else replace(section, start=replace(section.start, part=last.part))
        for section in phrase.sections
    )


def _without_total(sections: tuple[Section, ...], setting: Setting) -> tuple[tuple[Section, ...], int | None]:
    """周三、周四两天: a length over a day at the end is that of all."""
    lengths = sections[-1].lengths
    total = stated_minutes(lengths, setting.usual)
    if total is None or total <= setting.usual.minutes:
        return sections, None
    return (*sections[:-1], replace(sections[-1], lengths=())), total


def _joined(read: Sequence[Span], sections: Sequence[Section], total: int | None, setting: Setting) -> Outcome:
    """Parts that follow each other without a worked minute between are one leave; others are two."""
    whole = Span(read[0].start, read[-1].end)
    shared = sections[-1].start.has_hours and any(
        not section.start.has_hours and not section.end for section in sections
    )
    if not shared and all(_follows(later, earlier, setting) for earlier, later in pairwise(read)):
        if total is not None and total != setting.counted(whole):
            return doubtful("这几段合起来和您说的时长对不上，以哪个为准？", (whole, *read))
        return check(Meaning((whole,), rules=("前后相连，按一段计",)), setting)
    spans = (*read, whole) if whole.start < whole.end else read
    return doubtful("您说的几段时间不相连，一张申请只能请一段。先请哪一段？", spans[:MOST_OPTIONS])


def _follows(later: Span, earlier: Span, setting: Setting) -> bool:
    if later.start < earlier.end or later.start.date() - earlier.end.date() > DAY:
        return False
    return not worked_minutes(earlier.end, later.start, setting.shift)


def _read_section(section: Section, setting: Setting, inherited: date | None) -> Outcome:
    choice = _first_day(section, setting, inherited)
    if isinstance(choice, Refusal):
        return choice
    if not choice.days:
        return Meaning((), choice.doubt)
    outcomes = [_on_day(section, day, setting) for day in choice.days]
    if len(outcomes) == 1 and not choice.doubt:
        only = outcomes[0]
        return only if isinstance(only, Refusal) else only.noting(*choice.rules)
    spans = [outcome.spans[0] for outcome in outcomes if isinstance(outcome, Meaning) and outcome.spans]
    return doubtful(choice.doubt, spans) if spans else outcomes[0]


def _first_day(section: Section, setting: Setting, inherited: date | None) -> DayOutcome:
    """The day said, the one inherited, or today for hours without a date that are still ahead."""
    if section.start.days:
        return resolve_day(section.start.days, setting, inherited)
    if inherited is not None:
        return DayChoice((inherited,))
    if section.start.is_empty and section.end is not None and section.end.days:
        tomorrow = setting.calendar.next_workday(setting.today + DAY)
        return DayChoice((setting.today, tomorrow), "从什么时候开始？")
    return _today(section, setting)


def _today(section: Section, setting: Setting) -> DayOutcome:
    rule = f"没有说日期，按今天{describe_day(setting.today, today=setting.today)}计"
    outcome = _unchecked(section, setting.today, setting)
    if isinstance(outcome, Refusal) or setting.back or not outcome.spans:
        return DayChoice((setting.today,), rules=(rule,))
    if any(not is_past(span, setting) for span in outcome.spans):
        return DayChoice((setting.today,), rules=(rule,))
    return DayChoice((setting.today, setting.today + DAY), "今天的这个时间已经过去，您说的是哪一天？")


def _on_day(section: Section, day: date, setting: Setting) -> Outcome:
    return check(_unchecked(section, day, setting), setting)


def _unchecked(section: Section, day: date, setting: Setting) -> Outcome:
    if section.end is None:
        return read_single(section, day, setting)
    last = _last_day(section.end, day, setting)
    if isinstance(last, Refusal):
        return last
    outcomes = [read_range(section, day, each, setting) for each in last.days]
    if not last.doubt:
        return outcomes[0]
    return doubtful(last.doubt, [span for each in outcomes if isinstance(each, Meaning) for span in each.spans])


def _last_day(side: Side, first: date, setting: Setting) -> DayOutcome:
    if not side.days:
        return DayChoice((first,))
    choice = resolve_day(side.days, setting, first)
    if isinstance(choice, DayChoice) and choice.days[0] < first:
        return ends_before(first, choice.days[0], setting)
    return choice
