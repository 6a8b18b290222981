"""Weeks of the term in sentences: read by the college's calendar, and asked where it does not know."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import WorkCalendar
from domain.college_calendar import CollegeCalendar, Term
from domain.sentence import read_leave
from domain.shift import Shift

NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
TERM = Term("2026–2027学年第一学期", date(2026, 8, 31), date(2027, 1, 17), (19, 20))
CALENDAR = CollegeCalendar(announced=frozenset({2026, 2027}), terms=(TERM,))


def read(text: str, calendar: WorkCalendar = CALENDAR):
    return read_leave(text, now=NOW, shift=Shift(), calendar=calendar)


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("请事假 第14周周三 家里有事", "2026-12-02 08:00", "2026-12-02 18:00"),
        ("请事假 第14教学周的周三下午 家里有事", "2026-12-02 14:00", "2026-12-02 18:00"),
        ("请事假 第十四周星期三上午 家里有事", "2026-12-02 08:00", "2026-12-02 12:00"),
        ("请事假 第14周周三到周五 家里有事", "2026-12-02 08:00", "2026-12-04 18:00"),
        ("请事假 第14周周三 12月2日 家里有事", "2026-12-02 08:00", "2026-12-02 18:00"),
    ],
)
def test_a_day_of_a_teaching_week_is_that_day(said: str, start: str, end: str):
    reading = read(said)

    assert reading.start
    assert reading.end
    assert (f"{reading.start:%Y-%m-%d %H:%M}", f"{reading.end:%Y-%m-%d %H:%M}") == (start, end)
    assert not reading.questions


def test_the_restatement_says_by_which_rule():
    assert "第14周周三按校历是12月2日(周三)" in read("请事假 第14周周三 家里有事").rules


@pytest.mark.parametrize("calendar", [WorkCalendar(), CollegeCalendar()])
def test_without_a_term_it_is_asked(calendar: WorkCalendar):
    reading = read("请事假 第14周周三 家里有事", calendar)

    assert reading.start is None
    assert "不知道第14周周三是哪一天" in reading.questions[0].text


def test_a_week_alone_is_asked_with_its_days_to_choose_from():
    asked = read("请事假 第14周 家里有事").questions[0]

    assert "不够具体" in asked.text
    assert "11月30日(周一)至12月4日(周五)" in asked.options[0].label


def test_a_week_that_the_term_does_not_have_is_refused():
    assert "只有第1到第20周" in (read("请事假 第21周周三 家里有事").refusal or "")


def test_a_day_of_a_week_that_contradicts_its_date_is_asked():
    assert "对不上" in read("请事假 第14周周三 12月3日 家里有事").questions[0].text
