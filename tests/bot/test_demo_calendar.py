"""The sample college has a calendar in whatever year it is looked at."""

from datetime import date, timedelta

import pytest

from bot.demo_calendar import demo_calendar
from domain.college_calendar import CollegeCalendar
from domain.college_document import overlay


@pytest.mark.parametrize("first", [date(2026, 8, 1), date(2027, 2, 28), date(2028, 2, 29), date(2031, 7, 31)])
def test_every_day_of_the_year_is_in_a_term_or_a_vacation_or_just_before_it(first: date):
    for ahead in range(0, 366, 3):
        day = first + timedelta(days=ahead)
        calendar = overlay(CollegeCalendar(), demo_calendar(day))

        assert calendar.week_of(day) or calendar.is_vacation(day) or calendar.next_term(day)


def test_its_second_week_has_lessons_and_its_vacations_change_no_workday():
    calendar = overlay(CollegeCalendar(), demo_calendar(date(2026, 11, 22)))
    monday = date(2026, 9, 7)

    assert calendar.week_of(monday) == (calendar.terms[0], 2)
    assert [f"{each.start:%H:%M}" for each in calendar.bells(monday).periods] == [
        *("08:00", "08:55", "10:00", "10:55"),
        *("14:30", "15:25", "16:30", "17:25"),
        *("19:00", "19:55"),
    ]
    assert calendar.works(date(2027, 1, 25))
