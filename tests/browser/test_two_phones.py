"""The page with two phones: one person on WeCom and on DingTalk, against both emulators."""

import base64
import re

import aiohttp
import pytest
from playwright.async_api import Locator, Page, expect

from emulator.dingtalk.org import VisibleRange
from tests.browser.chromium import Screen
from tests.browser.contrast import hard_to_read
from tests.browser.echo import DECIDED
from tests.browser.page import bubbles, last_card, open_beside, phone, pick, press, say, width_beyond_screen

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the loop of the browser
LAPTOP = Screen(1280, 860)
SMALL = Screen(360, 740, is_phone=True)
DINGTALK = "钉钉"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
MARKDOWN = (
    "#### 本周提醒\n**请假**与*销假*请在周五前完成  \n"
    "\\*\\*王芳\\*\\* 写道 <img src=x onerror=alert(1)> a_b_c\n"
    "> 引用一句\n- 先看[办事说明](https://bot.example.edu.cn/guide)\n- 再提交\n\n1. 核对\n2. 提交"
)


async def test_somebody_on_both_platforms_holds_two_phones_and_is_answered_on_the_one_that_was_used(both, windows):
    page = await windows.open(both.url, LAPTOP)
    wecom, dingtalk = phone(page, "张伟"), phone(page, "张伟", DINGTALK)
    await expect(dingtalk.locator(".titlebar")).to_have_text("值铃机器人")

    await say(wecom, "企业微信上说")
    await say(dingtalk, "钉钉上说")

    await expect(bubbles(wecom)).to_have_text(["企业微信上说", "您说了:\n企业微信上说"], use_inner_text=True)
    await expect(bubbles(dingtalk)).to_have_text(["钉钉上说", "您说了:\n钉钉上说"], use_inner_text=True)
    await expect(dingtalk.locator(".line.mine .fate")).to_have_text("已送达")
    await expect(page.locator(".ledger .of-dingtalk").first).to_be_visible()

    await pick(page, "李静")
    await expect(page.get_by_role("article", name="空着的手机")).to_contain_text("李静只用企业微信")
    await pick(page, "陈晨", DINGTALK)
    await expect(page.get_by_role("article", name="空着的手机")).to_contain_text("陈晨只用钉钉")
    await pick(page, "周敏")
    await expect(phone(page, "周敏", DINGTALK)).to_be_visible()
    await open_beside(page, "陈晨", DINGTALK)
    await expect(phone(page, "周敏")).to_be_visible()
    await phone(page, "周敏").get_by_role("button", name=DINGTALK).click()
    await expect(phone(page, "周敏", DINGTALK)).to_be_visible()
    assert await width_beyond_screen(page) <= 0


async def test_an_applicant_on_dingtalk_and_an_approver_on_wecom_see_the_same_decision(both, windows):
    page = await windows.open(f"{both.url}?as=zhang&on=dingtalk&with=zhou&with_on=wecom", LAPTOP)
    applicant, approver = phone(page, "张伟", DINGTALK), phone(page, "周敏")
    await say(applicant, "卡片")
    await say(approver, "卡片")
    card = last_card(applicant)
    await expect(card).to_contain_text("时间：3月5日(周二)下午 14:00–18:00")
    assert await card.get_by_role("button").all_inner_texts() == ["同意", "驳回"]

    await press(applicant, "同意")

    await expect(card.locator(".card-waiting")).to_have_text("正在处理…")
    await expect(card.get_by_role("button")).to_have_count(0)
    both.ding.may_close.set()
    await expect(card.locator(".card-closing")).to_have_text(DECIDED)
    await expect(card.locator(".card-waiting")).to_have_count(0)
    await expect(applicant.locator(".fate").last).to_contain_text("卡片已更新")
    await expect(last_card(approver).locator(".card-done")).to_have_text("已同意")
    assert await hard_to_read(applicant) == []


async def test_a_card_for_somebody_else_takes_the_phone_that_only_accompanied(both, windows):
    page = await windows.open(both.url, LAPTOP)
    await phone(page, "张伟", DINGTALK).get_by_role("textbox").focus()

    await both.ding.send_card("d-zhou")

    await expect(last_card(phone(page, "周敏", DINGTALK))).to_be_visible()
    await expect(phone(page, "张伟", DINGTALK)).to_be_visible()
    await both.bot.send_card("zhang")
    await page.get_by_role("button", name=re.compile("张伟收到一张卡片.*企业微信")).click()
    await expect(last_card(phone(page, "张伟"))).to_be_visible()
    await expect(phone(page, "周敏", DINGTALK)).to_be_visible()


