"""content/leave_types.toml: what a college may write there, and what it is told of mistakes."""

import tomllib
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import WorkCalendar
from domain.leave_types import (
    BY_CODE,
    BY_NAME,
    LEAVE_TYPES,
    Accrual,
    Carry,
    Catalogue,
    LeaveType,
    ProofTime,
    Unit,
    catalogue,
    use,
)
from domain.leave_types_file import load_leave_types
from domain.sentence.read import read_leave
from domain.shift import Shift
from domain.words import LeaveSentence, understand
from tests.handlers.stocks import FILE, content_types

NOW = datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def problems(change: tuple[str, str]) -> list[str]:
    """Of the content's file with one place of it changed."""
    text = FILE.read_text(encoding="utf-8")
    assert change[0] in text
    found = load_leave_types("leave_types.toml", tomllib.loads(text.replace(*change, 1)))
    return [] if isinstance(found, Catalogue) else [str(each) for each in found]


def test_the_types_that_sentences_know_are_the_same_in_the_file():
    types = content_types()

    for known in LEAVE_TYPES:
        found = types.by_code[known.code]
        assert (found.name, found.aliases, found.counting) == (known.name, known.aliases, known.counting)
        assert (found.needs_reason, found.has_balance) == (known.needs_reason, known.has_balance)
    assert list(types.by_name) == list(Catalogue().by_name)


def test_annual_leave_is_as_the_state_has_it():
    stock = content_types().by_code["annual"].stock

    assert stock is not None
    assert stock.accrual is Accrual.YEARLY
    assert [(tier.years, tier.half_days / 2) for tier in stock.tiers] == [(1, 5), (10, 10), (20, 15)]
    assert stock.carry == Carry(most=30, until=(12, 31))


def test_students_have_types_of_their_own_under_the_same_names():
    types = content_types()

    assert types.by_code["student_sick"].name == types.by_code["sick"].name == "病假"
    assert types.by_name["病假"].code == "sick"
    assert types.by_code["student_sick"].proof.when is ProofTime.LATER


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('name = "婚假"', 'name = "事假"'), "“事假”是两种假的名称"),
        (('code = "sick"', 'code = "illness"'), "缺少 sick 这一种"),
        (('code = "nursing"', 'code = "Nursing"'), "只能有小写字母"),
        (('unit = "half_day"', 'unit = "half"'), "不认识 half"),
        (("tenure_months = 12", "tenure_month = 12"), "您要写的是不是 tenure_months"),
        (("days = 43.5", "days = 43.3"), "可以有半天"),
        (('until = "12-31"', 'until = "02-30"'), "不是月和日"),
        (('weeks = "exam"', 'weeks = "exams"'), "不认识 exams"),
        (('when = "later"\nfrom_days = 2\nwithin_days = 3', 'when = "later"'), "几天内补交"),
        (('type = "sick", years = 1', 'type = "ill", years = 1'), "不是这里的代号"),
        (('name = "探亲假"', 'name = "探亲 leave"'), "只能写汉字"),
        (("longest_days = 45", "longest_days = inf"), "可以有半天"),
    ],
)
def test_a_mistake_is_named(change: tuple[str, str], told: str):
    assert any(told in each for each in problems(change))


def test_a_college_adds_a_type_and_people_can_ask_for_it():
    own = LeaveType(code="study", name="学习假", aliases=("进修假",), unit=Unit.DAY)
    before = catalogue()

    use(Catalogue((*before.types, own)))

    assert BY_NAME["进修假"] is BY_CODE["study"] is own
    assert isinstance(understand("请学习假 明天"), LeaveSentence)
    assert read_leave("请进修假 明天", now=NOW, shift=Shift(), calendar=WorkCalendar()).leave_type == "study"
    use(before)
    assert read_leave("请进修假 明天", now=NOW, shift=Shift(), calendar=WorkCalendar()).leave_type is None


def test_a_type_that_is_renamed_is_read_by_its_new_name():
    types = tuple(replace(each, name="带薪假期") if each.code == "annual" else each for each in LEAVE_TYPES)

    use(Catalogue(types))

    assert read_leave("请带薪假期 明天", now=NOW, shift=Shift(), calendar=WorkCalendar()).leave_type == "annual"
