"""The whole story in a real browser: a teacher asks for half a day, the dean decides, both cards change.

Nothing is replaced: `run.py demo` runs the bot, PostgreSQL and the emulator.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import expect

from domain.calendar import calendar_from
from tests.browser.chromium import PHONE, Screen
from tests.browser.demo import Demo, start_demo
from tests.browser.page import bubbles, last_card, phone, pick, press, say
from tests.browser.pictures import take
from tests.campus.campus import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the loop of the browser
CALENDAR = ROOT / "content" / "calendar" / "china.toml"
TEACHER, COLLEAGUE, NEWCOMER = "第一二级学院教师甲", "第一二级学院教师乙", "第一二级学院教师丙"
DEAN = "第一二级学院院长"
MOVED = "第一二级学院教师丁"
OTHER_TEACHER, OTHER_DEAN = "第二二级学院教师甲", "第二二级学院院长"


@pytest.fixture(scope="module")
def demo(tmp_path_factory, pg_shelter) -> Iterator[Demo]:
    demo = start_demo(tmp_path_factory.mktemp("demo"))
    try:
        demo.await_ready()
        yield demo
    finally:
        assert demo.stop() == 0, demo.said()


def workday() -> str:
    """A day on which a leave counts, as people write it."""
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    day = calendar_from(tomllib.loads(CALENDAR.read_text(encoding="utf-8"))).next_workday(today + timedelta(days=1))
    return f"{day.month}月{day.day}日"


async def test_a_leave_is_asked_for_and_granted_and_both_cards_say_so(demo, windows):
    day = workday()
    page = await windows.open(demo.url)
    await pick(page, TEACHER)
    teacher, dean = phone(page, TEACHER), phone(page, DEAN)

    await say(teacher, f"请事假 {day}下午 家里有事")

    draft = last_card(teacher)
    for part in ("事假", day, "下午 14:00–18:00", "家里有事", DEAN):
        await expect(draft).to_contain_text(part)
    assert await draft.get_by_role("button").all_inner_texts() == ["提交", "修改", "取消"]

    await press(teacher, "提交")

    await expect(last_card(dean)).to_contain_text(TEACHER)
    assert await last_card(dean).get_by_role("button").all_inner_texts() == ["同意", "驳回", "更多"]

    await press(dean, "同意")

    for holder, ending in ((teacher, "已通过"), (dean, "已同意")):
        await expect(last_card(holder).locator(".card-done")).to_have_text(ending)
        await expect(last_card(holder).locator(".card-sub")).to_contain_text(re.compile(f"已由 {DEAN} 于 .* 同意"))
    await expect(bubbles(teacher).last).to_contain_text("您的教师请假已通过")
    await expect(page.locator(".finish")).to_be_visible()

    await say(teacher, "余额")
    await expect(bubbles(teacher).last).to_contain_text("年假：可用")
    await say(teacher, "我的申请")
    await expect(bubbles(teacher).last).to_contain_text(re.compile(f"单号 .*{day}.*已通过"))


async def test_who_asks_on_dingtalk_and_who_decides_on_wecom_see_the_same_end(demo, windows):
    page = await windows.open(demo.url, Screen(1280, 860))
    await pick(page, MOVED)
    teacher, dean = phone(page, MOVED, "钉钉"), phone(page, DEAN)
    await say(teacher, f"请事假 {workday()}上午 家里有事")
    await expect(last_card(teacher)).to_contain_text("上午 08:00–12:00")

    await press(teacher, "提交")
    await expect(last_card(teacher)).to_contain_text("审批中")
    await expect(last_card(dean)).to_contain_text(MOVED)
    await press(dean, "同意")

    await expect(last_card(dean).locator(".card-done")).to_have_text("已同意")
    await expect(last_card(teacher).locator(".card-closing")).to_have_text(re.compile(f"已由 {DEAN} 于 .* 同意"))
    await expect(last_card(teacher).get_by_role("button")).to_have_count(0)
    await expect(bubbles(teacher).last).to_contain_text("您的教师请假已通过")
    await take(page, "playground-two-platforms")


async def test_a_leave_is_refused_with_a_reason_that_the_teacher_reads(demo, windows):
    page = await windows.open(demo.url, scheme="dark")
    await pick(page, COLLEAGUE)
    teacher, dean = phone(page, COLLEAGUE), phone(page, DEAN)
    await say(teacher, f"请事假 {workday()}上午 搬家")
    await press(teacher, "提交")

    await press(dean, "驳回")
    await expect(bubbles(dean).last).to_contain_text("的理由")
    await say(dean, "当天有教学检查")

    for holder, ending in ((teacher, "未通过"), (dean, "已驳回")):
        await expect(last_card(holder).locator(".card-done")).to_have_text(ending)
        await expect(last_card(holder).locator(".card-sub")).to_contain_text(re.compile(f"已由 {DEAN} 于 .* 驳回"))
    await expect(bubbles(teacher).last).to_contain_text("当天有教学检查")


async def test_a_sentence_that_is_no_business_of_the_bots_is_answered_and_starts_nothing(demo, windows):
    page = await windows.open(demo.url)
    await pick(page, NEWCOMER)
    teacher = phone(page, NEWCOMER)

    await say(teacher, "蓝色的大象在跳舞")

    await expect(bubbles(teacher).last).to_contain_text("没听懂")
    await expect(teacher.locator(".card")).to_have_count(0)


async def test_the_same_story_on_a_phone(demo, windows):
    page = await windows.open(demo.url, PHONE)
    await page.get_by_role("button", name=re.compile("换人")).click()
    await pick(page, OTHER_TEACHER)
    teacher = phone(page, OTHER_TEACHER)
    await say(teacher, f"请事假 {workday()}下午 家里有事")
    await expect(last_card(teacher).get_by_role("button", name="提交")).to_be_in_viewport()

    await press(teacher, "提交")
    await expect(last_card(teacher).locator(".card-buttons")).not_to_contain_text("提交")
    await take(page, "playground-phone")
    await page.get_by_role("button", name=re.compile(f"{OTHER_DEAN}收到一张卡片")).click()
    await press(phone(page, OTHER_DEAN), "同意")

    card = last_card(phone(page, OTHER_DEAN))
    await expect(card.locator(".card-done")).to_have_text("已同意")
    await expect(card.locator(".card-done")).to_be_in_viewport()
    await expect(card.locator(".card-sub")).to_contain_text(re.compile(f"已由 {OTHER_DEAN} 于 .* 同意"))
