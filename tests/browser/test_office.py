"""平台后台: what an administrator changes on the platforms is seen on the page, and the bot is told as for real."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from domain.events import DirectoryChanged
from tests.browser.chromium import Screen
from tests.browser.contrast import hard_to_read
from tests.browser.page import phone, pick, width_beyond_screen

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the loop of the browser
LAPTOP = Screen(1280, 860)
SMALL = Screen(360, 740, is_phone=True)


async def opened(page: Page) -> Locator:
    """The office, opened from the panel of people."""
    await page.get_by_role("button", name="平台后台").click()
    office = page.get_by_role("dialog", name="平台后台")
    await expect(office).to_be_visible()
    return office


async def commit(office: Locator) -> None:
    await office.get_by_role("button", name="在平台上改").click()


def deed(office: Locator, what: str, platform: str) -> Locator:
    return office.get_by_role("log").locator("li").filter(has_text=what).filter(has_text=platform)


async def test_somebody_new_is_on_both_platforms_and_the_bot_is_told(both, windows):
    page = await windows.open(both.url, LAPTOP)
    office = await opened(page)

    await office.get_by_label("姓名").fill("王强")
    await office.get_by_label("部门", exact=True).select_option(label="　　数控教研室")
    await office.get_by_label("职务").fill("讲师")
    await expect(office.get_by_label("工号")).to_have_value("T0010")
    await commit(office)

    for platform in ("企业微信", "钉钉"):
        await expect(deed(office, "王强入职数控教研室", platform)).to_contain_text("已改好，平台已通知机器人")
    await page.keyboard.press("Escape")
    await pick(page, "王强")
    await expect(phone(page, "王强", "钉钉")).to_be_visible()
    await both.emulator.settled()
    assert any(isinstance(event, DirectoryChanged) for event in both.bot.heard)
    assert any(isinstance(event, DirectoryChanged) for event in both.ding.heard)


async def test_somebody_moves_heads_and_is_renamed_and_the_page_shows_it(both, windows):
    page = await windows.open(f"{both.url}?as=zhang", LAPTOP)
    await expect(phone(page, "张伟")).to_be_visible()
    office = await opened(page)

    await office.get_by_role("radio", name="调部门").check()
    await expect(office.get_by_label("人员")).to_have_value("zhang")
    await office.get_by_label("调到").select_option(label="　机电工程学院")
    await commit(office)
    await expect(deed(office, "张伟调到机电工程学院", "企业微信")).to_contain_text("平台已通知")
    await expect(deed(office, "张伟调到机电工程学院", "钉钉")).to_contain_text("平台已通知")

    await office.get_by_role("radio", name="设为负责人").check()
    await commit(office)
    await expect(deed(office, "张伟成为机电工程学院的负责人", "钉钉")).to_be_visible()
    assert both.corp.roster.departments[2].leaders == ("zhang",)
    assert both.org.roster.departments[432002].managers == ("d-zhang",)
    assert both.corp.roster.member("zhou").leads == ()

    await office.get_by_role("radio", name="改名", exact=True).check()
    await office.get_by_label("新的姓名").fill("张伟伟")
    await commit(office)
    await expect(deed(office, "张伟改名为张伟伟", "企业微信")).to_contain_text("企业微信不通知这种改动")
    await expect(deed(office, "张伟改名为张伟伟", "钉钉")).to_contain_text("平台已通知")
    assert await hard_to_read(office) == []
    await page.keyboard.press("Escape")
    await expect(phone(page, "张伟伟")).to_be_visible()
    await expect(page.locator(".ledger")).to_contain_text("通讯录有改动")


async def test_whoever_leaves_gives_the_phones_back_on_that_platform_only(both, windows):
    page = await windows.open(f"{both.url}?as=zhang", LAPTOP)
    await expect(phone(page, "张伟")).to_be_visible()
    office = await opened(page)

    await office.get_by_role("radio", name="离职").check()
    await office.get_by_role("radio", name="企业微信").check()
    await commit(office)

    await expect(deed(office, "张伟离职", "企业微信")).to_contain_text("已改好")
    assert both.corp.roster.member("zhang") is None
    assert both.org.roster.member("d-zhang") is not None
    await page.keyboard.press("Escape")
    await expect(phone(page, "张伟", "钉钉")).to_be_visible()
    await expect(phone(page, "张伟")).to_have_count(0)


async def test_departments_are_founded_and_renamed_and_a_twin_is_refused(both, windows):
    page = await windows.open(both.url, LAPTOP)
    office = await opened(page)

    await office.get_by_role("radio", name="新建部门").check()
    await office.get_by_label("上级部门").select_option(label="　机电工程学院")
    await office.get_by_label("部门名称").fill("机器人教研室")
    await commit(office)
    await expect(deed(office, "机电工程学院下新建机器人教研室", "钉钉")).to_contain_text("平台已通知")
    await expect(office.get_by_label("部门名称")).to_have_value("")

    await office.get_by_role("radio", name="部门改名").check()
    await office.get_by_label("部门", exact=True).select_option(label="　　机器人教研室")
    await office.get_by_label("新的名称").fill("数控教研室")
    await commit(office)

    await expect(deed(office, "机器人教研室改名为数控教研室", "企业微信")).to_contain_text(
        "没有改：这里已经有一个数控教研室"
    )
    assert sum(unit.name == "数控教研室" for unit in both.corp.roster.departments.values()) == 1
    assert [line for line in windows.guard.complaints if "409" not in line] == []
    windows.guard.complaints.clear()  # the browser itself notes every refused request


async def test_the_office_is_used_by_keyboard_alone_and_fits_a_phone(both, windows):
    page = await windows.open(both.url, SMALL, "dark")
    await page.get_by_role("button", name=re.compile("换人")).first.click()
    entry = page.get_by_role("button", name="平台后台")
    await entry.focus()
    await page.keyboard.press("Enter")
    office = page.get_by_role("dialog", name="平台后台")
    await expect(office.get_by_role("radio", name="新入职")).to_be_focused()

    await page.keyboard.press("ArrowRight")
    await expect(office.get_by_role("radio", name="离职")).to_be_checked()
    await expect(office.get_by_role("radio", name="离职")).to_be_focused()
    await page.keyboard.press("Tab")  # the platforms
    await page.keyboard.press("Tab")
    await expect(office.get_by_label("人员")).to_be_focused()
    await page.keyboard.press("End")
    await expect(office.get_by_label("人员")).to_have_value("d-chen")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(deed(office, "陈晨离职", "钉钉")).to_contain_text("平台已通知机器人")
    await expect(deed(office, "陈晨离职", "企业微信")).to_have_count(0)
    await office.get_by_role("radio", name="钉钉").check()
    await office.get_by_label("人员").select_option("li")
    await office.get_by_role("button", name="在平台上改").press("Enter")
    await expect(deed(office, "李静离职", "钉钉")).to_contain_text("没有改：钉钉上没有这个人")
    assert await hard_to_read(office) == []
    assert await width_beyond_screen(page) <= 0
    await page.keyboard.press("Escape")
    await expect(office).to_be_hidden()


async def test_a_change_made_elsewhere_reaches_the_page_too(both, windows):
    page = await windows.open(both.url, LAPTOP)
    await pick(page, "李静")

    both.emulator.admin().drop_member("li")

    await expect(phone(page, "李静")).to_have_count(0)
    await page.get_by_role("searchbox").fill("李静")
    await expect(page.locator(".tree .blank")).to_be_visible()
