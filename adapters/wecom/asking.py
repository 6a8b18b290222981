"""Reading calls with patience: a busy platform is waited for, a few times and not for ever."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from adapters.ports import PlatformBusy
from adapters.wecom.client import Reply, WecomClient

TRIES = 4
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0

# 30,000 departments, the most that the platform takes, are 5 MB; a department of 10,000 members is 8 MB.
LARGEST_ANSWER = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Asking:
    """`pause` waits for seconds."""

    client: WecomClient
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Reply:
        """A reading call of the address book, whose answers may be large. Raises PlatformFailure."""
        seconds = FIRST_PAUSE_SECONDS
        for _ in range(TRIES - 1):
            try:
                return await self.client.get(path, query, largest_answer=LARGEST_ANSWER)
            except PlatformBusy as busy:
                asked = busy.wait.total_seconds() if busy.wait else seconds
            await self.pause(min(asked, LONGEST_PAUSE_SECONDS))
            seconds *= 2
        return await self.client.get(path, query, largest_answer=LARGEST_ANSWER)
