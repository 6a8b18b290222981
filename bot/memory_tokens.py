"""Access tokens for a single look at a platform: kept nowhere, so that the configured secret itself is tried."""

import time
from datetime import timedelta

from domain.tokens import StoredToken


class MemoryTokens:
    """The `TokenStore` of a program that ends soon."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[bytes, int, float]] = {}

    async def read(self, name: str) -> StoredToken | None:
        """What was fetched by ourselves."""
        if name not in self._kept:
            return None
        sealed, generation, until = self._kept[name]
        return StoredToken(sealed, generation, timedelta(seconds=until - time.monotonic()))

    async def begin_refresh(self, name: str, generation: int) -> bool:
        """Nobody else could be fetching."""
        return name not in self._kept or self._kept[name][1] == generation

    async def finish_refresh(self, name: str, generation: int, sealed: bytes, expires_in: timedelta) -> None:
        """Keep it as long as we run."""
        self._kept[name] = (sealed, generation + 1, time.monotonic() + expires_in.total_seconds())

    async def give_up_refresh(self, name: str, generation: int) -> None:
        """Nobody else waits for it."""
