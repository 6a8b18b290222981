"""Duty by the timetable: which lessons somebody gives on a day, with what was arranged instead of some of them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from domain.attendance.day_record import Absence
from domain.attendance.duty import DAY, TaughtDay, minutes_of
from domain.attendance.stretches import Stretch, merged
from domain.class_hits import Cover, CoverState, Teaching
from domain.ids import PersonId
from domain.lessons import hours_of, periods_in_words

NO_LESSONS = "这天没有课"
NO_TERM = "不在学期内"
NO_TIMETABLE = "课表还没有导入，这天不考勤"
UNDECIDED = "调休上班，校历还没有写明上哪天的课，这天不考勤"
NO_BELLS = "作息表里没有这天的节次，这天不考勤"

DAY_MINUTES = 24 * 60  # so long is a lesson of which the bells do not know the hours

Given = tuple[Stretch, str]  # from when to when, and what is told of it


class Teacher(NamedTuple):
    """Somebody whose duty the timetable says. The covers of `teaching` are those that they give away or take over."""

    person: PersonId
    teaching: Teaching


def taught_days(teacher: Teacher, first: date, last: date, absences: Sequence[Absence] = ()) -> dict[date, TaughtDay]:
    """Every day from the one to the other.

    A lesson that a colleague has taken over is no duty any more; within a leave it stays, so that the day is a leave's.
    """
    teaching = teacher.teaching
    start, end = (datetime.combine(day, time(), teaching.zone) for day in (first, last + DAY))
    held = teaching.hits(start, end)
    agreed = [each for each in teaching.covers if each.state is CoverState.AGREED]
    moved = {each.key for each in agreed}
    away = merged((each.start, each.end) for each in absences)
    found: dict[date, list[Given]] = {}
    for session in held.found:
        hours = minutes_of(session.start), minutes_of(session.end)
        if session.key not in moved or _is_in(hours, away):
            lesson = session.lesson
            told = f"{periods_in_words(lesson.first, lesson.last)}{lesson.course}"
            found.setdefault(session.day, []).append((hours, told))
    for cover in agreed:
        if cover.person == teacher.person and first <= cover.new.day <= last:
            found.setdefault(cover.new.day, []).append(_taken_over(teaching, cover))
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {day: _day(teaching, day, sorted(found.get(day, ())), held.undecided) for day in days}


def _is_in(hours: Stretch, away: Iterable[Stretch]) -> bool:
    return any(start <= hours[0] and hours[1] <= end for start, end in away)


def _taken_over(teaching: Teaching, cover: Cover) -> Given:
    """Somebody else's lesson, or one's own at another time."""
    periods = cover.new.first, cover.new.last
    start, end = hours_of(teaching.calendar, cover.new.day, cover.campus, periods, teaching.zone)
    kind = "补课" if cover.person == cover.teacher else "代课"
    return (minutes_of(start), minutes_of(end)), f"{periods_in_words(*periods)}{cover.course}（{kind}）"


def _day(teaching: Teaching, day: date, given: Sequence[Given], undecided: Iterable[date]) -> TaughtDay:
    term = teaching.calendar.term_of(day)
    if any(end - start >= DAY_MINUTES for (start, end), _ in given):
        return TaughtDay((), NO_BELLS, is_known=False)
    if given:
        return TaughtDay(tuple(_apart(hours for hours, _ in given)), "、".join(told for _, told in given))
    if day in undecided:
        return TaughtDay((), UNDECIDED, is_known=False)
    if term is None:
        return TaughtDay((), NO_TERM)
    return TaughtDay((), NO_LESSONS) if term.name in teaching.terms else TaughtDay((), NO_TIMETABLE, is_known=False)


def _apart(given: Iterable[Stretch]) -> Iterator[Stretch]:
    """Two lessons at one time are one: nobody is late twice."""
    until = 0
    for start, end in given:
        if end > until:
            yield max(start, until), end
            until = end
