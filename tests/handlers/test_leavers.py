"""Somebody leaves: HR hears once what is in their hands, one word hands it over, and nobody acts in their name."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from handlers.leavers import see_off
from jobs.runs import Surroundings
from jobs.schedule import Schedule
from storage.leavers import people_here
from tests.handlers.cases import TRAVEL, broken, submits
from tests.handlers.college import College
from tests.handlers.forms import with_forms
from tests.handlers.purchases import acts, asked
from tests.handlers.two_platforms import give_role

LATER = {"start": "2030-03-13T00:00:00+00:00", "end": "2030-03-13T10:00:00+00:00"}
MODEST = {**TRAVEL, "budget": 100}


@pytest.fixture
async def campus(college: College) -> AsyncIterator[College]:
    """The college with 吴老师 in HR and 郑老师 as its administrator."""
    campus = await with_forms(college, "travel")
    give_role(campus, "hr", "吴老师")
    give_role(campus, "admin", "郑老师")
    yield campus
    assert await broken(campus) == []


async def leave(campus: College, *names: str) -> int:
    """The directory says so: how many of them leave something behind."""
    async with campus.database.begin(campus.now) as tx:
        here = await people_here(tx)
        ids = [campus.ids[name] for name in names]
        await tx.conn.execute(text("update people set status = 'left' where id = any(:ids)"), {"ids": ids})
        return await see_off(tx, campus.office, here)


async def clock(campus: College) -> None:
    """The job that begins and ends stand-ins."""
    surroundings = Surroundings(database=campus.database, clock=lambda: campus.now, office=campus.office)
    assert await Schedule(surroundings).run_now("escalation", campus.now)


async def test_hr_hears_once_who_left_how_much_waits_and_which_word_mends_it(campus: College):
    numbers = [await submits(campus, name, "travel", MODEST) for name in ("李雷", "韩梅")]
    own = await submits(campus, "王主任", "travel", MODEST)

    assert await leave(campus, "王主任", "周处长") == 1
    assert await leave(campus) == 0  # the next reading

    (told,) = await campus.texts("吴老师")
    assert told == (
        "1 位同事已离职，手上还有单：\n"
        "1. 王主任（工号 T-王主任）：等其办理的 2 张，请发 交接 王主任 给 李四（李四换成接手人）。"
        f"本人的申请 1 张（{own}）照常办理；不用办了的，请管理员发 终止 单号 理由。"
    )
    assert await campus.texts("郑老师") == []

    said = await campus.say("吴老师", "交接 王主任 给 孙副组长")

    assert said[0].startswith("已把等王主任办理的 2 张单交给孙副组长：")
    assert [await asked(campus, number) for number in numbers] == [["孙副组长"], ["孙副组长"]]
    assert await campus.rows("select distinct actor from audit where action = 'request.hand_over'") == [
        (f"person:{campus.ids['吴老师']}",)
    ]


async def test_without_hr_the_administrators_hear_it(campus: College):
    await submits(campus, "李雷", "travel", MODEST)

    assert await leave(campus, "王主任", "吴老师") == 1

    assert len(await campus.texts("郑老师")) == 1


async def test_whoever_leaves_nothing_behind_is_nobodys_concern(campus: College):
    assert await leave(campus, "赵组长") == 0
    assert await campus.texts("吴老师") == []


async def test_hr_hands_over_for_leavers_alone_and_does_nothing_else(campus: College):
    number = await submits(campus, "李雷", "travel", MODEST)

    said = await campus.say("吴老师", "交接 王主任 给 孙副组长")
    ended = await campus.say("吴老师", f"终止 {number} 不用了")

    assert said == ["没有交接：王主任没有离职，请管理员交接或改派。"]
    assert ended != []
    assert await asked(campus, number) == ["王主任"]
    assert await campus.state(number) == "pending"


async def test_what_will_come_to_a_leaver_later_is_handed_over_too(campus: College):
    number = await submits(campus, "李雷", "travel", MODEST)
    await campus.say("王主任", f"加签 {number} 孙副组长 前 请先核对")
    assert await asked(campus, number) == ["孙副组长"]

    assert await leave(campus, "王主任") == 1
    await campus.say("郑老师", "交接 王主任 赵组长")
    await campus.press("孙副组长", "同意")

    assert await asked(campus, number) == ["赵组长"]


async def test_why_names_the_leaver_and_the_word(campus: College):
    number = await submits(campus, "李雷", "travel", MODEST)
    await leave(campus, "王主任")

    (said,) = await campus.say("李雷", f"为什么 {number}")

    assert "王主任（" in said
    assert "，已离职）" in said
    assert said.endswith("王主任已离职，请人事或管理员发 交接 王主任 给 李四（李四换成接手人）。")


async def test_a_leavers_stand_in_acts_no_more_from_that_moment(campus: College):
    await campus.say("王主任", "代理 周处长 今天到3月8日")
    number = await submits(campus, "李雷", "travel", MODEST)
    card = await campus.card_row("周处长")

    await leave(campus, "王主任")
    refused = await campus.click("周处长", card.id, "approve:1")

    assert await campus.state(number) == "pending"
    assert await campus.rows("select no from acts where request_no = :no and kind = 'agree'", no=number) == []
    assert refused[0].startswith("没有办理")
    assert "王主任已离职，您不再代其审批。" in await campus.texts("周处长")
    await clock(campus)
    assert await asked(campus, number) == ["王主任"]
    assert await campus.rows("select actor from audit where action = 'stand_in.end'") == [("job:handover",)]


async def test_a_stand_in_who_leaves_is_taken_out_and_the_principal_told(campus: College):
    await campus.say("王主任", "代理 周处长 今天到3月8日")
    await campus.say("钱院长", "代理 周处长")
    number = await submits(campus, "李雷", "travel", MODEST)

    await leave(campus, "周处长")
    await clock(campus)

    assert await asked(campus, number) == ["王主任"]
    ended = "您的代理人周处长已离职，代理到此为止。要另请一位，请发 代理 姓名 起止日期。"
    assert [ended in await campus.texts(name) for name in ("王主任", "钱院长")] == [True, True]
    assert await campus.rows("select id from stand_ins where ended_at is null") == []


async def test_a_leavers_own_request_is_decided_but_not_given_back_to_them(campus: College):
    number = await submits(campus, "李雷", "travel", MODEST)
    other = await submits(campus, "李雷", "travel", {**MODEST, "period": LATER})
    await campus.say("王主任", f"退回 {other} 请补充")
    await leave(campus, "李雷")

    refused = await campus.say("王主任", f"退回 {number} 请补充")
    await campus.say("王主任", f"同意 {number}")
    ended = await campus.say("郑老师", f"终止 {other} 已离职")

    assert refused == ["没有退回：李雷已离职，不能再修改。请驳回、退回到前面的步骤，或请管理员终止。"]
    assert "agree" in await acts(campus, number)
    assert ended[0].startswith("已终止")
    assert await campus.state(other) == "rejected"


async def test_why_says_of_a_request_returned_to_a_leaver_who_can_end_it(campus: College):
    number = await submits(campus, "李雷", "travel", MODEST)
    await campus.say("王主任", f"退回 {number} 请补充")
    await leave(campus, "李雷")

    (said,) = await campus.say("王主任", f"为什么 {number}")

    assert said.endswith(f"李雷已离职，不用办了请管理员发 终止 {number} 理由。")


async def test_a_leaver_does_nothing_themselves(campus: College):
    number = await submits(campus, "李雷", "travel", MODEST)
    card = await campus.card_row("王主任")
    await leave(campus, "王主任")

    said = await campus.say("王主任", f"同意 {number}")
    clicked = await campus.click("王主任", card.id, "approve:1")

    assert said == clicked == ["没有办理：您的账号已停用。如有疑问请联系人事处。"]
    assert await campus.state(number) == "pending"
