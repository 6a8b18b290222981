"""What an administrator does for a case that cannot go on by itself, and what nobody else may do."""

from collections.abc import AsyncIterator

import pytest

from handlers.case_commands import case_end, case_jump
from handlers.case_handover import hand_over_cases
from handlers.course import open_matter
from tests.handlers.cases import TRAVEL, audit_of, broken, submits, turn_of
from tests.handlers.college import College
from tests.handlers.forms import with_forms
from tests.handlers.two_platforms import give_role


@pytest.fixture
async def campus(college: College) -> AsyncIterator[College]:
    """The college with 郑老师 as its administrator."""
    campus = await with_forms(college, "travel")
    give_role(campus, "admin", "郑老师")
    yield campus
    assert await broken(campus) == []


@pytest.fixture
async def stuck(campus: College) -> int:
    """A journey whose second step finds nobody any more."""
    number = await submits(campus, "李雷", "travel", TRAVEL)
    await campus.say("王主任", f"转交 {number} 孙副组长")
    for name in ("周处长", "钱院长", "王主任", "赵组长"):
        await campus.leaves_the_college(name)
    await campus.press("孙副组长", "同意")
    return number


async def test_administrators_are_told_of_what_is_stuck(campus, stuck):
    said = (await campus.texts("郑老师"))[-1]

    assert said.startswith(f"有单停住了：单号 CC-{stuck}")
    assert said.endswith(f"请发 改派 {stuck} 姓名 理由，指定审批人。")


async def test_why_offers_the_administrator_to_name_somebody(campus, stuck):
    said = await campus.say("郑老师", f"为什么 {stuck}")
    asked = await campus.press("郑老师", "改派")

    done = await campus.say("郑老师", "吴老师 财务处暂缺负责人")

    assert "停住了" in said[0]
    assert asked[0].startswith("要把李雷的出差申请")
    assert done[0].startswith("已改派：")
    await campus.press("吴老师", "同意")
    assert await campus.state(stuck) == "approved"


async def test_what_waits_for_a_leaver_goes_to_another_in_one_step(campus):
    numbers = [
        await submits(campus, name, "travel", {**TRAVEL, "budget": 100}) for name in ("李雷", "韩梅", "孙副组长")
    ]
    await campus.leaves_the_college("王主任")

    async with campus.database.begin(campus.now) as tx:
        await hand_over_cases(await turn_of(tx, campus, "郑老师"), "王主任 孙副组长")

    waiting = await campus.rows("select request_no, person_id from places order by 1")
    leaver, heir = campus.ids["王主任"], campus.ids["孙副组长"]
    assert waiting == [(numbers[0], heir), (numbers[1], heir), (numbers[2], leaver)]
    assert (await audit_of(campus, numbers[0]))[-1] == (f"person:{campus.ids['郑老师']}", "request.hand_over", leaver)
    said = (await campus.texts("郑老师"))[-1]
    assert said == (
        f"已把等王主任办理的 2 张单交给孙副组长：单号 CC-{numbers[0]}、单号 CC-{numbers[1]}。"
        f"没有交接：单号 CC-{numbers[2]}，请管理员逐张 改派。"
    )


async def test_nobody_else_hands_over(campus):
    number = await submits(campus, "李雷", "travel", TRAVEL)

    async with campus.database.begin(campus.now) as tx:
        await hand_over_cases(await turn_of(tx, campus, "吴老师"), "王主任 孙副组长")

    assert (await campus.texts("吴老师"))[-1] == "没有办理：只有人事和管理员可以交接。"
    assert await campus.rows("select person_id from places where request_no = :no", no=number) == [
        (campus.ids["王主任"],)
    ]


async def test_an_administrator_ends_a_case_and_says_why(campus):
    number = await submits(campus, "李雷", "travel", TRAVEL)

    async with campus.database.begin(campus.now) as tx:
        turn = await turn_of(tx, campus, "郑老师")
        await case_end(turn, await open_matter(turn, number), "会议取消")

    assert await campus.state(number) == "rejected"
    assert (await campus.card("李雷")).body == "终止理由：会议取消"
    assert (await campus.card("王主任")).closing == "已由 郑老师 于 3月4日 09:00 终止"


async def test_a_jump_skips_and_agrees_to_nothing(campus):
    number = await submits(campus, "李雷", "travel", TRAVEL)

    async with campus.database.begin(campus.now) as tx:
        turn = await turn_of(tx, campus, "郑老师")
        await case_jump(turn, await open_matter(turn, number), "到 财务审核 部门负责人出差")

    assert await campus.rows("select step from places") == [("finance",)]
    assert await campus.rows("select action from report.decisions") == []


async def test_who_is_no_administrator_may_not(campus):
    number = await submits(campus, "李雷", "travel", TRAVEL)

    async with campus.database.begin(campus.now) as tx:
        turn = await turn_of(tx, campus, "王主任")
        await case_end(turn, await open_matter(turn, number), "不想批")

    assert await campus.state(number) == "pending"
    assert (await campus.texts("王主任"))[-1] == "没有办理：只有管理员可以这样做。"
