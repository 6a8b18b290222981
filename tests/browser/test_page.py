"""The playground page alone, with a real browser, the emulator and a bot that only echoes."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.chromium import PHONE
from tests.browser.echo import AGENT, DECIDED
from tests.browser.page import AWAY, bubbles, last_card, open_beside, phone, pick, press, say, width_beyond_screen

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the loop of the browser


async def test_a_teacher_is_offered_first_and_gets_an_answer(campus, windows):
    page = await windows.open(campus.url)
    teacher = phone(page, "张伟")

    await say(teacher, "您好")

    await expect(bubbles(teacher).last).to_have_text("您说了:\n您好", use_inner_text=True)
    await expect(teacher.locator(".line.mine .fate")).to_have_text("已送达")
    await expect(page.locator(".ledger")).to_contain_text("说了一句话")


async def test_what_people_write_stays_text(campus, windows):
    markup = "<img src=x onerror=alert(1)><b>粗</b>"
    page = await windows.open(campus.url)
    teacher = phone(page, "张伟")

    await say(teacher, markup)

    await expect(bubbles(teacher).first).to_have_text(markup)
    assert await teacher.locator(".bubble b, .bubble img").count() == 0


async def test_a_card_changes_on_both_phones_at_once(campus, windows):
    page = await windows.open(f"{campus.url}?as=zhang&with=zhou")
    teacher, dean = phone(page, "张伟"), phone(page, "周敏")
    await say(teacher, "卡片")
    await say(dean, "卡片")
    await expect(last_card(dean)).to_contain_text("3月5日(周二)下午 14:00–18:00")

    await press(dean, "同意")

    for holder in (teacher, dean):
        await expect(last_card(holder).locator(".card-done")).to_have_text("已同意")
        await expect(last_card(holder).locator(".card-sub")).to_contain_text(DECIDED)
        await expect(last_card(holder).get_by_role("button")).to_have_count(0)
    await expect(page.locator(".ledger")).to_contain_text("按了卡片上的按钮")


async def test_a_card_for_somebody_off_screen_takes_the_free_phone(campus, windows):
    page = await windows.open(campus.url)
    await expect(phone(page, "张伟")).to_be_visible()

    await campus.bot.send_card("zhou")

    await expect(last_card(phone(page, "周敏"))).to_be_visible()
    assert "with=zhou" in page.url


async def test_a_third_person_is_announced_and_counted(campus, windows):
    page = await windows.open(f"{campus.url}?as=zhang&with=zhou")
    await expect(phone(page, "周敏")).to_be_visible()

    await campus.bot.send_card("li")

    await expect(page.locator(".fresh")).to_contain_text("李静")
    await page.get_by_role("button", name="李静收到一张卡片").click()
    await expect(last_card(phone(page, "李静"))).to_be_visible()
    await expect(page.locator(".fresh")).to_be_empty()


async def test_a_bot_that_is_away_is_said_to_be_away_and_hears_it_later(campus, windows):
    page = await windows.open(campus.url)
    teacher = phone(page, "张伟")
    campus.bot.is_away = True

    await say(teacher, "在吗")

    await expect(teacher.locator(".fate.failed")).to_contain_text(AWAY)
    campus.bot.is_away = False
    await expect(teacher.locator(".line.mine .fate")).to_have_text("已送达")
    await expect(bubbles(teacher).last).to_contain_text("您说了")


async def test_a_server_that_stopped_is_found_again_when_it_is_back(campus, windows):
    page = await windows.open(campus.url)
    await say(phone(page, "张伟"), "重启之前")

    await campus.stop()
    await expect(page.locator("#link")).to_have_text("连接断了，正在重连…")
    await campus.start()

    await expect(page.locator("#link")).to_have_text("已连接")
    await expect(bubbles(phone(page, "张伟"))).to_have_count(0)
    await say(phone(page, "张伟"), "重启之后")
    await expect(bubbles(phone(page, "张伟")).last).to_contain_text("您说了")
    windows.guard.complaints.clear()  # the browser itself notes every refused connection


async def test_people_are_found_by_post_and_department(campus, windows):
    page = await windows.open(campus.url)
    seek = page.get_by_role("searchbox")

    await seek.fill("教研室")
    await expect(page.locator(".tree .person")).to_have_count(2)
    await seek.fill("实训")
    await expect(page.locator(".tree .person")).to_have_count(1)
    await seek.fill("没有这个人")
    await expect(page.locator(".tree")).to_contain_text("没有找到这个人")


async def test_the_keyboard_is_enough(campus, windows):
    page = await windows.open(campus.url)
    field = phone(page, "张伟").get_by_role("textbox")

    await field.focus()
    await page.keyboard.type("第一行")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("第二行")
    await page.keyboard.press("Enter")

    await expect(bubbles(phone(page, "张伟")).first).to_have_text("第一行\n第二行", use_inner_text=True)
    await expect(field).to_be_focused()


async def test_a_long_chat_shows_its_end_and_opens_backwards(campus, windows):
    campus.corp.apps[AGENT].callback = None  # nobody answers in between
    device = campus.emulator.phone(AGENT)
    for number in range(320):
        device.say("zhang", f"第 {number} 句 {'很长' * 40}")
    page = await windows.open(campus.url)
    teacher = phone(page, "张伟")

    await expect(bubbles(teacher).filter(has_text="第 319 句")).to_be_in_viewport()
    assert await bubbles(teacher).count() < 150
    await teacher.get_by_role("button", name=re.compile("更早的 .* 条")).click()
    assert await bubbles(teacher).count() > 100


async def test_on_a_phone_one_chat_fills_the_screen_and_people_come_as_a_sheet(campus, windows):
    page = await windows.open(campus.url, PHONE)
    await expect(phone(page, "张伟")).to_be_visible()
    assert await width_beyond_screen(page) <= 0

    await page.get_by_role("button", name="现在是张伟，换人").click()
    await pick(page, "周敏")

    await expect(page.get_by_role("dialog", name="选择人员")).to_be_hidden()
    await say(phone(page, "周敏"), "卡片")
    await expect(last_card(phone(page, "周敏")).get_by_role("button", name="同意")).to_be_in_viewport()
    await page.get_by_role("button", name="幕后").click()
    await expect(page.get_by_role("dialog", name="幕后")).to_contain_text("说了一句话")
    assert await width_beyond_screen(page) <= 0


async def test_the_hint_tells_three_steps_once(campus, windows):
    page = await windows.open(campus.url)
    strip = page.get_by_role("region", name="三步看懂")
    await expect(strip.get_by_role("listitem")).to_have_count(3)

    await strip.get_by_role("button", name="收起引导").click()
    await page.reload()

    await expect(phone(page, "张伟")).to_be_visible()
    await expect(strip).to_be_hidden()
    await page.get_by_role("button", name="引导").click()
    await expect(strip).to_be_visible()


async def test_a_second_person_can_be_chosen_by_hand(campus, windows):
    page = await windows.open(campus.url)

    await open_beside(page, "李静")

    await expect(phone(page, "张伟")).to_be_visible()
    await expect(phone(page, "李静")).to_be_visible()
    await _no_button_is_nameless(page)


async def _no_button_is_nameless(page: Page) -> None:
    nameless = "[...document.querySelectorAll('button')].filter(b => !b.textContent.trim() && !b.ariaLabel).length"
    assert await page.evaluate(nameless) == 0
