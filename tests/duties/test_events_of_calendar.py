"""The calendar plans events; whatever becomes of its entries, an event keeps its number."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.college_calendar import CollegeCalendar, Event, EventKind, Term
from domain.duties.happening import Happening
from domain.duties.on_calendar import NEAR, Changes, Planned, changes_of, planned_in
from tests.handlers.duties import known_kinds

CAMPUS = ZoneInfo("Asia/Shanghai")
KINDS = known_kinds()
FIRST, LAST = date(2026, 9, 1), date(2027, 8, 31)
TERM = Term("2026–2027学年第一学期", date(2026, 8, 31), date(2027, 1, 17), (19, 20))


def _at(*when: int) -> datetime:
    return datetime(*when, tzinfo=CAMPUS)


def _codes(*events: Event, terms: tuple[Term, ...] = ()) -> dict[str, tuple[datetime, datetime | None]]:
    calendar = CollegeCalendar(announced=frozenset({2026, 2027}), terms=terms, events=events)
    return {each.code: (each.at, each.until) for each in planned_in(KINDS, calendar, FIRST, LAST, CAMPUS)}


def test_an_entry_is_the_events_that_its_name_and_kind_say():
    exam = Event("期末考试", date(2027, 1, 4), date(2027, 1, 8), EventKind.EXAM)
    begin, end = (_at(2027, 1, 4), _at(2027, 1, 9)), (_at(2027, 1, 8, 23, 59), None)

    assert _codes(exam) == {
        "exam_start": begin,
        "final_exam": begin,
        "major_teaching_or_research_activity": begin,
        "exam_ended": end,
        "final_or_makeup_exam_ended": end,
    }
    assert set(_codes(Event("秋季校园招聘会", date(2026, 11, 25), date(2026, 11, 25)))) == {"campus_job_fair"}
    assert set(_codes(Event("秋季运动会", date(2026, 11, 25), date(2026, 11, 26)))) == {"major_event"}
    assert _codes(Event("教研活动", date(2026, 11, 25), date(2026, 11, 26))) == {}


def test_exam_weeks_of_a_term_are_exams_unless_an_entry_says_so_itself():
    found = _codes(terms=(TERM,))

    assert found["exam_start"] == (_at(2027, 1, 4), _at(2027, 1, 18))
    assert found["final_or_makeup_exam_ended"] == (_at(2027, 1, 17, 23, 59), None)
    exam = Event("期末考试", date(2027, 1, 5), date(2027, 1, 15), EventKind.EXAM)
    assert _codes(exam, terms=(TERM,))["exam_start"] == (_at(2027, 1, 5), _at(2027, 1, 16))


def test_terms_begin_and_days_off_of_the_state_are_holidays():
    calendar = CollegeCalendar(
        announced=frozenset({2026}),
        holidays={date(2026, 10, day): "国庆节" for day in range(1, 8)},
        terms=(Term("第二学期", date(2027, 2, 22), date(2027, 7, 4)),),
    )
    found = {(each.code, each.subject): each for each in planned_in(KINDS, calendar, FIRST, LAST, CAMPUS)}

    assert found["new_term_started", "第二学期"].at == _at(2027, 2, 22)
    holiday = found["major_holiday", "2026年国庆节"]
    assert (holiday.at, holiday.until) == (_at(2026, 10, 1), _at(2026, 10, 8))


def _happening(number: int, planned: Planned) -> Happening:
    return Happening(
        id=number, code=planned.code, at=planned.at, until=planned.until, subject=planned.subject, is_planned=True
    )


def test_what_is_moved_keeps_its_number_and_what_is_taken_out_is_gone():
    fair = Planned("campus_job_fair", "招聘会", _at(2026, 11, 25))
    later = Planned("campus_job_fair", "招聘会", _at(2026, 12, 2))
    spring = Planned("campus_job_fair", "招聘会", _at(2027, 5, 20))
    known = [_happening(1, fair), _happening(2, spring)]

    assert changes_of(known, [fair, spring]) == Changes()
    assert changes_of(known, [later, spring]) == Changes(moved=((1, later),))
    assert changes_of(known, [spring]) == Changes(gone=(1,))
    assert changes_of(known[1:], [fair, spring]) == Changes(new=(fair,))


_days = st.lists(st.integers(0, 700), max_size=4, unique=True)


@pytest.mark.parametrize("subject", ["招聘会"])
@given(before=_days, after=_days)
def test_each_entry_has_one_event_and_each_event_one_entry(subject, before, after):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    known = [
        _happening(number, Planned("campus_job_fair", subject, start + timedelta(days=day)))
        for number, day in enumerate(before, 1)
    ]
    wanted = [Planned("campus_job_fair", subject, start + timedelta(days=day)) for day in after]
    changes = changes_of(known, wanted)

    at = {each.id: each.at for each in known}
    stays = {number: each for number, each in at.items() if number not in changes.gone}
    stays.update({number: planned.at for number, planned in changes.moved})
    assert sorted([*stays.values(), *(each.at for each in changes.new)]) == sorted(each.at for each in wanted)
    assert all(abs(planned.at - at[number]) <= NEAR for number, planned in changes.moved)
    assert {each.at for each in known} & {each.at for each in wanted} <= {
        at[number] for number in stays if number not in dict(changes.moved)
    }
