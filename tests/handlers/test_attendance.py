"""Days of attendance are derived from facts, and again whenever one of them changes."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from domain.attendance.rules import AttendanceRules
from domain.punches import Side
from domain.shift import NO_SHIFT
from handlers import attendance_deriving
from jobs.runs import Surroundings
from jobs.schedule import Schedule
from storage.attendance_days import days_of, mark_shown, touch_days
from storage.attendance_duty import missing_edges
from storage.attendance_groups import shifts_of
from storage.attendance_months import close_month, open_month, withheld_in
from tests.handlers.attendance import EVENING, MONDAY, TUESDAY, at, days, derived, detail, punched, with_attendance
from tests.handlers.college import College

DAY = timedelta(days=1)


async def touched(college: College, name: str, cause: str = "daily", first=MONDAY, last=MONDAY) -> None:
    async with college.database.begin(college.now) as tx:
        await touch_days(tx, [college.ids[name]], first, last, cause)


async def shown(college: College, name: str, day, words: str) -> None:
    async with college.database.begin(college.now) as tx:
        await mark_shown(tx, [(college.ids[name], day, words)])


async def test_a_day_is_judged_by_the_punches_of_whatever_source(college: College):
    with_attendance(college)
    await punched(college, "李雷", MONDAY, "08:12", source="wecom:staff")
    await punched(college, "李雷", MONDAY, "18:02", source="device:gate-1")

    await derived(college, EVENING)

    kept = await detail(college, "李雷", MONDAY)
    assert (await days(college, "李雷"))[MONDAY] == "late"
    assert kept["late"] == 12
    assert [(edge["side"], edge["due"], edge["at"], edge["verdict"]) for edge in kept["edges"]] == [
        ("in", "08:00", "08:12", "late"),
        ("out", "18:00", "18:02", "normal"),
    ]


async def test_nobody_is_judged_before_their_duty_is_over(college: College):
    with_attendance(college)
    await punched(college, "李雷", MONDAY, "07:55")

    await derived(college, at(MONDAY, "18:29"))

    assert MONDAY not in await days(college, "李雷")


async def test_a_day_without_a_punch_is_derived_when_somebody_asks_for_it(college: College):
    with_attendance(college)
    college.now = EVENING
    await touched(college, "李雷")

    await derived(college)

    assert await days(college, "李雷") == {MONDAY: "absent"}


async def test_a_late_fact_changes_the_day_quietly_as_long_as_nobody_has_seen_it(college: College):
    with_attendance(college)
    college.now = EVENING
    await touched(college, "李雷")
    await derived(college)
    before = await college.texts("李雷")

    await punched(college, "李雷", MONDAY, "07:55", "18:02")
    await derived(college)

    assert (await days(college, "李雷"))[MONDAY] == "normal"
    assert await college.texts("李雷") == before


async def test_whoever_has_seen_a_result_hears_once_what_changed_and_why(college: College):
    with_attendance(college)
    college.now = EVENING
    await punched(college, "李雷", MONDAY, "07:55")
    await derived(college)
    await shown(college, "李雷", MONDAY, "缺下班卡")

    await punched(college, "李雷", MONDAY, "18:02")
    await derived(college)
    await punched(college, "李雷", MONDAY, "18:05")
    await derived(college)

    told = [said for said in await college.texts("李雷") if "考勤结果变了" in said]
    [text_of_change] = told
    assert text_of_change.splitlines() == [
        "您的考勤结果变了：",
        "3月4日(周一)：原来是“缺下班卡”，现在是“正常”。原因：收到了新的打卡记录。",
        "怎么算的，请发“解释 3月4日”。",
    ]


async def test_a_night_belongs_to_the_day_it_began_on(college: College):
    with_attendance(college)
    await assigned(college, "郑老师", MONDAY, "夜班")
    await punched(college, "郑老师", MONDAY, "21:50")
    await punched(college, "郑老师", TUESDAY, "06:05")

    await derived(college, at(TUESDAY, "19:30"))

    assert await days(college, "郑老师") == {
        MONDAY - DAY: "rest",
        MONDAY: "normal",
        TUESDAY: "rest",
    }


async def assigned(college: College, name: str, day, shift: str) -> None:
    async with college.database.begin(college.now) as tx:
        query = text("insert into assigned_shifts (person_id, day, shift, assigned_at) values (:p, :d, :s, :n)")
        await tx.conn.execute(query, {"p": college.ids[name], "d": day, "s": shift, "n": college.now})


async def test_of_a_months_small_lates_the_first_are_let_pass_in_whatever_order_they_come(college: College):
    with_attendance(college)
    college.now = at(TUESDAY, "19:30")
    await punched(college, "韩梅", TUESDAY, "08:08", "18:02")
    await derived(college)
    first = (await days(college, "韩梅"))[TUESDAY]

    await punched(college, "韩梅", MONDAY, "08:04", "18:02")
    await derived(college)

    found = await days(college, "韩梅")
    assert (first, found[MONDAY], found[TUESDAY]) == ("normal", "normal", "late")


async def test_a_closed_month_stays_as_it_is_and_hr_hears_of_what_came_too_late(college: College):
    with_attendance(college)
    college.office = replace(college.office, roles={"hr": ("staff_no:T-吴老师",)})
    college.now = EVENING
    await touched(college, "李雷")
    await derived(college)
    async with college.database.begin(college.now) as tx:
        assert await close_month(tx, MONDAY, "person:1")

    await punched(college, "李雷", MONDAY, "07:55", "18:02")
    await derived(college)

    assert (await days(college, "李雷"))[MONDAY] == "absent"
    assert [said for said in await college.texts("吴老师") if "已关账的 2030年3月" in said]
    async with college.database.begin(college.now) as tx:
        [line] = await withheld_in(tx, MONDAY)
        assert (line.name, line.status, line.kept, line.cause) == ("李雷", "normal", "absent", "punch")
        assert await open_month(tx, MONDAY, "person:1") == ((college.ids["李雷"], MONDAY),)


async def test_what_cannot_be_derived_stands_aside_and_lets_the_others_pass(college: College, monkeypatch):
    with_attendance(college)
    college.now = EVENING
    broken = college.ids["赵组长"]
    real = attendance_deriving.facts_of

    async def facts_of(tx, office, book, stretches):
        if any(each.person == broken for each in stretches):
            raise ArithmeticError
        return await real(tx, office, book, stretches)

    monkeypatch.setattr(attendance_deriving, "facts_of", facts_of)
    await touched(college, "赵组长")
    await touched(college, "李雷")

    await derived(college)

    assert await days(college, "李雷") == {MONDAY: "absent"}
    assert await days(college, "赵组长") == {}


async def test_whoever_belongs_to_no_group_is_not_judged(college: College):
    with_attendance(college)
    college.now = EVENING
    await punched(college, "吴老师", MONDAY, "08:30")

    await derived(college)

    async with college.database.begin(college.now) as tx:
        assert await days_of(tx, college.ids["吴老师"], MONDAY, MONDAY) == []


async def test_a_day_that_loses_its_rule_loses_its_result(college: College):
    with_attendance(college)
    college.now = EVENING
    await touched(college, "李雷")
    await derived(college)

    college.office = replace(college.office, attendance=AttendanceRules())
    await touched(college, "李雷", "rules")
    await derived(college)

    assert await days(college, "李雷") == {}


async def test_deriving_again_what_has_not_changed_writes_nothing(college: College):
    with_attendance(college)
    college.now = EVENING
    await touched(college, "李雷")
    await derived(college)
    async with college.database.begin(college.now) as tx:
        [before] = await days_of(tx, college.ids["李雷"], MONDAY, MONDAY)

    college.now += timedelta(hours=1)
    await touched(college, "李雷")
    await derived(college)

    async with college.database.begin(college.now) as tx:
        [after] = await days_of(tx, college.ids["李雷"], MONDAY, MONDAY)
    assert after.computed_at == before.computed_at


async def test_what_is_missing_of_a_day_can_be_asked_about_with_the_instant_it_was_due(college: College):
    with_attendance(college)
    await punched(college, "李雷", MONDAY, "07:55")
    await assigned(college, "郑老师", MONDAY, "夜班")
    await punched(college, "郑老师", MONDAY, "21:55")
    await derived(college, at(TUESDAY, "07:00"))

    async with college.database.begin(college.now) as tx:
        found = await missing_edges(tx, MONDAY, MONDAY, college.office.campus)

    assert {(edge.person, edge.side, edge.at) for edge in found} == {
        (college.ids["李雷"], Side.OUT, at(MONDAY, "18:00")),
        (college.ids["郑老师"], Side.OUT, at(TUESDAY, "06:00")),
    }


async def test_an_approved_leave_is_in_the_day_at_once_and_its_withdrawal_takes_it_out(college: College):
    with_attendance(college)
    await college.asks_leave(words="请事假 明天 家里有事")
    for name in ("赵组长", "王主任"):
        await college.press(name, "同意")
    await derived(college, at(TUESDAY, "07:00"))
    approved = await days(college, "李雷")

    await college.say("李雷", "撤回 1001")
    for name in ("赵组长", "王主任"):
        if await college.cards_of(name):
            await college.say(name, "同意 1001")
    await derived(college, at(TUESDAY, "19:30"))

    withdrawn = await days(college, "李雷")
    assert approved[TUESDAY] == "on_leave"
    assert await college.state() == "withdrawn"
    assert withdrawn[TUESDAY] == "absent"


async def test_once_somebody_punches_the_day_of_everybody_in_a_group_is_derived_every_evening(college: College):
    with_attendance(college)
    college.now = EVENING
    surroundings = Surroundings(database=college.database, clock=lambda: college.now, office=college.office)
    assert await Schedule(surroundings).run_now("attendance", at(MONDAY, "19:29"))
    await derived(college)
    assert await days(college, "李雷") == {}

    await punched(college, "赵组长", MONDAY, "07:55")
    assert await Schedule(surroundings).run_now("attendance", EVENING)
    await derived(college)

    assert (await days(college, "李雷"))[MONDAY] == "absent"
    async with college.database.begin(college.now) as tx:
        told = await tx.conn.scalars(text("select text from alerts where key = 'attendance:groups'"))
        outcome = await tx.conn.scalar(
            text("select outcome from job_runs where job = 'attendance' order by occurrence desc")
        )
    assert "人不在任何考勤组" in told[0]
    assert outcome.startswith("6 人，")


async def test_a_days_result_does_not_depend_on_the_order_in_which_facts_arrive(college: College):
    with_attendance(college)
    college.now = EVENING
    await touched(college, "李雷")
    for said in ("18:02", "12:05", "07:58", "13:50", "07:58"):
        await punched(college, "李雷", MONDAY, said)
        await derived(college)
    await punched(college, "赵组长", MONDAY, "07:58", "12:05", "13:50", "18:02")
    await derived(college)

    one, two = await detail(college, "李雷", MONDAY), await detail(college, "赵组长", MONDAY)
    assert [edge["at"] for edge in one["edges"]] == [edge["at"] for edge in two["edges"]] == ["07:58", "18:02"]


async def test_somebodys_own_shifts_follow_the_plan_and_the_group(college: College):
    with_attendance(college)
    await assigned(college, "郑老师", MONDAY, "夜班")

    async with college.database.begin(college.now) as tx:
        night = await shifts_of(tx, college.office, college.ids["郑老师"])
        usual = await shifts_of(tx, college.office, college.ids["李雷"])
        nobodys = await shifts_of(tx, college.office, college.ids["吴老师"])

    assert night is not None
    assert usual is not None
    assert (night.of(MONDAY).minutes, night.of(TUESDAY)) == (480, NO_SHIFT)
    assert night.of(MONDAY).start.hour == 22
    assert usual.of(MONDAY) == college.office.shift
    assert nobodys is None
