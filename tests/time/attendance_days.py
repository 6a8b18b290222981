"""Worked days as HR writes them down, turned into facts: "07:55"、"次日06:05"、"12:01 出"."""

import tomllib
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.attendance.day_record import Absence, Mark
from domain.attendance.deriving import Facts
from domain.attendance.duty import Campus, minutes_of
from domain.attendance.loading import load_rules
from domain.attendance.rules import AttendanceRules
from domain.calendar import calendar_from
from domain.punches import Side
from domain.shift import Shift

HERE = Path(__file__).parent
CHINA = HERE.parent.parent / "content" / "calendar" / "china.toml"
ZONE = ZoneInfo("Asia/Shanghai")
SIDES = {"进": Side.IN, "出": Side.OUT}
NEIGHBOURS = {"次日": 1, "前日": -1}


@cache
def rules() -> AttendanceRules:
    found = load_rules("attendance_rules.toml", tomllib.loads((HERE / "attendance_rules.toml").read_text("utf-8")))
    assert isinstance(found, AttendanceRules), found
    return found


@cache
def campus() -> Campus:
    return Campus(ZONE, calendar_from(tomllib.loads(CHINA.read_text("utf-8"))), Shift(), rules())


def minute(day: date, said: str) -> int:
    """08:00, 次日06:00, or 5-04 07:50 of the same year."""
    for word, days in NEIGHBOURS.items():
        if said.startswith(word):
            return minute(day + timedelta(days=days), said.removeprefix(word))
    if " " in said:
        when, said = said.split(" ")
        month, number = when.split("-")
        return minute(day.replace(month=int(month), day=int(number)), said)
    if said == "24:00":
        return minute(day, "00:00") + 24 * 60
    return minutes_of(datetime.combine(day, time.fromisoformat(said), ZONE))


def mark(day: date, said: str, number: int) -> Mark:
    for word, side in SIDES.items():
        if said.endswith(f" {word}"):
            return Mark(minute(day, said.removesuffix(f" {word}")), side, number)
    return Mark(minute(day, said), None, number)


def absence(day: date, said: str, number: int, *, is_trip: bool) -> Absence:
    start, end = said.split("-") if said.count("-") == 1 else said.split(" 至 ")
    return Absence(minute(day, start), minute(day, end), is_trip, f"leave:{1000 + number}")


def facts(case: dict) -> Facts:
    day = case["day"]
    return Facts(
        marks=[mark(day, said, number) for number, said in enumerate(case.get("punches", ()), 1)],
        absences=[
            *(absence(day, said, number, is_trip=False) for number, said in enumerate(case.get("leave", ()))),
            *(absence(day, said, number, is_trip=True) for number, said in enumerate(case.get("trip", ()), 100)),
        ],
        assigned={date.fromisoformat(when): shift for when, shift in case.get("shifts", {}).items()},
    )
