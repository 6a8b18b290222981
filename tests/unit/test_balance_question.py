"""Questions about a balance to come, and which day they ask for."""

from datetime import date

import pytest

from domain.balance_question import NoSuchDay, read_balance_question, read_day
from domain.leave_types import ANNUAL, COMP_OFF

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("7月能休几天", date(2027, 7, 1)),
        ("七月份我能休几天年假？", date(2027, 7, 1)),
        ("12月能休几天", date(2026, 12, 1)),
        ("11月还能休几天", TODAY),
        ("11月底还有几天年假", date(2026, 11, 30)),
        ("2月底还剩多少调休", date(2027, 2, 28)),
        ("明年7月能休几天", date(2027, 7, 1)),
        ("2028年2月底能休几天", date(2028, 2, 29)),
        ("年底还有几天年假", date(2026, 12, 31)),
        ("明年年底还有几天年假", date(2027, 12, 31)),
        ("明年有几天年假", date(2027, 1, 1)),
        ("下个月能休几天", date(2026, 12, 1)),
        ("11月20日还有几天年假", date(2027, 11, 20)),
        ("12月31号年假余额", date(2026, 12, 31)),
    ],
)
def test_a_month_is_its_first_day_and_a_day_that_is_past_is_next_year_s(said: str, day: date):
    found = read_balance_question(said, TODAY)

    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(
    "said",
    ["请事假 7月1日", "明天能请假吗", "7月1日到7月3日年假", "我7月要休年假", "还有几天年假", "帮助", "12月工资多少"],
)
def test_anything_else_is_no_such_question(said: str):
    assert read_balance_question(said, TODAY) is None


def test_types_that_are_named_are_asked_about_alone():
    assert read_day("年休 12月31日", TODAY).kinds == (ANNUAL,)
    assert read_day("补休", TODAY).kinds == (COMP_OFF,)
    assert read_day("", TODAY).kinds == ()
    assert read_day("", TODAY).day is None


@pytest.mark.parametrize("said", ["2月30日还有几天年假", "13月能休几天"])
def test_a_day_that_does_not_exist_is_said_to_be_none(said: str):
    with pytest.raises(NoSuchDay, match="没有"):
        read_balance_question(said, TODAY)
