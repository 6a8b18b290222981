"""What is late is reminded, told upwards and handed on by working time; what is stuck goes on when it can."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from domain.forms.posts import PostRule, Posts
from jobs.runs import Surroundings
from jobs.schedule import Schedule
from storage.leave_periods import granted, granted_around
from tests.handlers.college import College
from tests.handlers.purchases import PURCHASE, acts, ask_for, asked, offer, on_campus

POSTS = Posts(rules=(PostRule("buyer", "采购员", positions=("采购员",)),))
STUCK = PURCHASE.replace('who = "leader:9"\nwhen = "amount > 5000.0"', 'who = "post:buyer"\nempty = "stop"')


def schedule(college: College) -> Schedule:
    return Schedule(Surroundings(database=college.database, clock=lambda: college.now, office=college.office))


async def look(college: College, *, day: int, hour: int, minute: int = 0) -> None:
    """The clock's job runs at that instant of the college's month."""
    college.now = on_campus(college, day=day, hour=hour, minute=minute)
    assert await schedule(college).run_now("escalation", college.now)


async def measures(college: College, number: int) -> list[tuple[object, ...]]:
    return list(
        await college.rows("select words from acts where request_no = :no and kind = 'elapse' order by no", no=number)
    )


async def test_nobody_is_late_before_a_whole_day_of_work(college: College):
    await offer(college)
    college.now = on_campus(college, day=8, hour=17)  # a Friday; the limit is eight hours of work
    number = await ask_for(college)

    await look(college, day=9, hour=12)
    await look(college, day=11, hour=16, minute=59)
    assert await measures(college, number) == []

    await look(college, day=11, hour=17)
    assert await measures(college, number) == [("remind",)]
    assert [text for text in await college.texts("王主任") if f"CG-{number}" in text or str(number) in text]


async def test_then_those_above_are_told_and_then_it_is_theirs(college: College):
    await offer(college)
    number = await ask_for(college)  # Monday nine o'clock

    for day in (5, 6, 7):
        await look(college, day=day, hour=9)

    assert await measures(college, number) == [("remind",), ("escalate",), ("hand_on",)]
    assert await asked(college, number) == ["钱院长"]
    assert any("王主任" in text for text in await college.texts("钱院长"))
    assert await college.rows(
        "select distinct actor from audit where object = :it and action = 'request.elapse'", it=f"request:{number}"
    ) == [("job:escalation",)]


async def test_a_run_at_one_instant_takes_each_measure_once(college: College):
    await offer(college)
    number = await ask_for(college)
    college.now = on_campus(college, day=5, hour=9)

    replicas = [schedule(college) for _ in range(3)]
    await asyncio.gather(*(replica.run_now("escalation", college.now) for replica in replicas))
    await look(college, day=5, hour=9, minute=5)

    assert await measures(college, number) == [("remind",)]


async def test_nothing_is_looked_at_that_is_not_due(college: College):
    await offer(college)
    await ask_for(college)
    due = await college.one("select look_at from requests")
    assert due == on_campus(college, day=5, hour=9)

    await look(college, day=5, hour=9)

    assert await college.one("select look_at from requests") == on_campus(college, day=6, hour=9)


async def test_a_day_that_turned_out_to_be_free_only_moves_the_look(college: College):
    await offer(college)
    number = await ask_for(college)
    async with college.database.begin(college.now) as tx:  # as an older calendar said
        await tx.conn.execute(text("update requests set look_at = :at"), {"at": college.now + timedelta(hours=2)})

    await look(college, day=4, hour=12)

    assert await measures(college, number) == []
    assert await college.one("select look_at from requests") == on_campus(college, day=5, hour=9)


async def test_a_stuck_step_goes_on_when_the_post_is_filled(college: College):
    college.office = replace(college.office, posts=POSTS)
    await offer(college, STUCK)
    number = await ask_for(college)
    await college.say("王主任", f"同意 {number}")
    assert await asked(college, number) == []

    await look(college, day=4, hour=10)
    assert await asked(college, number) == []
    async with college.database.begin(college.now) as tx:
        await tx.conn.execute(text("update people set position = '采购员' where name = '吴老师'"), {})
    await look(college, day=4, hour=11)

    assert await asked(college, number) == ["吴老师"]


async def test_a_case_that_cannot_be_read_is_told_to_it_and_does_not_keep_the_others(college: College):
    await offer(college)
    broken, sound = await ask_for(college), await ask_for(college, "韩梅")
    async with college.database.begin(college.now) as tx:
        await tx.conn.execute(text("update requests set form_version = 9 where no = :no"), {"no": broken})

    await look(college, day=5, hour=9, minute=1)

    assert await measures(college, sound) == [("remind",)]
    assert await college.rows("select key from alerts where cleared_at is null") == [(f"case:{broken}",)]
    async with college.database.begin(college.now) as tx:
        await tx.conn.execute(text("update requests set form_version = 1 where no = :no"), {"no": broken})
    await look(college, day=5, hour=10, minute=2)
    assert await measures(college, broken) == [("remind",)]
    assert await college.rows("select key from alerts where cleared_at is null") == []


@pytest.mark.parametrize("name", ["李雷", "韩梅"])
async def test_what_is_over_is_left_alone(college: College, name: str):
    await offer(college)
    number = await ask_for(college, name)
    await college.say(name, f"撤回 {number}")

    await look(college, day=8, hour=9)

    assert await acts(college, number) == ["submit", "withdraw"]


async def leave_of_two_days(college: College) -> int:
    """The one who is asked is away on Wednesday and Thursday."""
    await college.asks_leave("王主任", "请事假 3月6日到3月7日 家里有事")
    return int(str(await college.one("select max(no) from requests")))


async def test_no_limit_runs_while_the_one_who_is_asked_is_on_leave(college: College):
    await offer(college)
    number = await ask_for(college)  # Monday nine o'clock
    await leave_of_two_days(college)
    await college.press("钱院长", "同意")

    for day, hour in ((5, 9), (6, 9), (7, 18), (8, 8)):
        await look(college, day=day, hour=hour)
        assert await measures(college, number) == [("remind",)]

    await look(college, day=8, hour=9)
    assert await measures(college, number) == [("remind",), ("escalate",)]


async def test_leave_that_is_only_asked_for_keeps_nobody_from_work(college: College):
    await offer(college)
    number = await ask_for(college)
    await leave_of_two_days(college)

    for day in (5, 6):
        await look(college, day=day, hour=9)

    assert await measures(college, number) == [("remind",), ("escalate",)]


async def test_a_leave_that_is_taken_back_lets_the_limit_run_again(college: College):
    await offer(college)
    number = await ask_for(college)
    leave = await leave_of_two_days(college)
    await college.press("钱院长", "同意")
    await look(college, day=5, hour=9)

    await college.say("王主任", f"撤回 {leave}")
    assert await college.one("select state from requests where no = :no", no=leave) == "withdrawn"
    await look(college, day=6, hour=9)

    assert await measures(college, number) == [("remind",), ("escalate",)]


async def test_whoever_acts_for_them_has_hours_of_their_own(college: College):
    await offer(college)
    number = await ask_for(college)
    await college.say("王主任", "代理 周处长")
    await leave_of_two_days(college)
    await college.press("钱院长", "同意")
    await look(college, day=5, hour=9)
    await look(college, day=6, hour=8)

    await look(college, day=6, hour=9)

    assert await asked(college, number) == ["王主任/周处长"]
    assert await measures(college, number) == [("remind",), ("escalate",)]


async def test_the_leave_of_all_who_are_asked_is_one_question(college: College):
    await offer(college)
    numbers = [await ask_for(college), await ask_for(college, "韩梅")]
    await leave_of_two_days(college)
    await college.press("钱院长", "同意")

    async with college.database.begin(college.now) as tx:
        around = await granted_around(tx, numbers)
        named = await granted(tx, [college.ids[name] for name in ("王主任", "吴老师")])

    away = ((on_campus(college, day=6, hour=8), on_campus(college, day=7, hour=18)),)
    assert around[college.ids["王主任"]] == away
    assert named == {college.ids["王主任"]: away, college.ids["吴老师"]: ()}
