"""Two at once in attendance: punches and closing, two derivers, a signature and a late punch."""

import asyncio

import pytest

from handlers.attendance_checks import check_attendance
from jobs.attendance import Deriver
from storage.attendance_days import touch_days
from storage.attendance_months import close_month, closed_months, rely_on_months
from tests.handlers.attendance import days, derived, punched
from tests.handlers.college import College
from tests.handlers.months import APRIL, DAYS, MARCH, PEOPLE
from tests.handlers.test_months import HEAD, all_confirm, on
from tests.handlers.test_months import month as month  # noqa: PLC0414 - the fixture
from tests.handlers.test_races import somebody_waits


async def close(college: College) -> None:
    async with college.database.begin(college.now) as tx:
        assert await close_month(tx, MARCH, "person:1")


async def wrong(college: College) -> list[str]:
    async with college.database.begin(college.now) as tx:
        return [each.check for each in await check_attendance(tx, college.office)]


async def test_a_month_is_closed_after_those_who_are_writing_days_of_it(month: College):
    async with month.database.begin(month.now) as tx:
        closed, _ = await rely_on_months(tx)
        closing = asyncio.create_task(close(month))
        await somebody_waits(month)
        still = await closed_months(tx)
    await closing

    assert (closed, still) == (frozenset(), frozenset())
    async with month.database.begin(month.now) as tx:
        assert await closed_months(tx) == {MARCH}


async def test_what_is_derived_while_a_month_is_closed_is_either_before_it_or_withheld(month: College):
    await punched(month, "李雷", DAYS[0], "07:50", source="wecom:staff")
    async with month.database.begin(month.now) as tx:
        await close_month(tx, MARCH, "person:1")
        deriving = asyncio.create_task(derived(month))
        await somebody_waits(month)
    await deriving

    assert (await days(month, "李雷"))[DAYS[0]] == "late"
    assert await month.rows("select person_id, status from attendance_withheld") == [(month.ids["李雷"], "normal")]


async def test_two_derivers_at_once_write_each_day_once_and_tell_once(month: College):
    await month.say("李雷", "解释 3月4日")
    await punched(month, "李雷", DAYS[0], "07:50", source="wecom:staff")
    async with month.database.begin(month.now) as tx:
        await touch_days(tx, [month.ids[name] for name in PEOPLE], DAYS[0], DAYS[-1], "daily")
    replicas = [Deriver(month.database, month.office, lambda: month.now) for _ in range(4)]

    while any(await asyncio.gather(*(each.derive_next() for each in replicas))):
        pass

    told = [each for each in await month.texts("李雷") if "您的考勤结果变了" in each]
    assert (await days(month, "李雷"))[DAYS[0]] == "normal"
    assert len(told) == 1
    assert await wrong(month) == []


@pytest.mark.parametrize("late_first", [True, False], ids=["the punch first", "the signature first"])
async def test_a_signature_never_stands_over_what_a_late_punch_has_changed(month: College, *, late_first: bool):
    await on(month, APRIL)
    await all_confirm(month)
    await punched(month, "李雷", DAYS[0], "07:50", source="wecom:staff")

    async def sign() -> None:
        await month.press(HEAD, "签字确认")

    await asyncio.gather(*((derived(month), sign()) if late_first else (sign(), derived(month))))

    assert await wrong(month) == []
    assert await month.one("select count(*) from month_sheets where signed_at is not null") == 0
    assert (await month.card("李雷")).buttons


async def test_punches_that_come_while_everybody_confirms_leave_nobody_confirmed_over_another_result(month: College):
    await on(month, APRIL)
    await punched(month, "李雷", DAYS[0], "07:50", source="wecom:staff")

    await asyncio.gather(month.press("李雷", "确认无误"), derived(month))

    assert await wrong(month) == []
    answered = await month.rows("select answer, days ->> '2030-03-04' from month_confirmations where version = 2")
    assert answered == [(None, "正常")]
