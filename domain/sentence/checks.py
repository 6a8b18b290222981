"""What is asked about a span that was read plainly: the past, days off, hours nobody works."""

from datetime import timedelta

from domain.leave_length import worked_minutes
from domain.sentence.meaning import Meaning, Outcome, Refusal, Setting, Span, doubtful
from domain.sentence.single import out_of_hours

LONGEST_DAYS = 366


def check(outcome: Outcome, setting: Setting) -> Outcome:
    """The outcome, or the doubt or refusal that its one span deserves."""
    if isinstance(outcome, Refusal) or not outcome.is_certain:
        return outcome
    span = outcome.spans[0]
    hours = None if setting.counts_every_hour else _hours(span, setting)
    found = _too_long(span) or hours or _days_off(span, setting) or _past(span, setting)
    if found is None:
        return outcome
    return found if isinstance(found, Refusal) else found.noting(*outcome.rules)


def is_past(span: Span, setting: Setting) -> bool:
    return span.start.date() < setting.today or span.end <= setting.now


def _too_long(span: Span) -> Refusal | None:
    if span.end - span.start <= timedelta(days=LONGEST_DAYS):
        return None
    return Refusal("请假超过一年了，没有填。请核对起止日期。")


def _hours(span: Span, setting: Setting) -> Meaning | None:
    """Evening, early morning and noon are not worked; what is left of the span inside the shift is offered."""
    day, last = setting.whole_day(span.start.date()), setting.whole_day(span.end.date())
    if span.start < day.start or span.end > last.end or span.start >= day.end:
        opening = day if span.start < day.end else setting.whole_day(day.start.date() + timedelta(days=1))
        inside = Span(max(span.start, opening.start), min(span.end, last.end))
        if inside.start < inside.end and worked_minutes(inside.start, inside.end, setting.shift):
            return doubtful("有一部分不在您的上班时间，请选一个。", (inside,))
        return out_of_hours(day, setting)
    if not worked_minutes(span.start, span.end, setting.shift):
        return doubtful("这段是休息时间，不用请假。您要请的是哪个半天？", setting.halves(day.start.date()))
    return None


def _days_off(span: Span, setting: Setting) -> Meaning | None:
    """A leave that counts working days neither begins nor ends on a day off."""
    days = (span.start.date(), span.end.date())
    off = next((day for day in days if not setting.counts(day)), None)
    if off is None:
        return None
    reason = setting.calendar.kind_of(off).reason
    return doubtful(
        f"{off.month}月{off.day}日是{reason}，本来就不上班。您要请的是哪一天？", (_nearest_worked(span, setting),)
    )


def _nearest_worked(span: Span, setting: Setting) -> Span:
    """The span without days off at its ends; the next day worked, at the same hours, if nothing is left of it."""
    first = setting.calendar.next_workday(span.start.date())
    last = setting.calendar.previous_workday(span.end.date())
    start = span.start if first == span.start.date() else setting.at(first, setting.shift_on(first).start)
    end = span.end if last == span.end.date() else setting.at_end(last)
    if start < end:
        return Span(start, end)
    moved = first - span.start.date()
    if span.is_one_day:
        return Span(span.start + moved, span.end + moved)
    return setting.whole_day(first)


def _past(span: Span, setting: Setting) -> Meaning | None:
    if setting.back:
        return None if is_past(span, setting) or span.start <= setting.now else _not_past(span, setting)
    if not is_past(span, setting):
        return None
    rest = setting.at(setting.today, setting.usual.start)
    later = Span(rest, span.end) if span.start < rest < span.end and span.end > setting.now else None
    return doubtful(f"{setting.describe(span)}已经过去。是补假吗？", (span, later))


def _not_past(span: Span, setting: Setting) -> Meaning:
    return doubtful(f"补假是给过去的时间补，{setting.describe(span)}还没有到。按正常请假吗？", (span,))
