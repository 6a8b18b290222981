"""A date or a rhythm in words becomes a rule."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.college_calendar import CollegeCalendar, Term
from domain.duties.answer_words import NotKnown, NotThisYear, Rhythm, read_answer
from domain.duties.rules import (
    AfterEvent,
    Annual,
    AnnualPeriod,
    BeforeEvent,
    Cycle,
    Daily,
    Every,
    ExternalDeadline,
    Lapse,
    Monthly,
    OneOff,
    Part,
    TermKind,
    TermWeek,
    Unit,
    Weekly,
)

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
SPRING = date(2027, 2, 22)
CALENDAR = CollegeCalendar(
    announced=frozenset({2026, 2027}),
    terms=(
        Term("第一学期", date(2026, 8, 31), date(2027, 1, 17)),
        Term("第二学期", SPRING, date(2027, 7, 4)),
    ),
)
LACKS = ExternalDeadline(set_by="college_schedule")


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("每年5月10日", Annual(month=5, day=10)),
        ("每年 五月十日前", Annual(month=5, day=10)),
        ("每年5月上旬", AnnualPeriod(month=5, part=Part.EARLY)),
        ("每年9月底前", AnnualPeriod(month=9, part=Part.END)),
        ("每年3月", AnnualPeriod(month=3, part=Part.WHOLE)),
        ("每月15日", Monthly(day=15)),
        ("每个月底", Monthly(day=31)),
        ("每月", Monthly()),
        ("每周五", Weekly(weekday=5)),
        ("每周一次", Weekly()),
        ("每天", Daily()),
        ("每个工作日", Daily(workdays_only=True)),
        ("每学期第3周", TermWeek(term=TermKind.EACH, week=3)),
        ("春学期第2周", TermWeek(term=TermKind.SPRING, week=2)),
        ("每学期一次", Cycle(every=Every.TERM)),
        ("每季度", Cycle(every=Every.QUARTER)),
        ("每半年一次", Cycle(every=Every.HALF_YEAR)),
        ("每年", Cycle(every=Every.YEAR)),
    ],
)
def test_a_rhythm_goes_on_by_itself(said, rule):
    assert read_answer(said, LACKS, NOW, CALENDAR) == Rhythm(rule)


@pytest.mark.parametrize(
    ("said", "day", "again"),
    [
        ("12月1日", date(2026, 12, 1), SPRING),
        ("12月1日前", date(2026, 12, 1), SPRING),
        ("2026-12-01", date(2026, 12, 1), SPRING),
        ("3月1日", date(2027, 3, 1), date(2027, 6, 29)),
        ("11月20日", date(2027, 11, 20), date(2028, 3, 19)),
        ("本学期第14周", date(2026, 12, 6), SPRING),
        ("本学期第20周", date(2027, 1, 17), SPRING),
    ],
)
def test_a_single_day_is_asked_for_again_when_a_term_has_passed(said, day, again):
    assert read_answer(said, LACKS, NOW, CALENDAR) == Rhythm(OneOff(at=day), again)


@pytest.mark.parametrize(
    "said", ["好的", "每年13月1日", "每年2月30日", "每月32日", "2025-12-01", "本学期第40周", "周一到周三", ""]
)
def test_what_is_no_answer_is_none(said):
    assert read_answer(said, LACKS, NOW, CALENDAR) is None


def test_not_knowing_and_not_doing_it_are_answers():
    assert read_answer("不知道", LACKS, NOW, CALENDAR) == NotKnown(SPRING)
    assert read_answer("今年不做。", LACKS, NOW, CALENDAR) == NotThisYear(date(2027, 1, 1))


def test_a_length_is_asked_for_as_one():
    after = AfterEvent(event="platform_requirement_finalized", lapse=Lapse(Unit.MONTHS, None))
    before = BeforeEvent(event="major_foreign_event", lapse=Lapse(Unit.DAYS, None))

    said = read_answer("两个月内", after, NOW, CALENDAR)
    assert said == Rhythm(AfterEvent(event=after.event, lapse=Lapse(Unit.MONTHS, 2)))
    said = read_answer("提前5个工作日", before, NOW, CALENDAR)
    assert said == Rhythm(BeforeEvent(event=before.event, lapse=Lapse(Unit.WORKING_DAYS, 5)))
    assert read_answer("12月1日", before, NOW, CALENDAR) is None
