"""Which stretches are due on a day, and how what was due is counted: worked out by hand."""

from datetime import date

import pytest

from domain.bulletins.facts import Facts, Late, Tally, fingerprint_of, from_json, to_json, working_days_late
from domain.bulletins.span import due_spans, month_of, span_words, week_of, year_of
from domain.bulletins.words import count_words, for_group, for_head
from domain.calendar import WorkCalendar
from domain.college_calendar import CollegeCalendar
from domain.ids import DepartmentId

CALENDAR = WorkCalendar(holidays={date(2026, 10, day): "国庆节" for day in range(1, 8)})
COLLEGE = CollegeCalendar()


@pytest.mark.parametrize(
    ("today", "wanted"),
    [
        (date(2026, 11, 23), ("2026-W47", "2026-10")),  # a Monday
        (date(2026, 11, 22), ()),  # a Sunday
        (date(2026, 10, 5), ()),  # a Monday that is a holiday
        (date(2026, 10, 8), ("2026-W40", "2026-09")),  # the first working day of October
        (date(2027, 1, 4), ("2026-W53", "2026-12")),
    ],
)
def test_the_week_and_the_month_before_are_due_on_working_days(today, wanted):
    assert tuple(span.key for span in due_spans(today, CALENDAR)) == wanted


@pytest.mark.parametrize(
    ("span", "first", "last", "words"),
    [
        (week_of(date(2026, 11, 18)), date(2026, 11, 16), date(2026, 11, 22), "11月16日至22日"),
        (week_of(date(2026, 11, 30)), date(2026, 11, 30), date(2026, 12, 6), "11月30日至12月6日"),
        (month_of(date(2028, 2, 9)), date(2028, 2, 1), date(2028, 2, 29), "2028年2月"),
        (year_of(2026), date(2026, 1, 1), date(2026, 12, 31), "2026年"),
    ],
)
def test_a_span_knows_its_days_and_its_name(span, first, last, words):
    assert (span.first, span.last, span_words(span, COLLEGE)) == (first, last, words)


@pytest.mark.parametrize(
    ("due", "handed", "days"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),  # hours
        (date(2026, 11, 20), date(2026, 11, 21), 0),  # a Saturday
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 9, 30), date(2026, 10, 8), 1),  # a week of holidays between
        (date(2026, 9, 30), date(2026, 10, 9), 2),
    ],
)
def test_lateness_is_counted_in_working_days(due, handed, days):
    assert working_days_late(due, handed, CALENDAR) == days


def late(number: int, *, is_earlier: bool = False) -> Late:
    return Late(key=f"obligation:{number}", what=f"事项{number}", due_on=date(2026, 11, 18), is_earlier=is_earlier)


@pytest.fixture
def facts() -> Facts:
    tally = Tally(CALENDAR)
    tally.on_time(DepartmentId(1), "教务处", 9)
    tally.missed(DepartmentId(2), "信息工程系", late(1), date(2026, 11, 20))
    tally.missed(DepartmentId(2), "信息工程系", late(2), None)
    tally.missed(DepartmentId(2), "信息工程系", late(3, is_earlier=True), None)
    tally.supervised(DepartmentId(2), "信息工程系", open_=2, overdue=1, closed=1)
    return tally.facts()


def test_the_worst_department_comes_first_and_each_thing_counts_once(facts):
    assert [each.name for each in facts.counts] == ["信息工程系", "教务处"]
    assert count_words(facts.counts[0]) == (
        "应办 2 项，按时 0 项，逾期办结 1 项（最长 2 个工作日），逾期未办 1 项，以前逾期仍未办 1 项，"
        "督办在办 2 项、逾期 1 项、办结 1 项"
    )
    assert (facts.total.due, facts.total.share) == (11, 81)


def test_what_is_kept_reads_back_equal_and_has_one_fingerprint(facts):
    assert from_json(to_json(facts)) == facts
    assert fingerprint_of(facts, ["college", "2026-W47"]) == fingerprint_of(
        from_json(to_json(facts)), ["college", "2026-W47"]
    )
    assert fingerprint_of(facts, ["college", "2026-W47"]) != fingerprint_of(facts, ["college", "2026-W46"])


def test_a_head_reads_about_the_own_department_and_a_group_only_numbers(facts):
    own = for_head("通报", facts.counts[0], "计入督办。", "")
    assert own.splitlines()[2:] == [
        "· 事项1，11月18日到期，逾期 2 个工作日办结",
        "· 事项2，11月18日到期，未办",
        "· 事项3，11月18日到期，仍未办",
        "计入督办。",
    ]
    group = for_group("通报", facts, "计入督办。")
    assert "事项" not in group
    assert "教务处" not in group
    assert "· 信息工程系：应办 2 项" in group
