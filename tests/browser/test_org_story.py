"""The directory's story in a real browser: changed on the platform, seen by HR before it is written, then applied.

Nothing is replaced: `run.py demo` runs the bot, PostgreSQL and the emulator.
"""

from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.chromium import Screen
from tests.browser.demo import Demo, start_demo
from tests.browser.page import bubbles, last_card, phone, press, say

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the loop of the browser
LAPTOP = Screen(1280, 860)
HR, TEACHER = "人事处通讯录维护员", "第二二级学院教师乙"
MOVER = "第二二级学院教师丙"


@pytest.fixture(scope="module")
def demo(tmp_path_factory, pg_shelter) -> Iterator[Demo]:
    demo = start_demo(tmp_path_factory.mktemp("demo"))
    try:
        demo.await_ready()
        yield demo
    finally:
        assert demo.stop() == 0, demo.said()


async def change(page: Page, kind: str, platform: str, person: str, **fields: str) -> None:
    """Change somebody in 平台后台; the office is closed again afterwards."""
    await page.get_by_role("button", name="平台后台").click()
    office = page.get_by_role("dialog", name="平台后台")
    await office.get_by_role("radio", name=kind, exact=True).check()
    await office.get_by_role("radio", name=platform, exact=True).check()
    await office.get_by_label("人员").select_option(person)
    for label, value in fields.items():
        field = office.get_by_label(label, exact=True)
        if await field.evaluate("field => field.tagName") == "SELECT":
            await field.select_option(label=value)
        else:
            await field.fill(value)
    await office.get_by_role("button", name="在平台上改").click()
    await expect(office.get_by_role("log").locator("li").first).to_contain_text("已改好")
    await page.keyboard.press("Escape")


async def test_a_new_name_on_the_platform_is_seen_by_hr_and_applied_by_a_press(demo, windows):
    page = await windows.open(f"{demo.url}?as=rs-qw", LAPTOP)
    hr = phone(page, HR)
    await expect(hr).to_be_visible()
    await change(page, "改名", "企业微信", "ej2-js-2", 新的姓名="李晓明")

    await say(hr, "同步组织 企业微信")

    await expect(last_card(hr)).to_contain_text(f"人员改名：{TEACHER}（T0093），姓名 {TEACHER} → 姓名 李晓明")
    await press(hr, "应用")
    await expect(last_card(hr)).to_contain_text("应用，30 天内可以撤销")


async def test_a_move_on_the_platform_reaches_the_mover_by_itself(demo, windows):
    page = await windows.open(f"{demo.url}?as=ej2-js-3", LAPTOP)
    mover = phone(page, MOVER)
    await expect(mover).to_be_visible()

    await change(page, "调部门", "企业微信", "ej2-js-3", 调到="　学院办公室")

    await expect(bubbles(mover).last).to_contain_text("您的部门已调整：主部门 第二二级学院")
    await expect(page.locator(".ledger")).to_contain_text("通讯录有改动")
