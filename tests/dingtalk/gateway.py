"""A small stream gateway on a port of this machine: tickets, connections, redelivery, and a switch for each fault."""

import asyncio
import contextlib
import json
import random
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

from adapters.dingtalk.settings import DingtalkSettings

CLIENT_ID = "dingabc123"
SECRET = "a-secret-that-must-not-be-seen"
TICKET_SECONDS = 90.0
OPEN = "/v1.0/gateway/connections/open"
ROBOT = "/v1.0/im/bot/messages/get"
CARD = "/v1.0/card/instances/callback"


@dataclass
class Ack:
    """What came back for a frame, and by which connection."""

    connection: int
    code: int
    data: dict
    at: float


@dataclass(eq=False)
class Client:
    """One connection as the gateway sees it."""

    number: int
    socket: web.WebSocketResponse
    request: web.Request
    is_fed: bool = True
    is_zombie: bool = False
    pings: int = 0

    @property
    def is_open(self) -> bool:
        transport = self.request.transport
        return not (self.socket.closed or transport is None or transport.is_closing())

    def cut(self) -> None:
        if self.request.transport:
            self.request.transport.abort()

    async def say(self, frame: dict | str | bytes) -> None:
        if isinstance(frame, bytes):
            await self.socket.send_bytes(frame)
        else:
            await self.socket.send_str(frame if isinstance(frame, str) else json.dumps(frame, ensure_ascii=False))


@dataclass
class Gateway:
    """`redeliver` is how many seconds a frame waits for its acknowledgement; `linger` how long a connection stays
    after its `disconnect`."""

    redeliver: float = 0.3
    linger: float = 0.2
    base: str = ""
    refusals: list[tuple[int, dict | str]] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    opens: list[dict] = field(default_factory=list)
    open_headers: list[dict] = field(default_factory=list)
    upgrades: int = 0
    upgrade_status: int = 101
    tickets: dict[str, float] = field(default_factory=dict)
    waiting: dict[str, dict] = field(default_factory=dict)
    sent: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    acks: dict[str, list[Ack]] = field(default_factory=dict)
    odd: list[dict] = field(default_factory=list)
    most_open: int = 0
    is_away: bool = False
    _moved: asyncio.Event = field(default_factory=asyncio.Event)
    _work: set[asyncio.Task] = field(default_factory=set)

    @property
    def now(self) -> float:
        return asyncio.get_running_loop().time()

    @property
    def live(self) -> list[Client]:
        return [client for client in self.clients if client.is_open]

    @property
    def fed(self) -> list[Client]:
        return [client for client in self.live if client.is_fed]

    async def until(self, condition: Callable[[], object], seconds: float = 10.0) -> None:
        """Until it holds; looked at whenever anything happens here."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._moved.clear()
                await self._moved.wait()

    def acked(self, message_id: str, code: int = 200) -> bool:
        return any(ack.code == code for ack in self.acks.get(message_id, ()))

    async def push(self, *frames: dict) -> None:
        """Each to one connection that is fed; what finds none waits for the next."""
        for frame in frames:
            self.waiting[frame["headers"]["messageId"]] = frame
            await self._deliver(frame)

    async def disconnect(self, client: Client) -> None:
        """Nothing is delivered from now on, and the socket is closed a little later."""
        client.is_fed = False
        await client.say(
            {"specVersion": "1.0", "type": "SYSTEM", "headers": {"topic": "disconnect", "messageId": "d"}, "data": "{}"}
        )
        self._later(self.linger, client.socket.close())

    async def _deliver(self, frame: dict) -> None:
        fed = self.fed
        if fed:
            client, message_id = random.choice(fed), frame["headers"]["messageId"]
            self.sent.setdefault(message_id, []).append((client.number, self.now))
            if not client.is_zombie:
                with contextlib.suppress(ConnectionError):
                    await client.say(frame)

    async def _redeliver(self) -> None:
        while True:
            await asyncio.sleep(self.redeliver / 4)
            for message_id, frame in list(self.waiting.items()):
                last = self.sent.get(message_id, [(0, -self.redeliver)])[-1][1]
                if self.now - last >= self.redeliver:
                    await self._deliver(frame)

    async def open(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.opens.append(body)
        self.open_headers.append(dict(request.headers))
        self._moved.set()
        if self.refusals:
            status, answer = self.refusals.pop(0)
            return web.Response(status=status, text=answer if isinstance(answer, str) else json.dumps(answer))
        if self.is_away:
            return web.Response(status=503)
        if (body.get("clientId"), body.get("clientSecret")) != (CLIENT_ID, SECRET):
            return web.json_response({"code": "invalidClientIdOrSecret", "message": body["clientSecret"]}, status=401)
        ticket = f"{uuid.uuid4()}+/="
        self.tickets[ticket] = self.now + TICKET_SECONDS
        return web.json_response({"endpoint": f"{self.base.replace('http', 'ws')}/connect", "ticket": ticket})

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Once per ticket."""
        self.upgrades += 1
        if self.upgrade_status != 101 or self.tickets.pop(request.query.get("ticket", ""), 0) < self.now:
            self._moved.set()
            return web.Response(status=self.upgrade_status if self.upgrade_status != 101 else 401)
        socket = web.WebSocketResponse(autoping=False, max_msg_size=0)
        await socket.prepare(request)
        client = Client(len(self.clients) + 1, socket, request)
        self.clients.append(client)
        self.most_open = max(self.most_open, len(self.live))
        for frame in [frame for key, frame in self.waiting.items() if key not in self.sent]:
            await self._deliver(frame)
        self._moved.set()
        await self._hear(client)
        self._moved.set()
        return socket

    async def _hear(self, client: Client) -> None:
        async for heard in client.socket:
            if heard.type is WSMsgType.PING:
                client.pings += 1
                if not client.is_zombie:
                    await client.socket.pong(heard.data)
            elif heard.type is WSMsgType.TEXT:
                self._note(client, json.loads(heard.data))
            self._moved.set()
        client.is_fed = False

    def _note(self, client: Client, answer: dict) -> None:
        message_id = answer["headers"]["messageId"]
        ack = Ack(client.number, answer["code"], json.loads(answer["data"]), self.now)
        self.acks.setdefault(message_id, []).append(ack)
        if ack.code == 200 and ack.data.get("status") != "LATER":
            self.waiting.pop(message_id, None)

    def _later(self, seconds: float, work) -> None:
        async def wait() -> None:
            await asyncio.sleep(seconds)
            await work
            self._moved.set()

        begun = asyncio.create_task(wait())
        self._work.add(begun)


