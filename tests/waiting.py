"""Waiting for what announces nothing, such as a row, another program or a counter of the product."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
PAUSE = 0.01  # seconds between two looks; each is cheap
PAUSE_OUTSIDE = 0.05  # where each is a call to another program


async def until(look: Callable[[], Awaitable[T] | T], seconds: float = 20.0, pause: float = PAUSE) -> T:
    """What `look` finds, as soon as it finds something.

    Raises:
        TimeoutError: it did not within so many seconds.
    """
    async with asyncio.timeout(seconds):
        while True:
            found = look()
            if inspect.isawaitable(found):
                found = await found
            if found:
                return found
            await asyncio.sleep(pause)
