"""Approved overtime is a lot of comp-off; a withdrawal takes that lot back, but not what was drawn on."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.forms.posts import PostRule
from tests.handlers.cases import OVERTIME, broken, submits
from tests.handlers.college import College
from tests.handlers.forms import POSTS, with_forms
from tests.handlers.returns import approved
from tests.handlers.stocks import ledger_of, lots_of, with_content_types


@pytest.fixture
async def campus(college: College) -> AsyncIterator[College]:
    with_content_types(await with_forms(college, "overtime"))
    east = PostRule("east_manager", "东区管理岗", staff_no=("T-王主任",))
    college.office = replace(college.office, posts=replace(POSTS, rules=(*POSTS.rules, east)))
    yield college
    assert await broken(college) == []


async def worked(campus: College, **changed: object) -> int:
    number = await submits(campus, "李雷", "overtime", {**OVERTIME, **changed})
    await campus.say("王主任", f"同意 {number}")
    assert await campus.state(number) == "approved"
    return number


async def test_overtime_is_credited_for_half_a_year(campus):
    await worked(campus, days=1.5)

    assert await ledger_of(campus, "李雷", "comp_off") == [(720, "加班")]
    assert await lots_of(campus, "李雷", "comp_off") == [("given", "2030-03-04", "2030-09-03", 720)]
    assert "调休：可用 1.5 天" in (await campus.say("李雷", "余额"))[0]


async def test_a_journey_credits_nothing(campus):
    await worked(campus, kind="出差")

    assert await ledger_of(campus, "李雷", "comp_off") == []


async def test_a_withdrawal_takes_the_lot_back(campus):
    number = await worked(campus, days=1)

    await campus.say("李雷", f"撤回 {number}")
    if await campus.state(number) == "approved":
        await campus.press("李雷", "撤回")

    assert await campus.state(number) == "withdrawn"
    assert await ledger_of(campus, "李雷", "comp_off") == [(480, "加班"), (-480, "撤回加班")]
    assert [each[3] for each in await lots_of(campus, "李雷", "comp_off")] == [0]


@pytest.mark.parametrize("decided", [True, False])
async def test_what_was_drawn_on_or_is_asked_for_is_not_taken_back(campus, decided):
    number = await worked(campus, days=1)
    if decided:
        await approved(campus, "请调休 明天上午")
    else:
        await campus.asks_leave("李雷", "请调休 明天上午")

    said = await campus.say("李雷", f"撤回 {number}")
    if not said or "用掉" not in said[0]:
        said = await campus.press("李雷", "撤回")

    assert said[0] == "没有撤回：这次加班给的调休已经用掉或正在申请 半天。请先撤回用它的请假。"
    assert await campus.state(number) == "approved"
