"""The two academic years by which the tests of duties count: the real days off, and terms of a made-up college."""

import tomllib
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.college_calendar import CollegeCalendar, Event, EventKind, Term
from domain.college_reading import college_calendar_from
from domain.duties.duty import Duty
from domain.duties.world import World

ROOT = Path(__file__).parents[2]
CAMPUS = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2025, 9, 1), date(2027, 8, 31)
TERMS = (
    Term("2025–2026学年第一学期", date(2025, 9, 1), date(2026, 1, 18)),
    Term("2025–2026学年第二学期", date(2026, 3, 2), date(2026, 7, 12)),
    Term("2026–2027学年第一学期", date(2026, 8, 31), date(2027, 1, 17)),
    Term("2026–2027学年第二学期", date(2027, 3, 1), date(2027, 7, 11)),
)
VACATIONS = (
    ("寒假", date(2026, 1, 19), date(2026, 3, 1)),
    ("暑假", date(2026, 7, 13), date(2026, 8, 30)),
    ("寒假", date(2027, 1, 18), date(2027, 2, 28)),
    ("暑假", date(2027, 7, 12), date(2027, 8, 29)),
)
_STATE = college_calendar_from(tomllib.loads((ROOT / "content/calendar/china.toml").read_text(encoding="utf-8")))


def calendar(*, is_closed=False, terms=TERMS):
    works = False if is_closed else None
    return CollegeCalendar(
        _STATE.holidays,
        _STATE.makeups,
        _STATE.announced,
        _STATE.statutory,
        terms=terms,
        events=tuple(Event(name, first, last, EventKind.VACATION, works) for name, first, last in VACATIONS),
    )


CALENDAR = calendar()


def world(**known):
    return World(**{"calendar": CALENDAR, "campus": CAMPUS, **known})


def duty(rule, code="D-1", **known):
    return Duty(
        code=code, department="教学工作部", section="", post="teaching_head", title="一项职责", rule=rule, **known
    )
