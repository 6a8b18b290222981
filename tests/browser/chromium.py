"""A real browser for tests: found on this machine, watched for complaints and for requests that leave it."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Playwright, async_playwright, expect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
ADVICE = (
    "没有找到浏览器。Debian/Ubuntu: apt-get install chromium fonts-noto-cjk；macOS：安装 Google Chrome"
    "(no browser found; install one as said, the browser tests are never skipped)"
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 15_000
OURSELVES = {"127.0.0.1", "localhost"}
Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Screen:
    """What somebody looks at."""

    width: int
    height: int
    is_phone: bool = False


DESK = Screen(1440, 900)
PHONE = Screen(390, 844, is_phone=True)


@dataclass
class Guard:
    """Everything a browser did that no page of ours may do."""

    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", lambda line: line.type in {"error", "warning"} and self.complaints.append(line.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._check_host(request.url))

    def _check_host(self, url: str) -> None:
        if urlsplit(url).scheme != "data" and urlsplit(url).hostname not in OURSELVES:
            self.complaints.append(f"a request left this machine: {url}")


@dataclass
class Windows:
    """Opens pages, each in a profile of its own."""

    browser: Browser
    guard: Guard = field(default_factory=Guard)
    contexts: list[BrowserContext] = field(default_factory=list)

    async def open(self, url: str, screen: Screen = DESK, scheme: Scheme = "light") -> Page:
        context = await self._context(screen, scheme)
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        self.guard.watch(page)
        await page.goto(url)
        return page

    async def _context(self, screen: Screen, scheme: Scheme) -> BrowserContext:
        return await self.browser.new_context(
            viewport={"width": screen.width, "height": screen.height},
            is_mobile=screen.is_phone,
            has_touch=screen.is_phone,
            device_scale_factor=2,
            color_scheme=scheme,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )


def find_browser(playwright: Playwright) -> str:
    """The path of a browser, preferring the machine's own; the test fails where there is none."""
    own = next(filter(None, map(shutil.which, NAMES)), None)
    candidates = [os.environ.get("DUTYBELL_BROWSER"), own, str(MAC), playwright.chromium.executable_path]
    for path in candidates:
        if path and Path(path).exists():
            return path
    pytest.fail(ADVICE)


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A browser for many tests: it takes a second to start."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(playwright), args=[*ARGUMENTS])
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
        await browser.close()


@asynccontextmanager
async def open_windows(browser: Browser) -> AsyncIterator[Windows]:
    """The windows of one test. At its end the guard must have nothing to say."""
    windows = Windows(browser)
    try:
        yield windows
    finally:
        for context in windows.contexts:
            await context.close()
    assert windows.guard.complaints == [], windows.guard.complaints
