"""Leave of somebody with hours of their own comes out as HR's file says, and as attendance has their duty."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.attendance.duty import Campus, duties_of, minutes_of
from domain.attendance.loading import load_rules
from domain.attendance.rules import AttendanceRules
from domain.attendance.shifts import PersonalShifts
from domain.leave_length import describe_span, length
from domain.leave_types import BY_NAME, Counting
from domain.own_time import own_hours
from domain.sentence.read import read_leave
from domain.shift import Shift
from tests.time.test_leave_cases import CALENDAR, CAMPUS, CASES

SINCE = {"since": date(2026, 1, 1)}
GROUPS = load_rules(
    "attendance.toml",
    {
        "shifts": [
            {"name": "夜班", "times": ["22:00-06:00"]},
            {"name": "白班", "times": ["08:00-20:00"]},
            {"name": "灶上", "times": ["06:00-10:00", "11:00-14:00"]},
            {"name": "机关", "times": ["08:30-12:00", "13:30-17:30"]},
            {"name": "早操", "parts": [{"name": "早操", "time": "06:30-07:00", "punch": "in"}]},
        ],
        "groups": [
            {"name": "保安", "staff_no": ["1"], "rules": [{**SINCE, "duty": "roster"}]},
            {"name": "食堂", "staff_no": ["2"], "rules": [{**SINCE, "shift": "灶上", "days": "daily"}]},
            {"name": "机关", "staff_no": ["3"], "rules": [{**SINCE, "shift": "机关"}]},
            {"name": "学生", "staff_no": ["4"], "rules": [{**SINCE, "shift": "早操", "days": "daily"}]},
        ],
    },
)
USUAL = Shift()
DAY = timedelta(days=1)


def own(group: str, plan: Mapping[str, str]) -> PersonalShifts:
    assert isinstance(GROUPS, AttendanceRules), GROUPS
    campus = Campus(CAMPUS, CALENDAR, USUAL, GROUPS)
    return PersonalShifts(
        campus, GROUPS.by_name[group], {date.fromisoformat(day): shift for day, shift in plan.items()}
    )


def due_minutes(mine: PersonalShifts, start: datetime, end: datetime) -> int:
    """What attendance wants of them within the leave; the night before reaches into it."""
    duties = duties_of(mine.campus, mine.group, start.date() - DAY, end.date(), dict(mine.assigned))
    pieces = [piece for duty in duties for part in duty.parts for piece in part.pieces]
    first, last = minutes_of(start), minutes_of(end)
    return sum(max(0, min(last, until) - max(first, since)) for since, until in pieces)


@pytest.mark.parametrize("case", CASES["owns"], ids=lambda case: case["why"])
def test_leave_is_counted_by_ones_own_shift(case: dict[str, Any]):
    start, end = (datetime.fromisoformat(case[side]).replace(tzinfo=CAMPUS) for side in ("from", "to"))
    mine, kind = own(case["group"], case.get("plan", {})), BY_NAME[case["type"]]
    hours = own_hours(CAMPUS, USUAL, CALENDAR, mine)

    assert length(start, end, hours.shift, hours.calendar, kind).minutes == case["minutes"]
    if kind.counting is Counting.WORKING_DAYS and not case.get("apart"):
        assert due_minutes(mine, start, end) == case["minutes"]


GUARD = own("保安", {"2026-03-03": "夜班", "2026-03-04": "夜班", "2026-03-05": "休"})
MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)


def test_a_sentence_of_somebody_on_nights_means_their_night():
    hours = own_hours(CAMPUS, USUAL, CALENDAR, GUARD)

    reading = read_leave(
        "请事假 明天 家里有事", now=MONDAY.astimezone(CAMPUS), shift=hours.shift, calendar=hours.calendar
    )

    assert reading.span is not None
    start, end = reading.span.start, reading.span.end
    assert describe_span(start, end, today=date(2026, 3, 2), shift=hours.shift) == "3月3日(周二) 22:00–次日 06:00"
    assert length(start, end, hours.shift, hours.calendar, BY_NAME["事假"]).minutes == 480


def test_a_day_off_of_the_plan_is_none_to_ask_leave_for():
    hours = own_hours(CAMPUS, USUAL, CALENDAR, GUARD)

    reading = read_leave(
        "请事假 周四 家里有事", now=MONDAY.astimezone(CAMPUS), shift=hours.shift, calendar=hours.calendar
    )

    assert "按排班休息" in str(reading.questions)
    assert hours.calendar.kind_of(date(2026, 3, 5)).reason == "按排班休息，不上班"
