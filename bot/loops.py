"""Loops that run beside each other until the program stops. One that dies is started again, and the log says so."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

REVIVAL_PAUSE = 5.0  # seconds; a fault that comes back at once must not fill the log

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Loop:
    """`run` ends by itself after `stop`, when what it has begun is finished; without a `stop` it is cut off."""

    name: str
    run: Callable[[], Awaitable[None]]
    stop: Callable[[], None] | None = None


class Loops:
    """All loops of the process. `pause` is how many seconds pass before one that died is started again."""

    def __init__(self, pause: float = REVIVAL_PAUSE) -> None:
        self._pause = pause
        self._loops: list[Loop] = []
        self._running: list[asyncio.Task[None]] = []
        self._is_stopping = False

    def start(self, loop: Loop) -> None:
        """Run it from now on."""
        self._loops.append(loop)
        self._running.append(asyncio.create_task(self._keep_running(loop), name=loop.name))

    async def stop(self) -> None:
        """Begin nothing new; return when everything begun is finished."""
        self._is_stopping = True
        finishing: list[asyncio.Task[None]] = []
        for loop, running in zip(self._loops, self._running, strict=True):
            if loop.stop is None:
                running.cancel()
            else:
                loop.stop()
            finishing.append(running)
        if finishing:
            await asyncio.wait(finishing)

    async def cut_off(self) -> None:
        """Whatever still runs ends now; what it had begun is done again by the next start."""
        for running in self._running:
            running.cancel()
        if self._running:
            await asyncio.wait(self._running)

    async def _keep_running(self, loop: Loop) -> None:
        while not self._is_stopping:
            try:
                await loop.run()
            except Exception:
                log.exception("loop_died", loop=loop.name)
                if not self._is_stopping:
                    await asyncio.sleep(self._pause)
