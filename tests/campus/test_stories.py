"""The whole leave story on every platform and between them: real programs, real wire formats, one person on both."""

from datetime import datetime
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from tests.campus.campus import DEAN, TEACHER, Layout, next_workday
from tests.campus.hands import at_rest, until

CAMPUS_TIME = ZoneInfo("Asia/Shanghai")
STREAM, HTTP = Layout(dingtalk="stream"), Layout(dingtalk="http")
LINKS = Layout(dingtalk="stream", template=False)
HTTP_LINKS = Layout(dingtalk="http", template=False)


def sentence() -> str:
    day = next_workday(datetime.now(CAMPUS_TIME).date())
    return f"请事假 {day.month}月{day.day}日下午 家里有事"


async def only(address: str, query: str) -> object:
    connection = await asyncpg.connect(address.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("layout", "asks_on", "decides_on"),
    [
        pytest.param(STREAM, "dingtalk", "dingtalk", id="DingTalk over its stream"),
        pytest.param(HTTP, "dingtalk", "dingtalk", id="DingTalk over HTTP"),
        pytest.param(LINKS, "dingtalk", "dingtalk", id="DingTalk without a card template"),
        pytest.param(HTTP_LINKS, "dingtalk", "dingtalk", id="DingTalk over HTTP without a card template"),
        pytest.param(STREAM, "dingtalk", "wecom", id="asked on DingTalk, decided on WeCom"),
        pytest.param(STREAM, "wecom", "dingtalk", id="asked on WeCom, decided on DingTalk"),
    ],
)
async def test_a_leave_is_asked_and_approved(open_campus, address, layout, asks_on, decides_on):
    campus = await open_campus(layout)
    applicant, approver = getattr(campus, asks_on), getattr(campus, decides_on)
    approver.say(DEAN, "帮助")
    await until(lambda: approver.texts(DEAN))

    applicant.say(TEACHER, sentence())
    await applicant.press(TEACHER, "提交")
    await approver.press(DEAN, "同意")

    await until(lambda: approver.ended(DEAN, "同意"))
    await until(lambda: applicant.ended(TEACHER, "同意"))
    await at_rest(address)
    campus.programs[0].stop()
    assert await only(address, "select count(*) from report.decisions") == 1
    assert await only(address, "select sum(minutes) from leave_ledger") == -240
    assert await only(address, "select count(*) from people") == 2
    assert await only(address, "select count(*) from outbox where state <> 'done'") == 0
    assert await campus.violations() == []
