"""What holds for every sentence: no failure, no backward span, and a restated span reads as itself."""

import json
import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from domain.calendar import WorkCalendar, calendar_from
from domain.leave_length import describe_span, length
from domain.leave_types import BY_CODE, LEAVE_TYPES
from domain.sentence import (
    LeaveReading,
    Option,
    choose,
    from_draft,
    read_answer,
    read_leave,
    read_period,
    to_draft,
)
from domain.sentence.vocabulary import FILLERS, VAGUE
from domain.shift import Segment, Shift
from tests.thorough import examples

CAMPUS = ZoneInfo("Asia/Shanghai")
SHIFT = Shift()
NIGHT = Shift((Segment(time(22), time(6)),))
CALENDAR = calendar_from(
    tomllib.loads((Path(__file__).parents[2] / "content/calendar/china.toml").read_text(encoding="utf-8"))
)
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=CAMPUS)

COMMON = """
    请 假 请假 事假 病假 年假 调休 产假 护理假 补 补请 明天 后天 昨天 今天 周三 下周三 本周五 周日 下午 上午 全天 中午
    晚上 半天 3天 两天半 2小时 一个半小时 两三天 一周 一个月 0天 999天 3点 下午4点 8:30 25点 24:00 11月25日 2月30日
    12/1 11-25 2026-12-01 1999年1月1日 31号 3号 到 至 - 从 起 后 前 以后 和 或 、 的 因为 第3-4节 三四节 每 早退 迟到
    ( ) , 。 家里有事 孩子发烧 3号楼 帮李老师 不 吗 qj mt 明后天 下周一至五 26-27号 9-11 周三四
"""
PIECES = (
    *COMMON.split(),
    *FILLERS.split()[:20],
    *VAGUE.split()[:12],
)

sentences = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join),
)
moments = st.dates(date(2024, 1, 1), date(2028, 12, 31)).flatmap(
    lambda day: st.times().map(lambda clock: datetime.combine(day, clock, CAMPUS))
)
shifts = st.sampled_from(
    [
        SHIFT,
        Shift((Segment(time(8, 30), time(11, 30)), Segment(time(13, 30), time(17)))),
        Shift((Segment(time(9), time(17)),)),
        Shift((Segment(time(7), time(11)),)),
        NIGHT,
        Shift(lessons=tuple(Segment(time(8 + n), time(8 + n, 45)) for n in range(4))),
    ]
)


def check(reading: LeaveReading, shift: Shift) -> None:
    if reading.span:
        assert reading.span.start < reading.span.end
        leave_type = BY_CODE[reading.leave_type or "personal"]
        assert length(reading.span.start, reading.span.end, shift, CALENDAR, leave_type).minutes >= 0
    assert reading.stated_minutes is None or reading.stated_minutes >= 0
    assert reading.is_complete == bool(reading.span and not reading.questions and reading.refusal is None)
    for ask in reading.questions:
        assert ask.about
        assert ask.text
        for option in ask.options:
            check_option(option)


def check_option(option: Option) -> None:
    assert json.loads(json.dumps(dict(option.patch))) == option.patch
    start, end = option.patch.get("start"), option.patch.get("end")
    if isinstance(start, str) and isinstance(end, str):
        assert datetime.fromisoformat(start) < datetime.fromisoformat(end)


@settings(max_examples=examples(400), deadline=None)
@given(sentences, moments, shifts)
@example("明天1小时", NOW, NIGHT)
def test_no_sentence_fails_and_none_ends_before_it_starts(text: str, now: datetime, shift: Shift):
    check(read_leave(text, now=now, shift=shift, calendar=CALENDAR), shift)
    check(read_period(text, now=now, shift=shift, calendar=CALENDAR, back=True), shift)


@settings(max_examples=examples(200), deadline=None)
@given(sentences, sentences, moments)
def test_no_answer_fails_and_the_draft_survives_the_database(text: str, answer: str, now: datetime):
    reading = read_leave(text, now=now, shift=SHIFT, calendar=CALENDAR)
    kept = from_draft(json.loads(json.dumps(to_draft(reading))), now)

    check(
        read_answer(answer, reading.questions, draft=kept, now=now, shift=SHIFT, calendar=CALENDAR),
        SHIFT,
    )

    assert to_draft(kept) == to_draft(reading)


