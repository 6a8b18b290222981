"""Agreeing to several safe cases in one go: only what was on the list, only what is safe, and not for good at once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.forms.posts import PostRule
from tests.handlers.cases import OVERTIME, TRAVEL, broken, submits
from tests.handlers.college import College
from tests.handlers.forms import POSTS, with_forms


@pytest.fixture
async def campus(college: College) -> AsyncIterator[College]:
    """The college, whose 王主任 also answers for the training base."""
    college = await with_forms(college, "travel", "overtime")
    east = PostRule("east_manager", "东区管理岗", staff_no=("T-王主任",))
    college.office = replace(college.office, posts=replace(POSTS, rules=(*POSTS.rules, east)))
    yield college
    assert await broken(college) == []


@pytest.fixture
async def three(campus: College) -> list[int]:
    """Two registrations of overtime, which are safe, and a journey, which is not."""
    first = await submits(campus, "李雷", "overtime", OVERTIME)
    second = await submits(campus, "韩梅", "overtime", OVERTIME)
    return [first, second, await submits(campus, "赵组长", "travel", TRAVEL)]


async def test_a_list_with_safe_cases_offers_one_button_for_them(campus, three):
    said = await campus.say("王主任", "待办")

    card = await campus.card("王主任")
    assert said[0].splitlines()[0] == "等您审批 3 张："
    assert f"单号 JB-{three[0]} 李雷的加班登记" in said[0]
    assert card.title == "可以一起同意的 2 张"
    assert [button.text for button in card.buttons] == ["全部同意"]


async def test_all_agrees_to_the_safe_ones_only(campus, three):
    await campus.say("王主任", "待办")

    await campus.press("王主任", "全部同意")

    assert [await campus.state(number) for number in three] == ["approved", "approved", "pending"]
    card = await campus.card("王主任")
    assert card.title == "已一起同意 2 张"
    assert [button.text for button in card.buttons] == ["撤销"]


async def test_the_button_undoes_it_within_five_minutes(campus, three):
    await campus.say("王主任", "待办")
    await campus.press("王主任", "全部同意")

    await campus.press("王主任", "撤销")

    assert [await campus.state(number) for number in three] == ["pending"] * 3
    assert (await campus.card("李雷")).buttons[0].text == "进度"
    assert (await campus.texts("李雷"))[-1].startswith("刚才的批量同意已撤销")
    await campus.say("王主任", f"同意 {three[0]}")
    assert await campus.state(three[0]) == "approved"


async def test_typed_words_do_the_same(campus, three):
    await campus.say("王主任", "待办")

    said = await campus.say("王主任", "全部同意")
    undone = await campus.say("王主任", "撤销")

    assert said == [f"已同意 2 张：单号 JB-{three[0]}；单号 JB-{three[1]}。5 分钟内可发 撤销 收回。"]
    assert undone[0].startswith("已撤销对 2 张单的同意：")
    assert await campus.state(three[0]) == "pending"


async def test_after_five_minutes_it_stays(campus, three):
    await campus.say("王主任", "待办")
    await campus.press("王主任", "全部同意")
    campus.now += timedelta(minutes=6)

    await campus.press("王主任", "撤销")

    assert await campus.state(three[0]) == "approved"
    assert (await campus.card("王主任")).ending == "已过时"


async def test_what_others_have_gone_on_with_is_not_undone(campus, three):
    await campus.say("王主任", "待办")
    await campus.say("王主任", "全部同意")
    await campus.say("李雷", f"评论 {three[0]} 谢谢")

    undone = await campus.say("王主任", "撤销")

    assert undone[0].startswith(f"已撤销对 1 张单的同意：单号 JB-{three[1]}")
    assert [await campus.state(number) for number in three] == ["approved", "pending", "pending"]


async def test_without_a_fresh_list_it_is_shown_first(campus, three):
    said = await campus.say("王主任", "全部同意")

    assert said[0] == "还没有办理。请先看清下面的单，确认请再发 全部同意。"
    assert said[1].startswith("等您审批 3 张：")
    assert await campus.state(three[0]) == "pending"


async def test_the_button_of_an_older_list_does_nothing(campus, three):
    await campus.say("王主任", "待办")
    older = await campus.card_row("王主任")
    await campus.say("王主任", "待办")

    said = await campus.click("王主任", older.id, older.content["buttons"][0][0])

    assert said == ["没有办理：列表后来有变。请发 待办 重新看过，再点 全部同意。"]
    assert await campus.state(three[0]) == "pending"


async def test_somebody_elses_list_agrees_to_nothing(campus, three):
    await campus.say("王主任", "待办")

    assert await campus.press("周处长", "全部同意", owner="王主任") == [
        "没有办理：这张卡片上现在没有这个选项。请看最新的卡片。"
    ]
    assert await campus.state(three[0]) == "pending"
