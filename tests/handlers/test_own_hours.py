"""The card, the booking, the return and attendance count a leave by the hours of whoever takes it."""

from sqlalchemy import text

from domain.attendance.filed import AssignedShift
from handlers.repricing import replan
from tests.handlers.attendance import MONDAY, TUESDAY, at, days, derived, with_attendance
from tests.handlers.cases import broken
from tests.handlers.college import College
from tests.handlers.looks import row
from tests.handlers.returns import approved, period_of

ASSIGN = text("insert into assigned_shifts (person_id, day, shift, assigned_at) values (:person, :day, :shift, :now)")


async def on_nights(college: College, name: str) -> None:
    """From Monday to Wednesday, and off on Thursday."""
    with_attendance(college)
    async with college.database.begin(college.now) as tx:
        for number, shift in enumerate(("夜班", "夜班", "夜班", "休")):
            values = {"person": college.ids[name], "day": MONDAY.replace(day=4 + number), "shift": shift}
            await tx.conn.execute(ASSIGN, {**values, "now": college.now})


async def test_a_night_of_leave_is_one_night_on_the_card_in_the_ledger_and_for_attendance(college: College):
    await on_nights(college, "郑老师")
    await college.say("郑老师", "请事假 明天 家里有事")
    shown = str((await college.card("郑老师")).to_json())
    await college.press("郑老师", "取消")

    number = await approved(college, "请事假 明天 家里有事", "郑老师")

    assert "3月5日(周二) 22:00–次日 06:00，1 天" in shown
    assert await period_of(college, number) == ("03-06 06:00", 480)
    assert await college.one("select sum(minutes) from leave_ledger") == -480
    await derived(college, at(MONDAY.replace(day=6), "12:30"))
    assert (await days(college, "郑老师"))[TUESDAY] == "on_leave"


async def test_whoever_comes_back_in_the_night_gives_back_the_rest_of_it(college: College):
    await on_nights(college, "郑老师")
    number = await approved(college, "请事假 明天 家里有事", "郑老师")
    college.now = at(MONDAY.replace(day=6), "02:00")

    await college.say("郑老师", "销假")
    await college.press("郑老师", "确认")

    assert await period_of(college, number) == ("03-06 02:00", 240)
    assert await college.one("select sum(minutes) from leave_ledger") == -240
    assert await broken(college) == []


async def test_leave_goes_on_at_the_next_shift_of_ones_own(college: College):
    await on_nights(college, "郑老师")
    await approved(college, "请事假 今天 家里有事", "郑老师")
    college.now = at(TUESDAY, "05:00")

    await college.say("郑老师", "续假 1天")

    assert "3月5日(周二) 22:00–次日 06:00" in str((await college.card("郑老师")).to_json())


async def test_on_a_day_off_of_the_plan_no_leave_is_needed(college: College):
    await on_nights(college, "郑老师")

    said = await college.say("郑老师", "请事假 周四全天 家里有事")

    assert "按排班休息" in "".join(said) + str((await college.card("郑老师")).to_json())


async def replanned(college: College, **shifts: str) -> None:
    """郑老师's plan is changed, by the days of March."""
    plan = [
        AssignedShift(college.ids["郑老师"], MONDAY.replace(day=int(day.removeprefix("d"))), shift)
        for day, shift in shifts.items()
    ]
    async with college.database.begin(college.now) as tx:
        await replan(tx, college.office, plan)


async def test_a_night_that_the_plan_takes_away_is_given_back_with_the_cause(college: College):
    await on_nights(college, "郑老师")
    number = await approved(college, "请事假 明天 家里有事", "郑老师")

    await replanned(college, d5="休")

    told = [each for each in await college.texts("郑老师") if "假期重算" in each]
    assert "3月5日的排班有变" in told[0]
    assert await period_of(college, number) == ("03-06 06:00", 0)
    assert await college.one("select sum(minutes) from leave_ledger") == 0
    assert await broken(college) == []


async def test_a_night_that_the_plan_adds_to_a_leave_is_asked_about(college: College):
    await on_nights(college, "郑老师")
    number = await approved(college, "请事假 3月5日到3月7日 家里有事", "郑老师")
    before = (await period_of(college, number))[1]

    await replanned(college, d7="夜班")

    assert row(await college.card("郑老师"), "原因") == "3月7日的排班有变"
    await college.press("郑老师", "同意")
    assert (await period_of(college, number))[1] > before
    assert await broken(college) == []
