"""Reading calls of the address book, with patience."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.patience import Pause, patiently
from adapters.wecom.client import Reply, WecomClient

# 30,000 departments, the most that the platform takes, are 5 MB; a department of 10,000 members is 8 MB.
LARGEST_ANSWER = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Asking:
    """`pause` waits for seconds."""

    client: WecomClient
    pause: Pause = asyncio.sleep

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Reply:
        """A reading call of the address book, whose answers may be large. Raises PlatformFailure."""
        return await patiently(lambda: self.client.get(path, query, largest_answer=LARGEST_ANSWER), self.pause)
