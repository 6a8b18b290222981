"""Stand-ins: named in a sentence, asked beside the principal for as long as was said, and never longer."""

from datetime import timedelta

import pytest

from jobs.runs import Surroundings
from jobs.schedule import Schedule
from tests.handlers.college import College
from tests.handlers.purchases import PURCHASE, acts, ask_for, asked, offer, on_campus


@pytest.fixture(autouse=True)
async def _offered(college: College) -> None:
    await offer(college, PURCHASE.replace('limit = "8h"\noverdue = ["remind", "escalate", "hand_on"]\n', ""))


async def look(college: College) -> None:
    """The clock's job runs now."""
    surroundings = Surroundings(database=college.database, clock=lambda: college.now, office=college.office)
    assert await Schedule(surroundings).run_now("escalation", college.now)


async def test_a_stand_in_is_named_and_both_are_told(college: College):
    (said,) = await college.say("王主任", "代理 周处长 3月6日到3月8日")

    assert said.startswith("已设代理：周处长，3月6日至3月8日。这期间等您审批的单也会发给对方，两人谁办都算；")
    assert college.heard("周处长") == [
        "王主任请您代为审批，3月6日至3月8日。到时等对方审批的单也会发给您，您办的，记录上写明是代办的。"
    ]
    assert await college.rows("select action, object from audit where action like 'stand_in%'") == [
        ("stand_in.appoint", f"person:{college.ids['周处长']}")
    ]


async def test_from_now_on_what_waits_is_put_before_the_stand_in_at_once(college: College):
    number = await ask_for(college)

    await college.say("王主任", "代理 周处长 今天到3月8日")

    assert await asked(college, number) == ["王主任/周处长"]
    assert (await college.card("周处长")).buttons
    await college.press("周处长", "同意")
    assert await college.state(number) == "approved"
    assert await college.rows(
        "select actor_id, on_behalf_of_id from acts where request_no = :no and kind = 'agree'", no=number
    ) == [(college.ids["周处长"], college.ids["王主任"])]


async def test_a_stand_in_begins_and_ends_by_the_clock(college: College):
    await college.say("王主任", "代理 周处长 3月6日到3月8日")
    number = await ask_for(college)

    seen = []
    for day, hour in ((5, 23), (6, 1), (8, 23), (9, 1)):
        college.now = on_campus(college, day=day, hour=hour)
        await look(college)
        seen.append(await asked(college, number))

    assert seen == [["王主任"], ["王主任/周处长"], ["王主任/周处长"], ["王主任"]]
    assert [act for act in await acts(college, number) if "stand_in" in act] == ["begin_stand_in", "end_stand_in"]


async def test_what_comes_during_the_period_asks_the_stand_in_without_waiting_for_the_clock(college: College):
    await college.say("王主任", "代理 周处长 3月6日到3月8日")
    college.now = on_campus(college, day=7, hour=9)

    assert await asked(college, await ask_for(college)) == ["王主任/周处长"]


async def test_what_was_taken_back_is_over_at_once(college: College):
    await college.say("王主任", "代理 周处长 今天到3月8日")
    number = await ask_for(college)
    card = await college.card_row("周处长")

    said = await college.say("王主任", "取消代理")

    assert said == ["已取消代理：周处长，3月4日至3月8日。等您审批的单只由您自己办。"]
    assert college.heard("周处长") == ["王主任已取消请您代理，其待办不再发给您。"]
    assert await asked(college, number) == ["王主任"]
    await college.click("周处长", card.id, "approve:1")
    assert await college.state(number) == "pending"


async def test_limits_of_form_and_amount_hold(college: College):
    await college.say("王主任", "代理 周处长 今天到3月8日 只限采购 500元以内")

    assert [await asked(college, await ask_for(college, yuan=yuan)) for yuan in (500, 501)] == [
        ["王主任/周处长"],
        ["王主任"],
    ]
    (listed,) = await college.say("王主任", "代理")
    assert "只限采购申请、500 元以内" in listed


