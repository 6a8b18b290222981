"""打卡 and what becomes of it on every platform, with real programs and real wire formats."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.campus.campus import DEAN, TEACHER, Layout
from tests.campus.hands import at_rest, until

CAMPUS_TIME = ZoneInfo("Asia/Shanghai")
LAYOUTS = [
    pytest.param(Layout(), id="WeCom"),
    pytest.param(Layout(wecom=False, dingtalk="stream"), id="DingTalk over its stream"),
]


@pytest.mark.parametrize("layout", LAYOUTS)
async def test_a_punch_a_forgotten_one_and_the_days_told(open_campus, look, address, layout):
    campus = await open_campus(layout)
    hand = campus.wecom if layout.wecom else campus.dingtalk
    yesterday = datetime.now(CAMPUS_TIME).date() - timedelta(days=1)
    forgotten = f"{yesterday:%Y-%m-%d} 18:00"

    hand.say(TEACHER, "打卡")
    await until(lambda: any("已打卡" in text for text in hand.texts(TEACHER)))
    hand.say(TEACHER, f"补卡 {yesterday.month}月{yesterday.day}日 18:00 下班 开会忘了")
    await hand.press(TEACHER, "提交")
    await hand.press(DEAN, "同意")
    await until(lambda: look.fetchval("select count(*) from punches where source = 'correction'"))
    hand.say(TEACHER, "打卡记录")
    await until(lambda: any("补卡" in text and "18:00" in text for text in hand.texts(TEACHER)))
    hand.say(TEACHER, f"解释 {yesterday.month}月{yesterday.day}日")
    await until(lambda: any(f"{yesterday.month}月{yesterday.day}日" in t and "补卡" in t for t in hand.texts(TEACHER)))
    await at_rest(address)

    kept = await look.fetchval("select punched_at from punches where source = 'correction' and side = 'out'")
    assert f"{kept.astimezone(CAMPUS_TIME):%Y-%m-%d %H:%M}" == forgotten
    assert await look.fetchval("select count(*) from punches") == 2
    campus.programs[0].stop()
    assert await campus.violations() == []
