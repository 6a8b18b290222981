"""One open stream connection: frames go down, acknowledgements come up, and it can break in several ways."""

import asyncio
import secrets
from collections.abc import Callable

from aiohttp import WSCloseCode, WSMsgType, web

from emulator.clock import Clock
from emulator.dingtalk.frames import Ack, read_ack, write_system
from emulator.dingtalk.letter import FrameType, Topic
from emulator.dingtalk.org import Org
from emulator.dingtalk.tickets import Topics

PING = "ping"
DISCONNECT = "disconnect"
OnAck = Callable[[Ack], None]


class Connection:
    """`is_delivering` turns false as soon as it was told to disconnect; a zombie swallows what is to be delivered."""

    def __init__(self, org: Org, topics: Topics, request: web.Request, clock: Clock) -> None:
        self.id = secrets.token_hex(8)
        self.org = org
        self.is_delivering = True
        self.is_zombie = False
        self.pongs = 0
        self.opaque = ""
        self._topics = topics
        self._clock = clock
        self._request = request
        # A browser-sized limit would cut long approvals off.
        self._socket = web.WebSocketResponse(max_msg_size=0)

    def takes(self, org: Org, topic: Topic) -> bool:
        """Whether the platform would choose it for a push on that topic."""
        kind = FrameType.EVENT if topic is Topic.EVENT else FrameType.CALLBACK
        return self.is_delivering and self.org is org and (kind.value, topic.value) in self._topics

    async def open(self) -> web.WebSocketResponse:
        """Finish the upgrade."""
        await self._socket.prepare(self._request)
        return self._socket

    async def listen(self, ping_every: float, on_ack: OnAck) -> None:
        """Take acknowledgements until the connection ends; ping whenever it is quiet for that long."""
        while not self._socket.closed:
            try:
                received = await self._socket.receive(timeout=ping_every)
            except TimeoutError:
                await self.ping()
                continue
            if received.type is not WSMsgType.TEXT:
                return
            self._take(str(received.data), on_ack)

    async def send(self, frame: str) -> bool:
        """Hand a frame to the network; whether that went well. A zombie only seems to."""
        if self.is_zombie:
            return True
        try:
            await self._socket.send_str(frame)
        except (ConnectionError, RuntimeError):
            return False
        return True

    async def ping(self) -> None:
        """Ask whether it still lives; zombies answer."""
        self.opaque = secrets.token_hex(8)
        await self._system(PING, {"opaque": self.opaque})

    async def disconnect(self, reason: str, grace: float) -> None:
        """Announce the end, deliver nothing from now on, and close TCP a while later."""
        self.is_delivering = False
        await self._system(DISCONNECT, {"reason": reason})
        await asyncio.sleep(grace)
        self._close_tcp()

    async def close(self) -> None:
        """End it in an orderly way."""
        self.is_delivering = False
        await self._socket.close(code=WSCloseCode.GOING_AWAY, drain=False)

    def cut(self) -> None:
        """Break it off without a word; the platform does not notice before it reads."""
        if self._request.transport is not None:
            self._request.transport.abort()

    def _close_tcp(self) -> None:
        if self._request.transport is not None:
            self._request.transport.close()

    def _take(self, text: str, on_ack: OnAck) -> None:
        ack = read_ack(text)
        if ack is None:
            return
        if self.opaque and ack.data.get("opaque") == self.opaque:
            self.pongs += 1
            return
        on_ack(ack)

    async def _system(self, topic: str, data: dict[str, object]) -> None:
        frame = write_system(topic, data, self.org.client_id, self.id, self._clock())
        try:
            await self._socket.send_str(frame)
        except (ConnectionError, RuntimeError):
            return
