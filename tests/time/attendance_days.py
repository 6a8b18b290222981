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
from domain.attendance.taught import Teacher
from domain.calendar import calendar_from
from domain.class_hits import Cover, CoverKind, CoverState, Slot, Teaching
from domain.college_calendar import Bells, CollegeCalendar, Term
from domain.ids import PersonId
from domain.lessons import Lesson
from domain.punches import Side
from domain.shift import Segment, Shift

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
        teacher=teacher(case) if case["group"].startswith("课表") else None,
    )


TERM = Term("2025–2026学年第二学期", date(2026, 3, 2), date(2026, 7, 12))
HOURS = ((8, 0), (8, 50), (10, 0), (10, 50), (14, 0), (14, 50), (16, 0), (16, 50), (19, 0), (19, 50))
ME, COLLEAGUE = PersonId(1), PersonId(2)
EVERY_WEEK = frozenset(range(1, 20))


@cache
def college() -> CollegeCalendar:
    """The country's calendar with a term, and class periods of 45 minutes."""
    base = calendar_from(tomllib.loads(CHINA.read_text("utf-8")))
    begins = [datetime(2026, 1, 1, *each, tzinfo=ZONE) for each in HOURS]
    lessons = tuple(Segment(each.time(), (each + timedelta(minutes=45)).time()) for each in begins)
    bells = Bells("", "全年", (1, 1), (12, 31), lessons)
    return CollegeCalendar(base.holidays, base.makeups, base.announced, base.statutory, terms=(TERM,), seasons=(bells,))


def teacher(case: dict) -> Teacher:
    """Lessons as "1-2 高等数学", on the weekday of the case; covers by their periods."""
    day = case["day"]
    taken = [cover(day, said, COLLEAGUE, ME) for said in case.get("taken", ())]
    given = [cover(day, said, ME, COLLEAGUE) for said in case.get("given", ())]
    teaching = Teaching(
        lessons=[lesson(day, said) for said in case.get("lessons", ())],
        terms=frozenset({TERM.name} if case.get("timetable", True) else ()),
        calendar=college(),
        zone=ZONE,
        covers=[*taken, *given],
    )
    return Teacher(ME, teaching)


def periods(said: str) -> tuple[int, int]:
    first, last = said.split(" ", maxsplit=1)[0].split("-")
    return int(first), int(last)


def lesson(day: date, said: str) -> Lesson:
    first, last = periods(said)
    return Lesson(
        term=TERM.name,
        teacher=ME,
        course=said.split(" ")[1],
        classes=(),
        weekday=day.isoweekday(),
        first=first,
        last=last,
        weeks=EVERY_WEEK,
    )


def cover(day: date, said: str, of: PersonId, by: PersonId) -> Cover:
    first, last = periods(said)
    slot = Slot(day=day, first=first, last=last)
    return Cover(
        id=1,
        leave_no=1,
        change_no=None,
        kind=CoverKind.COVER,
        state=CoverState.AGREED,
        teacher=of,
        person=by,
        name="",
        term=TERM.name,
        course=said.split(" ")[1],
        classes=(),
        campus="",
        old=slot,
        new=slot,
    )
