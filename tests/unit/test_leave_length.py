"""How long a leave is: every day with its minutes and its reason, half days where they are exact."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import WorkCalendar, calendar_from
from domain.leave_length import describe_length, describe_span, length, worked_minutes
from domain.leave_types import ANNUAL, BY_NAME, LEAVE_TYPES, MARRIAGE, MATERNITY, PERSONAL, Counting
from domain.shift import Half, Segment, Shift

CAMPUS = ZoneInfo("Asia/Shanghai")
CALENDAR = calendar_from(
    tomllib.loads((Path(__file__).parents[2] / "content/calendar/china.toml").read_text(encoding="utf-8"))
)
SHIFT = Shift()
TODAY = date(2026, 11, 25)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CAMPUS)


def minutes(start: str, end: str, leave_type=PERSONAL, shift: Shift = SHIFT) -> int:
    return length(at(start), at(end), shift, CALENDAR, leave_type).minutes


def test_a_day_has_480_minutes_and_each_half_240():
    assert minutes("2026-11-26T08:00", "2026-11-26T18:00") == 480
    assert minutes("2026-11-26T08:00", "2026-11-26T12:00") == 240
    assert minutes("2026-11-26T14:00", "2026-11-26T18:00") == 240


@pytest.mark.parametrize(
    ("start", "end", "counted"),
    [
        ("2026-11-26T18:00", "2026-11-26T22:00", 240),  # an evening in town
        ("2026-11-26T08:00", "2026-11-26T18:00", 480),
        ("2026-11-26T00:00", "2026-11-27T00:00", 480),  # never more than a day
        ("2026-11-27T18:00", "2026-11-29T20:00", 360 + 480 + 480),  # home for the weekend
        ("2026-11-26T23:30", "2026-11-27T00:30", 60),
    ],
)
def test_who_lives_on_campus_is_away_at_every_hour(start: str, end: str, counted: int):
    assert minutes(start, end, replace(PERSONAL, counting=Counting.AWAY)) == counted


def test_noon_and_the_hours_after_work_do_not_count():
    assert minutes("2026-11-26T11:30", "2026-11-26T14:30") == 60
    assert minutes("2026-11-26T12:00", "2026-11-26T14:00") == 0
    assert minutes("2026-11-26T16:00", "2026-11-26T22:00") == 120


def test_wednesday_afternoon_to_friday_morning_is_two_days():
    assert minutes("2026-11-25T14:00", "2026-11-27T12:00") == 960


def test_a_working_leave_leaves_out_the_weekend_and_says_so_day_by_day():
    found = length(at("2026-11-27T14:00"), at("2026-11-30T12:00"), SHIFT, CALENDAR, ANNUAL)

    assert found.minutes == 480
    assert [(count.day.day, count.minutes, count.reason) for count in found.days] == [
        (27, 240, "工作日，计半天"),
        (28, 0, "周末，不计"),
        (29, 0, "周末，不计"),
        (30, 240, "工作日，计半天"),
    ]
    assert "工作日" in found.rule


def test_holidays_are_left_out_and_makeup_saturdays_are_counted():
    found = length(at("2026-09-30T08:00"), at("2026-10-10T18:00"), SHIFT, CALENDAR, ANNUAL)

    assert found.minutes == 4 * 480
    assert found.days[1].reason == "国庆节放假，不计"
    assert found.days[-1].reason == "国庆节调休，补班，计1 天"


def test_marriage_and_maternity_leave_count_every_day():
    assert minutes("2026-11-27T08:00", "2026-11-29T18:00", MARRIAGE) == 3 * 480
    assert minutes("2026-12-01T08:00", "2027-03-08T18:00", MATERNITY) == 98 * 480


def test_the_length_is_counted_on_campus_whatever_zone_the_end_comes_in():
    end = at("2026-11-26T18:00").astimezone(UTC)

    assert length(at("2026-11-26T08:00"), end, SHIFT, CALENDAR, PERSONAL).minutes == 480


def test_a_leave_that_ends_before_it_starts_is_no_length():
    with pytest.raises(ValueError, match="before"):
        minutes("2026-11-26T18:00", "2026-11-26T08:00")


def test_summer_time_of_1988_does_not_move_a_day():
    """Asia/Shanghai was at +09:00 then; days are wall-clock days all the same."""
    found = length(at("1988-07-01T08:00"), at("1988-07-01T18:00"), SHIFT, WorkCalendar(), PERSONAL)

    assert [(count.day, count.minutes) for count in found.days] == [(date(1988, 7, 1), 480)]


def test_a_shift_without_a_break_is_cut_in_two_equal_halves():
    shift = Shift((Segment(time(9), time(17)),))

    assert (shift.half_minutes(Half.MORNING), shift.half_minutes(Half.AFTERNOON)) == (240, 240)
    assert shift.half(Half.AFTERNOON) == Segment(time(13), time(17))


def test_a_morning_shift_has_no_afternoon():
    shift = Shift((Segment(time(7, 30), time(11, 30)),))

    assert shift.half(Half.AFTERNOON) is None
    assert shift.minutes == 240


def test_a_night_shift_counts_to_the_next_morning():
    night = Shift((Segment(time(22), time(6)),))

    assert night.minutes == 480
    assert worked_minutes(at("2026-11-26T22:00"), at("2026-11-27T06:00"), night) == 480
    assert minutes("2026-11-26T22:00", "2026-11-27T02:00", shift=night) == 240


@pytest.mark.parametrize(
    "segments", [(Segment(time(14), time(18)), Segment(time(8), time(12))), (Segment(time(8), time(12)),) * 2]
)
def test_a_shift_of_overlapping_segments_is_refused(segments: tuple[Segment, ...]):
    with pytest.raises(ValueError, match="班次"):
        Shift(segments)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 分钟"),
        (30, "30 分钟"),
        (60, "1 小时"),
        (150, "150 分钟"),
        (180, "3 小时"),
        (240, "半天"),
        (480, "1 天"),
        (720, "1.5 天"),
        (1200, "2.5 天"),
        (540, "1 天 1 小时"),
        (510, "1 天 30 分钟"),
        (960, "2 天"),
    ],
)
def test_a_length_is_said_in_days_and_halves_where_that_is_exact(count: int, said: str):
    assert describe_length(count) == said


def test_a_half_day_is_half_of_the_person_s_own_day():
    assert describe_length(210, full_day=420) == "半天"
    assert describe_length(240, full_day=420) == "4 小时"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-11-25T14:00", "2026-11-25T18:00", "11月25日(周三)下午 14:00–18:00"),
        ("2026-11-26T08:00", "2026-11-26T18:00", "11月26日(周四)全天"),
        ("2026-11-26T15:00", "2026-11-26T17:00", "11月26日(周四)下午 15:00–17:00"),
        ("2026-11-26T10:00", "2026-11-26T15:00", "11月26日(周四) 10:00–15:00"),
        ("2026-11-26T08:00", "2026-11-27T18:00", "11月26日(周四)至11月27日(周五)"),
        ("2026-11-25T14:00", "2026-11-27T12:00", "11月25日(周三)下午至11月27日(周五)上午"),
        ("2026-11-25T15:00", "2026-11-27T10:00", "11月25日(周三) 15:00 至11月27日(周五) 10:00"),
        ("2027-01-04T08:00", "2027-01-04T18:00", "2027年1月4日(周一)全天"),
        ("2026-12-30T08:00", "2027-01-04T18:00", "12月30日(周三)至2027年1月4日(周一)"),
        ("2027-01-04T08:00", "2027-01-05T18:00", "2027年1月4日(周一)至1月5日(周二)"),
    ],
)
def test_a_span_is_said_with_date_weekday_and_halves_and_the_year_when_it_is_another(start: str, end: str, said: str):
    assert describe_span(at(start), at(end), today=TODAY) == said


def test_no_two_leave_types_share_a_name():
    names = [name for each in LEAVE_TYPES for name in (each.name, *each.aliases)]

    assert len(names) == len(set(names)) == len(BY_NAME)


def test_the_other_words_for_annual_leave_and_comp_off_name_the_same_types():
    assert BY_NAME["年休"] is BY_NAME["公休"] is BY_NAME["年假"]
    assert BY_NAME["补休"] is BY_NAME["倒休"] is BY_NAME["调休"]
    assert BY_NAME["年假"].has_balance
    assert BY_NAME["调休"].has_balance
