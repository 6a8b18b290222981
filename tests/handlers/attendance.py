"""A college whose days are judged: rules, punches by the clock of the campus, and the derivation run to its end."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import text

from domain.attendance.loading import load_rules
from domain.attendance.rules import AttendanceRules
from domain.ids import PersonId
from domain.punches import Punch, Side
from jobs.attendance import Deriver
from storage.attendance_days import touch_days
from storage.leave_periods import Period, reserve
from storage.punches import note
from tests.handlers.college import CAMPUS, College

MONDAY = date(2030, 3, 4)
RULES = {
    "shifts": [{"name": "夜班", "times": ["22:00-06:00"]}],
    "groups": [
        {
            "name": "保安",
            "staff_no": ["T-郑老师"],
            "rules": [{"since": date(2030, 1, 1), "duty": "roster", "grace": 5}],
        },
        {
            "name": "宽限",
            "staff_no": ["T-韩梅"],
            "rules": [{"since": date(2030, 1, 1), "small_late": 10, "small_lates": 1}],
        },
        {
            "name": "教职工",
            "departments": ["信息工程系"],
            "rules": [{"since": date(2030, 1, 1), "grace": 5, "serious_after": 30, "absent_after": 120}],
        },
    ],
}
DAYS = text("select day, status, detail, shown from attendance_days where person_id = :person order by day")


def rules(document: dict = RULES) -> AttendanceRules:
    found = load_rules("attendance.toml", document)
    assert isinstance(found, AttendanceRules), found
    return found


def with_attendance(college: College) -> College:
    """It judges days from now on; nothing is derived before somebody asks for it."""
    college.office = replace(college.office, attendance=rules())
    return college


def at(day: date, said: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(said), CAMPUS)


async def punched(college: College, name: str, day: date, *times: str, source: str = "device:gate-1") -> None:
    """So many punches of that day; 07:55进 says the side."""
    punches = [
        Punch(
            person=college.ids[name],
            source=source,
            at=at(day, said[:5]),
            key=f"{name}:{day}:{said[:5]}",
            place="东门",
            side={"进": Side.IN, "出": Side.OUT}.get(said[5:]),
            said_at=at(day, said[:5]),
        )
        for said in times
    ]
    async with college.database.begin(college.now) as tx:
        await note(tx, punches)


async def derived(college: College, until: datetime | None = None) -> int:
    """Derive everything that is due, as of `until`; how many batches that were."""
    if until is not None:
        college.now = max(college.now, until)
    deriver = Deriver(college.database, college.office, lambda: college.now)
    batches = 0
    while await deriver.derive_next():
        batches += 1
    return batches


async def days(college: College, name: str) -> dict[date, str]:
    async with college.database.begin(college.now) as tx:
        rows = await tx.conn.execute(DAYS, {"person": college.ids[name]})
        return {row.day: row.status for row in rows}


async def detail(college: College, name: str, day: date) -> dict:
    async with college.database.begin(college.now) as tx:
        rows = await tx.conn.execute(DAYS, {"person": PersonId(college.ids[name])})
        return next(row.detail for row in rows if row.day == day)


async def with_leave(college: College, name: str, start: datetime, end: datetime) -> int:
    """An approved leave of that time; its number."""
    made = text("""
        insert into requests (form, form_version, applicant_id, state, fields, created_at, submitted_at, finished_at)
        values ('leave', 1, :person, 'approved', '{}', :now, :now, :now) returning no
    """)
    async with college.database.begin(college.now) as tx:
        number = await tx.conn.scalar(made, {"person": college.ids[name], "now": college.now})
        period = Period(number, start, end)
        await reserve(tx, college.ids[name], period, "personal", 240)
        await touch_days(tx, [college.ids[name]], start.date(), end.date(), f"leave:{number}")
    return number


EVENING = at(MONDAY, "19:30")
TUESDAY = MONDAY + timedelta(days=1)