async def test_dingtalk_draws_its_markdown_and_opens_links_beside_the_page(both, windows):
    page = await windows.open(both.url, LAPTOP)
    holder = phone(page, "张伟", DINGTALK)
    both.shows("d-zhang", "markdown", {"title": "提醒", "content": MARKDOWN})

    shown = holder.locator(".markdown").last
    await expect(shown.get_by_role("heading", name="本周提醒")).to_be_visible()
    await expect(shown.locator("strong")).to_have_text(["请假"])
    await expect(shown.locator("em")).to_have_text(["销假"])
    await expect(shown.locator("p").nth(1)).to_contain_text("**王芳** 写道 <img src=x onerror=alert(1)> a_b_c")
    await expect(shown.locator("blockquote")).to_have_text("引用一句")
    await expect(shown.locator("ul li")).to_have_text(["先看办事说明", "再提交"])
    await expect(shown.locator("ol li")).to_have_text(["核对", "提交"])
    assert await shown.locator("img").count() == 0
    assert await hard_to_read(holder) == []

    await say(holder, "链接")
    opened = await _open(page, last_card(holder).get_by_role("button", name="同意"))
    assert re.search(r"/h5/act\?t=.+", opened.url)
    assert await opened.evaluate("window.opener") is None
    await opened.close()
    await expect(last_card(holder).get_by_role("button", name="驳回")).to_be_enabled()

    await both.ding.close_links("d-zhang")
    await expect(holder.locator(".note").last).to_have_text("机器人撤回了一条消息")
    await expect(holder.locator(".markdown").last).to_contain_text(DECIDED)
    await expect(holder.locator(".card")).to_have_count(0)


async def test_what_dingtalk_refuses_is_said_to_be_refused(both, windows):
    page = await windows.open(both.url, LAPTOP)
    holder = phone(page, "张伟", DINGTALK)
    await expect(holder).to_be_visible()
    both.org.visible = VisibleRange(departments=frozenset({432004}))

    await say(holder, "还在吗")

    await expect(holder.locator(".fate.failed")).to_have_text("没有发出：这部手机上现在不能使用机器人")
    assert [line for line in windows.guard.complaints if "409" not in line] == []
    windows.guard.complaints.clear()  # the browser itself notes every refused request


async def test_in_the_hand_a_switch_shows_the_other_phone_of_the_same_person(both, windows):
    page = await windows.open(both.url, SMALL, "dark")
    wecom, dingtalk = phone(page, "张伟"), phone(page, "张伟", DINGTALK)
    await expect(wecom).to_be_visible()
    await expect(dingtalk).to_be_hidden()

    await both.ding.send_card("d-zhang")
    switch = wecom.get_by_role("button", name=DINGTALK)
    await expect(switch.locator(".badge")).to_have_text("1")
    await switch.press("Enter")

    await expect(dingtalk).to_be_visible()
    await expect(dingtalk.get_by_role("button", name=DINGTALK)).to_be_focused()
    await expect(last_card(dingtalk).get_by_role("button", name="同意")).to_be_in_viewport()
    await expect(dingtalk.locator(".badge")).to_have_count(0)
    picture = {"name": "请假条.png", "mimeType": "image/png", "buffer": DOT}
    await dingtalk.locator("input[type=file]").set_input_files(picture)
    await expect(dingtalk.locator(".line.mine .file")).to_contain_text("请假条.png")
    await expect(dingtalk.locator(".line.mine .fate")).to_have_text("已送达")
    assert await hard_to_read(dingtalk) == []
    assert await width_beyond_screen(page) <= 0

    await both.bot.send_card("li")
    await page.get_by_role("button", name="李静收到一张卡片").click()
    await expect(last_card(phone(page, "李静"))).to_be_visible()
    await expect(phone(page, "李静").get_by_role("group", name="平台")).to_have_text("只用企业微信")
    nameless = "[...document.querySelectorAll('button')].filter(b => !b.textContent.trim() && !b.ariaLabel).length"
    assert await page.evaluate(nameless) == 0


async def test_the_page_is_told_which_platforms_there_are_and_dingtalk_is_closed_to_other_sites(both, campus):
    async with aiohttp.ClientSession() as session:
        two = await session.get(f"{both.url}/platforms")
        one = await session.get(f"{campus.url}/platforms")
        address = f"{both.url}/api/dingtalk/3000001/d-zhang/say"
        foreign = await session.post(address, json={"text": "请假"}, headers={"Sec-Fetch-Site": "cross-site"})

        assert await two.json() == ["wecom", "dingtalk"]
        assert await one.json() == ["wecom"]
        assert foreign.status == 403


async def _open(page: Page, link: Locator) -> Page:
    """The window that opens by pressing it."""
    async with page.context.expect_page() as opening:
        await link.click()
    opened = await opening.value
    await opened.wait_for_load_state()
    return opened
