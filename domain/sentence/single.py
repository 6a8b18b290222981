"""A day, a half, an hour or a lesson by itself, with or without a stated length."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from domain.leave_length import describe_length, worked_minutes
from domain.sentence.hours import is_taken_for_afternoon, resolve_clock
from domain.sentence.lengths import calendar_run, run_from, run_to, say, stated_minutes
from domain.sentence.meaning import Meaning, Outcome, Refusal, Setting, Span, doubtful
from domain.sentence.phrase import Section
from domain.sentence.tokens import Clock, Lesson, Mark, Part, Stretch, Unit
from domain.shift import MINUTE, Half

MORNING_LESSONS = 4
HOUR = timedelta(hours=1)
_HALVES = {Part.MORNING: Half.MORNING, Part.AFTERNOON: Half.AFTERNOON}


def read_single(section: Section, day: date, setting: Setting) -> Outcome:
    """`section` has no end of its own; its start lies on `day`."""
    side = section.start
    if side.clock is not None:
        return _at_clock(section, side.clock, day, setting)
    if side.lesson is not None:
        return lesson_span(side.lesson, day, setting)
    match side.part:
        case Part.MORNING | Part.AFTERNOON:
            half = setting.half_day(day, _HALVES[side.part])
            if half is None:
                return doubtful(f"您的班次没有{side.part}，请选时间。", setting.halves(day))
            return _within(section, half, setting)
        case Part.NOON:
            return doubtful("中午不在上班时间，不用请假。您要请的是哪个半天？", setting.halves(day))
        case Part.EVENING:
            return evening(day, setting)
        case Part.WHOLE | None:
            return _within(section, setting.whole_day(day), setting)


def evening(day: date, setting: Setting) -> Meaning:
    afternoon = setting.half_day(day, Half.AFTERNOON)
    return doubtful("晚上不在您的上班时间，您要请的是哪一段？", (afternoon, setting.whole_day(day)))


def lesson_span(lesson: Lesson, day: date, setting: Setting) -> Outcome:
    lessons = setting.shift_on(day).lessons
    if lesson.first is None or lesson.last is None:
        return doubtful("您请的是哪几节课？请说几点到几点。", setting.halves(day))
    if not lessons:
        halves = setting.halves(day)
        return doubtful(
            "还没有您的课表，不知道这几节是几点。请选半天，或说几点到几点。",
            halves if lesson.first <= MORNING_LESSONS else reversed(halves),
        )
    if not 1 <= lesson.first <= lesson.last <= len(lessons):
        return Refusal(f"课表里只有第1到第{len(lessons)}节，没有填。请核对节次。")
    start = lessons[lesson.first - 1].on(day, setting.now.tzinfo)[0]
    end = lessons[lesson.last - 1].on(day, setting.now.tzinfo)[1]
    return Meaning((Span(start, end),), rules=(f"第{lesson.first}–{lesson.last}节按课表{start:%H:%M}–{end:%H:%M}计",))


def _within(section: Section, span: Span, setting: Setting) -> Outcome:
    """A whole day or a half of it: itself, the stated part of it, or where a longer leave begins."""
    opens = section.opens or section.start.edge is Mark.AFTER
    if not section.lengths:
        return _open_end(span, setting) if opens else Meaning((span,))
    if long := _calendar_length(section.lengths):
        return calendar_run(span.start, long, setting)
    stated = stated_minutes(section.lengths, setting.shift_on(span.start.date()))
    if stated is None:
        return _vague_length(span.start, setting)
    return _stated_in(section, span, stated, setting)


def _stated_in(section: Section, span: Span, stated: int, setting: Setting) -> Meaning:
    """A length said beside a day or a half: all of it, a part of it, or more than it."""
    opens = section.opens or section.start.edge is Mark.AFTER
    room, said = worked_minutes(span.start, span.end, setting.shift), say(section.lengths)
    if any(length.split for length in section.lengths):
        together = run_from(span.start, stated, setting)[0]
        return doubtful(f"这几个半天是连着的{said}，还是分开的？分开的请一段一段地请。", (together,))
    if stated == room:
        return Meaning((span,))
    if section.leans and stated < room:
        return _at_edge(section.leans, span, stated, setting)
    if stated < room and not opens:
        return _part_of(span, stated, said, setting)
    run = _long_run(span.start, stated, said, setting)
    if section.start.part not in _HALVES or opens:
        return run
    room_said = describe_length(room, setting.shift_on(span.start.date()).minutes)
    return doubtful(f"{section.start.part}只有{room_said}，和您说的{said}对不上，以哪个为准？", (*run.spans, span))


def _calendar_length(lengths: Sequence[Stretch]) -> Stretch | None:
    return next((each for each in lengths if each.unit in {Unit.WEEK, Unit.MONTH} and not each.vague), None)


def _open_end(span: Span, setting: Setting) -> Meaning:
    doubt = f"{setting.describe(span)}开始，到什么时候结束？"
    return Meaning((span,), doubt, open_ended=True)


def _vague_length(start: datetime, setting: Setting) -> Meaning:
    """两三天: the likely ones to choose from."""
    runs = (run_from(start, days * setting.shift_on(start.date()).minutes, setting)[0] for days in (1, 2, 3))
    return doubtful("请假时长说得不够准确，一共请几天？", runs)


def _at_edge(leans: Mark, span: Span, stated: int, setting: Setting) -> Meaning:
    """早退一小时 is the last one of the day, 晚到一小时 the first."""
    if leans is Mark.LATE:
        return Meaning((run_from(span.start, stated, setting)[1],), rules=("晚到从上班时间计起",))
    return Meaning((Span(run_to(span, stated, setting), span.end),), rules=("早退计到下班",))


def _part_of(span: Span, stated: int, said: str, setting: Setting) -> Meaning:
    """Which half, which hours: never guessed."""
    halves = [half for half in setting.halves(span.start.date()) if setting.counted(half) or half.end <= span.end]
    if [worked_minutes(half.start, half.end, setting.shift) for half in halves] == [stated] * len(halves) and halves:
        return doubtful("半天是上午还是下午？", halves)
    first = run_from(span.start, stated, setting)[1]
    return doubtful(f"{said}从几点开始？", (first, Span(run_to(span, stated, setting), span.end)))


def _long_run(start: datetime, stated: int, said: str, setting: Setting) -> Meaning:
    """Days on end; over a weekend or holiday both ways of counting are offered, unless the type counts every day."""
    counting, plain = run_from(start, stated, setting)
    if counting == plain:
        return Meaning((counting,))
    return doubtful(f"中间有休息日。{said}是只算工作日，还是连休息日一起算？", (counting, plain))


def _at_clock(section: Section, clock: Clock, day: date, setting: Setting) -> Outcome:
    at = resolve_clock(clock, section.start.part, setting.shift_on(day))
    if isinstance(at, Refusal):
        return at
    outcome = _from_clock(section, setting.at(day, at), setting)
    if isinstance(outcome, Refusal) or section.start.part or not is_taken_for_afternoon(clock, at):
        return outcome
    return outcome.noting(f"{clock.hour}点按下午计")


def _from_clock(section: Section, start: datetime, setting: Setting) -> Outcome:
    end_of_day = setting.at_end(start.date())
    if section.start.edge is Mark.BEFORE:
        return Meaning(
            (Span(setting.at(start.date(), setting.shift_on(start.date()).start), start),),
            rules=("从上班计到这个钟点",),
        )
    if not section.lengths and section.start.edge is Mark.AFTER:
        return Meaning((Span(start, max(end_of_day, start)),), rules=("这个钟点之后计到下班",))
    if not section.lengths:
        day = setting.whole_day(start.date())
        return _until(start, setting) if day.start <= start < day.end else out_of_hours(day, setting)
    if long := _calendar_length(section.lengths):
        return calendar_run(start, long, setting)
    stated = stated_minutes(section.lengths, setting.shift_on(start.date()))
    if stated is None:
        return _vague_length(start, setting)
    if stated > setting.shift_on(start.date()).minutes:
        return _long_run(start, stated, say(section.lengths), setting)
    return _hours_from(start, stated, say(section.lengths), setting)


def out_of_hours(day: Span, setting: Setting) -> Meaning:
    return doubtful("这个时间不在您的上班时间，您要请的是哪一段？", (*reversed(setting.halves(day.start.date())), day))


def _until(start: datetime, setting: Setting) -> Meaning:
    """15点 alone says when it begins; its end is asked."""
    return Meaning(tuple(_likely_ends(start, setting)), f"{start:%H:%M} 开始，到几点结束？", open_ended=True)


def _likely_ends(start: datetime, setting: Setting) -> Iterator[Span]:
    for segment in setting.shift_on(start.date()).segments:
        end = segment.on(start.date(), setting.now.tzinfo)[1]
        if end > start:
            yield Span(start, end)
    if start < setting.at_end(start.date()) - HOUR:
        yield Span(start, start + HOUR)


def _hours_from(start: datetime, stated: int, said: str, setting: Setting) -> Meaning:
    """Hours that fit are a span. Into noon or past the end of the day, both readings are offered."""
    end = start + stated * MINUTE
    if worked_minutes(start, end, setting.shift) == stated:
        return Meaning((Span(start, end),))
    day = setting.whole_day(start.date())
    clipped = Span(start, min(end, day.end)) if start < day.end else None
    worked_through = run_from(start, stated, setting)[1]
    if worked_through.is_one_day:
        return doubtful(f"从 {start:%H:%M} 起{said}会跨过休息时间，请选一个。", (clipped, worked_through))
    earlier = Span(run_to(day, stated, setting), day.end)
    return doubtful(f"从 {start:%H:%M} 起{said}超过了下班时间，请选一个。", (clipped, earlier))