async def test_there_are_no_chains_and_never_the_applicant(college: College):
    await college.say("王主任", "代理 李雷 今天到3月8日")
    await college.say("周处长", "代理 吴老师 今天到3月8日")

    assert await asked(college, await ask_for(college)) == ["王主任"]
    await college.say("王主任", "取消代理")
    await college.say("王主任", "代理 周处长 今天到3月8日")
    assert await asked(college, await ask_for(college)) == ["王主任/周处长"]


async def test_who_named_somebody_beforehand_is_stood_in_for_when_their_leave_is_approved(college: College):
    said = await college.say("王主任", "代理 周处长")
    assert "周处长，从您请假开始、到假期结束为止" in said[0]
    number = await ask_for(college)
    assert await asked(college, number) == ["王主任"]

    await college.asks_leave("王主任", "请事假 3月6日到3月7日 家里有事")
    await college.press("钱院长", "同意")

    assert any("周处长，3月6日 08:00 至3月7日 18:00" in text for text in college.heard("王主任"))
    assert any("王主任请您代为审批" in text for text in college.heard("周处长"))
    college.now = on_campus(college, day=6, hour=9)
    await look(college)
    assert await asked(college, number) == ["王主任/周处长"]
    college.now = on_campus(college, day=7, hour=18, minute=5)
    await look(college)
    assert await asked(college, number) == ["王主任"]


async def test_a_leave_that_is_taken_back_needs_no_stand_in(college: College):
    await college.say("王主任", "代理 周处长")
    await college.asks_leave("王主任", "请事假 3月6日到3月7日 家里有事")
    await college.press("钱院长", "同意")
    leave = await college.one("select max(no) from requests")

    await college.say("王主任", f"撤回 {leave}")
    college.now = on_campus(college, day=6, hour=9)
    await look(college)

    assert await asked(college, await ask_for(college)) == ["王主任"]
    (listed,) = await college.say("王主任", "代理")
    assert "1. 周处长，从您请假开始" in listed
    assert "2." not in listed


async def test_a_second_one_for_the_same_time_is_refused_and_a_new_standing_one_replaces_the_old(college: College):
    await college.say("王主任", "代理 周处长 3月6日到3月8日")

    said = await college.say("王主任", "代理 赵组长 3月8日到3月9日")
    assert said == ["没有设代理：这段时间您已请周处长代理（3月6日至3月8日）。要换人，请先发 取消代理。"]

    await college.say("王主任", "代理 吴老师")
    await college.say("王主任", "代理 郑老师")
    (listed,) = await college.say("王主任", "代理")
    assert "吴老师" not in listed
    assert "郑老师，从您请假开始" in listed


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("代理", "您还没有设代理人"),
        ("代理 路人甲 明天", "没有找到叫“路人甲”的人"),
        ("代理 王主任 明天", "不能请自己代理"),
        ("代理 周处长 昨天", "已经过去"),
        ("代理 周处长 明天 只限买飞机", "没有叫“买飞机”的申请"),
        ("取消代理", "您没有代理人"),
    ],
)
async def test_what_cannot_be_done_is_said_with_what_to_do(college: College, words: str, answer: str):
    said = await college.say("王主任", words)

    assert [answer in text for text in said] == [True]
    assert await college.rows("select id from stand_ins") == []


async def test_many_waiting_cases_are_left_to_the_clock(college: College, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("handlers.stand_ins.AT_ONCE", 1)
    numbers = [await ask_for(college) for _ in range(3)]
    await college.say("王主任", "代理 周处长 今天到3月8日")
    assert [await asked(college, no) for no in numbers] == [["王主任"]] * 3

    college.now += timedelta(minutes=5)
    await look(college)
    assert [await asked(college, no) for no in numbers] == [["王主任/周处长"]] * 3

    await college.say("王主任", "取消代理 周处长")
    college.now += timedelta(minutes=5)
    await look(college)
    assert [await asked(college, no) for no in numbers] == [["王主任"]] * 3
    assert await college.rows("select id from stand_ins where ended_at is null") == []
