"""Days of attendance as HR would judge them; every one of attendance_cases.toml."""

import tomllib

import pytest

from domain.attendance.day_record import said
from domain.attendance.deriving import derive_days
from domain.attendance.written import clock
from tests.time.attendance_days import HERE, campus, facts, rules

CASES = tomllib.loads((HERE / "attendance_cases.toml").read_text(encoding="utf-8"))["cases"]


def test_there_are_enough_cases_and_each_has_its_own_name():
    names = [case["name"] for case in CASES]

    assert len(names) >= 60
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_day_is_judged_as_hr_would(case: dict):
    group, day = rules().by_name[case["group"]], case["day"]

    [record] = derive_days(campus(), group, day, day, facts(case))

    used = [clock(record.duty, edge.mark.at) if edge.mark else "没有" for edge in record.edges]
    assert said(record) == case["result"]
    assert "used" not in case or used == case["used"]
    assert "due" not in case or [clock(record.duty, edge.due) for edge in record.edges] == case["due"]
    assert "reason" not in case or record.duty.reason == case["reason"]
