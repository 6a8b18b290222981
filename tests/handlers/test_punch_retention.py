"""Punches of closed months, places and pictures are forgotten; what the days came to stays."""

from datetime import date, timedelta

import pytest

from storage.attendance_days import touch_days
from storage.attendance_months import Emptied, close_month, open_month
from storage.punch_retention import forget_places, forget_punches
from tests.handlers.attendance import days, derived
from tests.handlers.college import CAMPUS, College
from tests.handlers.months import DAYS, MARCH, with_march

LATER = date(2030, 4, 1)


@pytest.fixture
async def march(college: College) -> College:
    return await with_march(college)


async def forgotten(college: College, before: date) -> int:
    async with college.database.begin(college.now) as tx:
        return await forget_punches(tx, before, CAMPUS)


async def closed(college: College) -> None:
    async with college.database.begin(college.now) as tx:
        assert await close_month(tx, MARCH, "person:1")


async def test_an_open_month_keeps_its_punches_however_old_they_are(march: College):
    assert await forgotten(march, LATER) == 0


async def test_a_closed_month_keeps_its_days_when_its_punches_go(march: College):
    before = await days(march, "李雷")
    await closed(march)
    too_early = await forgotten(march, LATER - timedelta(days=1))
    gone = await forgotten(march, LATER)
    async with march.database.begin(march.now) as tx:
        await touch_days(tx, list(march.ids.values()), DAYS[0], DAYS[-1], "daily")
    await derived(march)

    assert (too_early, gone) == (0, 29)
    assert await march.one("select count(*) from punches") == 0
    assert await days(march, "李雷") == before
    assert await march.one("select count(*) from attendance_withheld") == 0


async def test_a_month_without_punches_is_not_opened_again_and_says_only_what_it_came_to(march: College):
    await closed(march)
    await forgotten(march, LATER)
    async with march.database.begin(march.now) as tx:
        with pytest.raises(Emptied):
            await open_month(tx, MARCH, "person:1")

    (told,) = await march.say("李雷", "解释 3月4日")

    assert told.startswith("3月4日(周一)的考勤：迟到12分钟")
    assert "打卡明细已按保存期限删除，只留结果。" in told


async def test_places_go_in_the_order_in_which_they_came_and_the_punches_stay(march: College):
    received = march.now
    async with march.database.begin(march.now) as tx:
        kept = await forget_places(tx, received - timedelta(days=60))
        gone = await forget_places(tx, received + timedelta(seconds=1))
        again = await forget_places(tx, received + timedelta(seconds=1))

    assert (kept, gone, again) == (0, 29, 0)
    assert await march.one("select count(*) from punches where place <> ''") == 0
