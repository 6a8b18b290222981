"""A browser, and a small campus to look at."""

from collections.abc import AsyncIterator

import pytest

from tests.browser.chromium import Windows, open_windows
from tests.browser.echo import EchoCampus


@pytest.fixture
async def windows() -> AsyncIterator[Windows]:
    async with open_windows() as windows:
        yield windows


@pytest.fixture
async def campus() -> AsyncIterator[EchoCampus]:
    campus = EchoCampus()
    await campus.start()
    yield campus
    await campus.stop()
