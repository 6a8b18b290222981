"""打卡 over a way that proves neither sender nor words is no punch; a chat that can send no place gets a page."""

from dataclasses import replace

import pytest

from tests.handlers.attendance import rules
from tests.handlers.college import College
from tests.handlers.test_punching import PUNCHES, RULES
from tests.handlers.two_platforms import join_dingtalk, type_there


@pytest.fixture
async def campus(college: College) -> College:
    await join_dingtalk(college, "李雷", "吴老师")
    college.office = replace(college.office, attendance=rules(RULES), pages="https://bot.example.edu.cn")
    return college


async def test_what_is_not_vouched_for_is_no_punch(campus):
    (said,) = await type_there(campus, "吴老师", "打卡", is_vouched=False)

    assert "没有" in said
    assert await campus.rows(PUNCHES) == []


async def test_on_dingtalk_the_place_is_asked_for_on_a_page(campus):
    (said,) = await type_there(campus, "李雷", "打卡")

    assert "发送位置" not in said
    assert "https://bot.example.edu.cn/h5/punch?at=dingtalk:students" in said


async def test_without_pages_that_is_said_honestly(campus):
    campus.office = replace(campus.office, pages="")

    (said,) = await type_there(campus, "李雷", "打卡")

    assert said.startswith("没有打卡：这里要核对位置，而打卡网页还没有开通。")
