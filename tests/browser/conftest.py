"""One browser for all tests of this folder, and small campuses to look at. All of them share one event loop."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.chromium import Windows, open_browser, open_windows
from tests.browser.ding_echo import TwoPlatforms
from tests.browser.echo import EchoCampus


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def windows(browser: Browser) -> AsyncIterator[Windows]:
    async with open_windows(browser) as windows:
        yield windows


@pytest_asyncio.fixture(loop_scope="session")
async def campus() -> AsyncIterator[EchoCampus]:
    campus = EchoCampus()
    await campus.start()
    yield campus
    await campus.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def both() -> AsyncIterator[TwoPlatforms]:
    """A campus on WeCom and on DingTalk."""
    campus = TwoPlatforms()
    await campus.start()
    yield campus
    await campus.stop()