@settings(max_examples=examples(200), deadline=None)
@given(sentences, moments)
def test_every_button_leads_to_a_reading(text: str, now: datetime):
    reading = read_leave(text, now=now, shift=SHIFT, calendar=CALENDAR)

    for ask in reading.questions:
        for option in ask.options:
            check(choose(reading, option.patch, now=now, shift=SHIFT, calendar=CALENDAR), SHIFT)


def worked_instants(day: date) -> st.SearchStrategy[datetime]:
    minutes = [*range(8 * 60, 12 * 60), *range(14 * 60, 18 * 60)]
    return st.sampled_from(minutes).map(lambda minute: datetime.combine(day, time(*divmod(minute, 60)), CAMPUS))


workdays = (
    st.dates(NOW.date() + timedelta(days=1), date(2027, 10, 31))
    .filter(CALENDAR.works)
    .flatmap(lambda day: st.tuples(st.just(day), st.integers(0, 60)))
)


@st.composite
def spans(draw: st.DrawFn) -> tuple[datetime, datetime]:
    first, ahead = draw(workdays)
    last = CALENDAR.next_workday(first + timedelta(days=ahead))
    edges = st.sampled_from([time(8), time(14)])
    ends = st.sampled_from([time(12), time(18)])
    start = draw(st.one_of(worked_instants(first), edges.map(lambda at: datetime.combine(first, at, CAMPUS))))
    end = draw(
        st.one_of(
            worked_instants(last).map(lambda at: at + timedelta(minutes=1)),
            ends.map(lambda at: datetime.combine(last, at, CAMPUS)),
        )
    )
    assume(start < end)
    return start, end


@settings(max_examples=examples(400), deadline=None)
@given(spans())
def test_a_span_that_is_restated_reads_as_the_same_span(span: tuple[datetime, datetime]):
    said = describe_span(*span, today=NOW.date(), shift=SHIFT)

    reading = read_period(said, now=NOW, shift=SHIFT, calendar=CALENDAR)

    assert (reading.start, reading.end) == span, said


@settings(max_examples=examples(200), deadline=None)
@given(spans(), st.sampled_from(LEAVE_TYPES))
def test_a_restated_leave_reads_as_the_same_leave(span: tuple[datetime, datetime], leave_type):
    said = f"{leave_type.name} {describe_span(*span, today=NOW.date(), shift=SHIFT)} 家里有事"

    reading = read_leave(said, now=NOW, shift=SHIFT, calendar=CALENDAR)

    assert (reading.start, reading.end) == span, said
    assert reading.reason == "家里有事"


def test_lessons_are_read_from_the_timetable_where_there_is_one():
    lessons = Shift(lessons=tuple(Segment(time(8 + n), time(8 + n, 45)) for n in range(4)))

    reading = read_leave("明天第3-4节请事假", now=NOW, shift=lessons, calendar=CALENDAR)

    assert (reading.start, reading.end) == (
        datetime(2026, 11, 26, 10, 0, tzinfo=CAMPUS),
        datetime(2026, 11, 26, 11, 45, tzinfo=CAMPUS),
    )


def test_halves_and_lengths_come_from_the_person_s_own_shift():
    shift = Shift((Segment(time(8, 30), time(11, 30)), Segment(time(13, 30), time(17))))

    afternoon = read_leave("明天下午请事假", now=NOW, shift=shift, calendar=WorkCalendar())
    late = read_leave("明天4点后请事假", now=NOW, shift=shift, calendar=WorkCalendar())

    assert (afternoon.start, afternoon.end) == (
        datetime(2026, 11, 26, 13, 30, tzinfo=CAMPUS),
        datetime(2026, 11, 26, 17, 0, tzinfo=CAMPUS),
    )
    assert late.end == datetime(2026, 11, 26, 17, 0, tzinfo=CAMPUS)


def test_a_past_day_of_attendance_is_read_backwards():
    """解释 5月3日 asks about the past, not about next May."""
    reading = read_period("5月3日", now=NOW, shift=SHIFT, calendar=CALENDAR, back=True)

    assert reading.start == datetime(2026, 5, 3, 8, 0, tzinfo=CAMPUS) or reading.questions
    assert read_period("11月3日", now=NOW, shift=SHIFT, calendar=CALENDAR, back=True).start == datetime(
        2026, 11, 3, 8, 0, tzinfo=CAMPUS
    )
