"""Why a leave cannot be submitted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.college_calendar import CollegeCalendar
from domain.ids import Minutes, RequestNo
from domain.leave import Leave
from domain.leave_checks import OtherLeave, why_not_submit
from domain.leave_types import ANNUAL, OFFICIAL, PERSONAL
from domain.office import Office
from domain.shift import Shift

CAMPUS = ZoneInfo("Asia/Shanghai")
NOW = datetime(2030, 3, 4, 2, 32, tzinfo=UTC)  # 10:32 on campus
OFFICE = Office(name="学院", campus=CAMPUS, calendar=CollegeCalendar(announced=frozenset({2030})), shift=Shift())
AFTERNOON = NOW.replace(hour=6, minute=0) + timedelta(days=1)  # 14:00 on campus
LEAVE = Leave(
    kind=PERSONAL, start=AFTERNOON, end=AFTERNOON + timedelta(hours=4), minutes=Minutes(240), reason="家里有事"
)
OTHER = OtherLeave(RequestNo(1007), AFTERNOON, AFTERNOON + timedelta(hours=1))
FAR = timedelta(days=366)

CASES = {
    "结束时间不晚于开始时间。": (replace(LEAVE, end=LEAVE.start), None, None),
    "这段时间不用上班，不需要请假。": (replace(LEAVE, minutes=Minutes(0)), None, None),
    "一次最多请 180 天。": (replace(LEAVE, minutes=Minutes(181 * 480)), None, None),
    "只能补 30 天以内的假。": (replace(LEAVE, start=NOW - timedelta(days=31)), None, None),
    "最远只能请 2031年3月4日": (replace(LEAVE, start=NOW + FAR, end=NOW + FAR + timedelta(hours=4)), None, None),
    "公假需要写明事由。": (replace(LEAVE, kind=OFFICIAL, reason=""), None, None),
    "事由最多 200 字，现在有 201 字。": (replace(LEAVE, reason="忙" * 201), None, None),
    "和您的单 1007（3月5日(周二) 14:00–15:00）时间重叠。": (LEAVE, None, OTHER),
    "年假没有余额，这次要 半天。": (replace(LEAVE, kind=ANNUAL), Minutes(0), None),
    "年假只剩 2 小时，这次要 半天。": (replace(LEAVE, kind=ANNUAL), Minutes(120), None),
}


@pytest.mark.parametrize("sentence", CASES)
def test_the_cause_is_named(sentence):
    leave, free, other = CASES[sentence]

    assert sentence in why_not_submit(leave, NOW, free, other, OFFICE, Shift()).replace("下午 14:00", " 14:00")


@pytest.mark.parametrize("free", [None, Minutes(240), Minutes(999)])
def test_nothing_stands_against_a_plain_leave(free):
    assert why_not_submit(LEAVE, NOW, free, None, OFFICE, Shift()) == ""


def test_a_form_that_asks_for_no_reason_is_not_held_up_for_one():
    assert why_not_submit(replace(LEAVE, kind=OFFICIAL, reason=None), NOW, None, None, OFFICE, Shift()) == ""


def test_the_last_day_that_may_be_back_dated_is_included():
    start = NOW - timedelta(days=30)

    assert (
        why_not_submit(replace(LEAVE, start=start, end=start + timedelta(hours=4)), NOW, None, None, OFFICE, Shift())
        == ""
    )
