"""Calls of one interface spread out, so that reading many of a kind stays below what the platform allows."""

import asyncio
import time
from collections.abc import Awaitable, Callable

# 20 calls a second for an application and an interface, in the standard edition; the rest is for whoever else calls.
SECONDS_APART = 1 / 16


class Pace:
    """Gives every call its turn, by path. `pause` waits for seconds, `clock` tells them."""

    def __init__(
        self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.pause = pause
        self._clock = clock
        self._next: dict[str, float] = {}

    async def turn(self, path: str) -> None:
        """Return when it is this call's turn."""
        now = self._clock()
        at = max(now, self._next.get(path, now))
        self._next[path] = at + SECONDS_APART
        if at > now:
            await self.pause(at - now)
