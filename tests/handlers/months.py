"""A college whose March 2030 is over: most came on time, some did not, and one was on leave."""

from datetime import date, timedelta

from storage.attendance_days import touch_days
from tests.handlers.attendance import at, derived, punched, with_attendance, with_leave
from tests.handlers.college import College

MARCH = date(2030, 3, 1)
DAYS = [date(2030, 3, number) for number in range(4, 9)]  # Monday to Friday
APRIL = date(2030, 4, 1)  # a Monday, the first working day
PEOPLE = ("李雷", "孙副组长", "赵组长")


async def with_march(college: College) -> College:
    """李雷 late on Monday, away on Tuesday afternoon; 孙副组长 without a punch on Wednesday evening."""
    with_attendance(college)
    await with_leave(college, "李雷", at(DAYS[1], "14:00"), at(DAYS[1], "18:00"))
    for day in DAYS:
        await punched(
            college, "李雷", day, "08:12" if day == DAYS[0] else "07:50", "12:05" if day == DAYS[1] else "18:03"
        )
        await punched(college, "孙副组长", day, "07:45", *(() if day == DAYS[2] else ("18:10",)))
        await punched(college, "赵组长", day, "07:40", "18:20")
    college.now = at(date(2030, 3, 31), "23:40")
    async with college.database.begin(college.now) as tx:
        await touch_days(tx, [college.ids[name] for name in PEOPLE], DAYS[0], DAYS[-1], "daily")
    await derived(college)
    college.now = at(APRIL, "09:00") - timedelta(minutes=5)
    return college
