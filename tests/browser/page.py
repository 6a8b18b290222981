"""The playground as a test speaks of it: whose phone, which card, what is said."""

import re

from playwright.async_api import Locator, Page, expect

AWAY = "机器人没有应答，稍后重试"


def phone(page: Page, name: str, platform: str = "企业微信") -> Locator:
    """The phone that somebody holds on the screen; where there is one platform only, its name is not said."""
    return page.get_by_role("article", name=re.compile(f"^{name}的手机(，{platform})?$"))


def last_card(holder: Locator) -> Locator:
    """The newest card in a chat."""
    return holder.locator(".card").last


def bubbles(holder: Locator) -> Locator:
    """Everything said in words in a chat."""
    return holder.locator(".bubble")


async def say(holder: Locator, text: str) -> None:
    """Type a sentence and send it with the Enter key."""
    field = holder.get_by_role("textbox")
    await field.fill(text)
    await field.press("Enter")
    await expect(holder.locator(".line.mine").filter(has_text=text).last).to_be_visible()


async def press(holder: Locator, button: str) -> None:
    """Press a button of the newest card that has it."""
    await holder.locator(".card-buttons").get_by_role("button", name=button, exact=True).last.click()


async def open_beside(page: Page, name: str, platform: str = "企业微信") -> None:
    """Choose somebody for the right-hand phone."""
    await page.get_by_role("button", name="右边手机").click()
    await pick(page, name, platform)


async def pick(page: Page, name: str, platform: str = "企业微信") -> None:
    """Choose somebody from the tree, who then is on screen with that platform at least."""
    await page.get_by_role("searchbox").fill(name)
    await page.locator(".tree .person").filter(has_text=name).first.click()
    await expect(phone(page, name, platform)).to_be_visible()


async def width_beyond_screen(page: Page) -> int:
    """How far the page is wider than the screen; anything above nought scrolls sideways."""
    return int(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
