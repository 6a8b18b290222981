"""A store of tokens in memory that keeps the promises of the one in the database."""

import time
from collections.abc import Callable
from datetime import timedelta

from domain.tokens import StoredToken

RIGHT_SECONDS = 10.0


class MemoryTokens:
    """One for all replicas of a test."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.rows: dict[str, tuple[bytes, int, float]] = {}
        self.rights: dict[str, float] = {}

    async def read(self, name: str) -> StoredToken | None:
        if name not in self.rows:
            return None
        sealed, generation, until = self.rows[name]
        return StoredToken(sealed, generation, timedelta(seconds=until - self.clock()))

    async def begin_refresh(self, name: str, generation: int) -> bool:
        present = self.rows[name][1] if name in self.rows else 0
        if present != generation or self.rights.get(name, 0.0) > self.clock():
            return False
        self.rights[name] = self.clock() + RIGHT_SECONDS
        return True

    async def finish_refresh(self, name: str, generation: int, sealed: bytes, expires_in: timedelta) -> None:
        present = self.rows[name][1] if name in self.rows else 0
        if present == generation:
            self.rows[name] = (sealed, generation + 1, self.clock() + expires_in.total_seconds())
            self.rights.pop(name, None)

    async def give_up_refresh(self, name: str, generation: int) -> None:
        present = self.rows[name][1] if name in self.rows else 0
        if present == generation:
            self.rights.pop(name, None)