def settings(gateway: Gateway, **changed) -> DingtalkSettings:
    """An account at this gateway."""
    values = {
        "name": "students",
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
        "corp_id": "dingcorp",
        "agent_id": 1,
        "robot_code": CLIENT_ID,
        "public_url": "https://bot.example.edu.cn",
        "api_base": gateway.base,
        "oapi_base": gateway.base,
    }
    return DingtalkSettings(**values | changed)


def event_frame(number: int | str, kind: str = "user_modify_org", **data) -> dict:
    """An event; its frame has the number of the event."""
    headers = {
        "appId": "a", "connectionId": "c", "contentType": "application/json", "messageId": f"f{number}",
        "time": "1700000000123", "topic": "*", "eventId": f"e{number}", "eventType": kind, "eventCorpId": "dingcorp",
        "eventBornTime": "1700000000000",
    }  # fmt: skip
    return {"specVersion": "1.0", "type": "EVENT", "headers": headers, "data": json.dumps(data or {"userId": ["u1"]})}


def robot_frame(number: int | str, text: str = "你好") -> dict:
    """Something said to the robot."""
    said = {
        "conversationId": "cid", "conversationType": "1", "senderStaffId": "User01", "senderCorpId": "dingcorp",
        "msgId": f"m{number}", "msgtype": "text", "text": {"content": text}, "createAt": 1700000000000,
    }  # fmt: skip
    return _callback(ROBOT, number, said)


def card_frame(number: int | str, action: str, key: str, user_id: str = "User01") -> dict:
    """A press on a card."""
    private = {"cardPrivateData": {"actionIds": ["a"], "params": {"action": action, "key": key}}}
    pressed = {"outTrackId": "card-1", "userId": user_id, "corpId": "dingcorp", "content": json.dumps(private)}
    return _callback(CARD, number, pressed)


def _callback(topic: str, number: int | str, data: dict) -> dict:
    headers = {"contentType": "application/json", "messageId": f"f{number}", "time": "1700000000123", "topic": topic}
    return {"specVersion": "1.0", "type": "CALLBACK", "headers": headers, "data": json.dumps(data, ensure_ascii=False)}


@asynccontextmanager
async def running(**changed) -> AsyncIterator[Gateway]:
    """Started and stopped."""
    gateway = Gateway(**changed)
    app = web.Application()
    app.router.add_post(OPEN, gateway.open)
    app.router.add_get("/connect", gateway.connect)
    async with TestServer(app) as server:
        gateway.base = str(server.make_url("")).rstrip("/")
        redelivering = asyncio.create_task(gateway._redeliver())
        try:
            yield gateway
        finally:
            redelivering.cancel()
            for work in gateway._work:
                work.cancel()
            for client in gateway.live:
                client.cut()
