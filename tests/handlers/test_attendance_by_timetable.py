"""Duty by the timetable: derived again when a colleague takes a lesson over, and when the timetable changes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.class_hits import Cover, CoverKind, CoverState, Slot
from domain.ids import RequestNo
from storage.attendance_groups import book_of
from storage.attendance_teaching import TIMETABLE, touch_taught
from storage.covers import agree, ask_cover, covers_of, end_covers
from storage.timetable import lock_timetable, replace_terms
from tests.handlers.attendance import EVENING, MONDAY, at, days, derived, detail, punched, rules, with_leave
from tests.handlers.college import College
from tests.handlers.teaching import TERM, lesson, with_timetable

GROUPS = {
    "groups": [
        {
            "name": "任课教师",
            "departments": ["信息工程系"],
            "rules": [{"since": date(2030, 1, 1), "duty": "timetable", "before_class": 10}],
        }
    ]
}
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
async def taught(college: College) -> College:
    """李雷 teaches periods 1–2 on Mondays, from eight; 韩梅 does not."""
    await with_timetable(college, lesson(college, "李雷", 1, 1, 2), lesson(college, "韩梅", 2, 1, 2))
    college.office = replace(college.office, attendance=rules(GROUPS))
    return college


async def agreed(college: College) -> int:
    """韩梅 takes 李雷's lesson of Monday over, in the matter of a leave that does not touch it; its number."""
    number = await with_leave(college, "李雷", at(TUESDAY, "14:00"), at(TUESDAY, "18:00"))
    slot = Slot(day=MONDAY, first=1, last=2)
    cover = Cover(
        id=0,
        leave_no=RequestNo(number),
        change_no=None,
        kind=CoverKind.COVER,
        state=CoverState.ASKED,
        teacher=college.ids["李雷"],
        person=college.ids["韩梅"],
        name="韩梅",
        term=TERM.name,
        course="高等数学",
        classes=("软件2301",),
        campus="",
        old=slot,
        new=slot,
    )
    async with college.database.begin(college.now) as tx:
        asked = await ask_cover(tx, cover)
        assert asked
        await agree(tx, [asked])
    return number


async def test_a_lesson_is_duty_and_a_day_without_one_is_free(taught: College):
    await punched(taught, "李雷", MONDAY, "07:55")
    await punched(taught, "韩梅", MONDAY, "09:00")

    await derived(taught, EVENING)

    assert (await days(taught, "李雷"))[MONDAY] == "late"
    assert (await detail(taught, "李雷", MONDAY))["late"] == 5
    assert (await days(taught, "韩梅"))[MONDAY] == "free"
    (told,) = await taught.say("李雷", "解释 3月4日")
    assert "应到：08:00–09:45（任课教师，1–2节高等数学）" in told
    assert "按课表，上课前 10 分钟到，当天的课第一节前打卡" in told


async def test_whoever_takes_a_lesson_over_has_the_duty_until_the_cover_ends(taught: College):
    await punched(taught, "李雷", MONDAY, "09:30")
    await punched(taught, "韩梅", MONDAY, "07:45")
    await derived(taught, EVENING)

    number = await agreed(taught)
    await derived(taught)
    after = [(await days(taught, name))[MONDAY] for name in ("李雷", "韩梅")]
    async with taught.database.begin(taught.now) as tx:
        await end_covers(tx, await covers_of(tx, RequestNo(number)))
    await derived(taught)

    assert after == ["free", "normal"]
    assert [(await days(taught, name))[MONDAY] for name in ("李雷", "韩梅")] == ["late", "free"]


async def test_a_new_timetable_derives_the_days_anew(taught: College):
    await punched(taught, "李雷", MONDAY, "07:45")
    await derived(taught, EVENING)
    before = (await days(taught, "李雷"))[MONDAY]

    async with taught.database.begin(taught.now) as tx:
        await lock_timetable(tx)
        await replace_terms(tx, [TERM.name], [lesson(taught, "李雷", 3, 1, 2)])
        await touch_taught(tx, taught.office, await book_of(tx, taught.office), TERM.first, TERM.last, TIMETABLE)
    await derived(taught)

    assert (before, (await days(taught, "李雷"))[MONDAY]) == ("normal", "free")
