"""Everything that goes out on a connection, so that a peer that does not read holds up neither reading nor storing."""

import asyncio
from collections import deque
from collections.abc import Callable

from aiohttp import WSMsgType

from adapters.dingtalk.stream_open import Socket


class Writer:
    """Of one connection. `on_written` is told whenever nothing is left to write."""

    def __init__(self, socket: Socket, on_written: Callable[[], None]) -> None:
        self._socket = socket
        self._on_written = on_written
        self._waiting: deque[tuple[WSMsgType, bytes]] = deque()
        self._has_work = asyncio.Event()

    @property
    def waiting(self) -> int:
        """How many frames are not written yet."""
        return len(self._waiting)

    def send(self, content: bytes, kind: WSMsgType = WSMsgType.TEXT) -> None:
        """Write it as soon as may be, in the order of the calls."""
        self._waiting.append((kind, content))
        self._has_work.set()

    async def run(self) -> None:
        """Until cancelled or the connection breaks."""
        while True:
            await self._has_work.wait()
            self._has_work.clear()
            while self._waiting:
                kind, content = self._waiting[0]
                await self._socket.send_frame(content, kind)
                self._waiting.popleft()
            self._on_written()
