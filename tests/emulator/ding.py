"""A small college on an emulated DingTalk: its API, a stream client written from the documents, and an HTTP bot."""

import asyncio
import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from emulator.dingtalk.org import CallbackAddress, Org
from emulator.dingtalk.people import Department, Member
from emulator.dingtalk.rules import Rules, Timing

DING_CORP = "dingcollege0001"
CLIENT_ID = "dingclient0001"
CLIENT_SECRET = "ding-secret"
AGENT_ID = 3000001
TEMPLATE = "11111111-2222-3333-4444-555555555555.schema"
DING_TOKEN = "QDG6eKtoken"
DING_AES_KEY = "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij"
ROBOT_TOPIC = "/v1.0/im/bot/messages/get"
CARD_TOPIC = "/v1.0/card/instances/callback"
EVERYTHING = (("EVENT", "*"), ("CALLBACK", ROBOT_TOPIC), ("CALLBACK", CARD_TOPIC))
FAST = Timing(
    ack=0.3,
    card_ack=0.3,
    event_pauses=(0.01, 0.01),
    callback_pauses=(0.01,),
    http_answer=0.3,
    http_pauses=(0.01, 0.01),
    verification=0.3,
    disconnect_grace=0.05,
)

DING_DEPARTMENTS = (
    Department(dept_id=1, name="示例职业技术学院", parent_id=0, managers=("dean",)),
    Department(dept_id=100, name="人事处", order=9, managers=("li4",)),
    Department(dept_id=200, name="教务处", order=8),
    Department(dept_id=201, name="考试中心", parent_id=200),
)
DING_MEMBERS = (
    Member(userid="dean", name="院长", dept_ids=(1,), leads=(1,), is_admin=True),
    Member(userid="li4", name="李四", dept_ids=(100,), leads=(100,), manager="dean", mobile="13800000000"),
    Member(
        userid="zhang3",
        name="张三",
        unionid="uzhang3iE",
        job_number="T0003",
        title="干事",
        dept_ids=(100, 201),
        manager="li4",
        extension=(("工号", "T0003"),),
    ),
    Member(userid="wang5", name="王五", dept_ids=(201,)),
    Member(userid="gone6", name="赵六", dept_ids=(200,), is_active=False),
)


def make_org(rules: Rules | None = None, **settings: object) -> Org:
    return Org(
        DING_CORP,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        agent_id=AGENT_ID,
        departments=DING_DEPARTMENTS,
        members=DING_MEMBERS,
        templates=[TEMPLATE],
        rules=rules,
        **settings,
    )


@dataclass
class DingApi:
    """Calls of both families with the application's token."""

    session: aiohttp.ClientSession
    base: str
    token: str = ""

    async def fetch_token(self) -> dict:
        query = {"appkey": CLIENT_ID, "appsecret": CLIENT_SECRET}
        async with self.session.get(f"{self.base}/gettoken", params=query) as answer:
            fetched = await answer.json()
        self.token = fetched.get("access_token", "")
        return fetched

    async def old(self, path: str, body: object = None, *, method: str = "POST", **query: object) -> dict:
        """The old family: the token in the query, HTTP 200 whatever happens."""
        if not self.token:
            await self.fetch_token()
        params = {"access_token": self.token} | {name: str(value) for name, value in query.items()}
        async with self.session.request(method, f"{self.base}{path}", params=params, json=body or {}) as answer:
            assert answer.status == 200
            return await answer.json()

    async def new(self, method: str, path: str, body: object = None, **query: object) -> tuple[int, dict]:
        """The new family: the token in a header; gives status and body."""
        if not self.token:
            await self.fetch_token()
        headers = {"x-acs-dingtalk-access-token": self.token}
        params = {name: str(value) for name, value in query.items()}
        content = {"json": body} if body is not None else {}
        async with self.session.request(
            method, f"{self.base}{path}", params=params, headers=headers, **content
        ) as answer:
            return answer.status, await answer.json()


@dataclass
class StreamBot:
    """A stream client. `answer` gives what to acknowledge a frame with, or None for nothing."""

    session: aiohttp.ClientSession
    base: str
    frames: list[dict] = field(default_factory=list)
    answer: Callable[[dict], dict | None] = lambda _: {"response": None}
    code: int = 200
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    socket: aiohttp.ClientWebSocketResponse | None = None
    reading: asyncio.Task | None = None

    async def open(self, topics=EVERYTHING, secret: str = CLIENT_SECRET) -> tuple[int, dict]:
        body = {
            "clientId": CLIENT_ID,
            "clientSecret": secret,
            "subscriptions": [{"type": kind, "topic": topic} for kind, topic in topics],
        }
        url = f"{self.base}/v1.0/gateway/connections/open"
        async with self.session.post(url, json=body, headers={"Accept": "application/json"}) as answer:
            return answer.status, await answer.json()

    async def connect(self, topics=EVERYTHING) -> None:
        _, opened = await self.open(topics)
        self.socket = await self.session.ws_connect(opened["endpoint"], params={"ticket": opened["ticket"]})
        self.reading = asyncio.create_task(self._read())

    async def close(self) -> None:
        if self.socket:
            await self.socket.close()
        if self.reading:
            await self.reading

    async def took(self, count: int) -> list[dict]:
        """Wait until so many frames came, pings not counted."""
        while len(self.frames) < count:
            self.arrived.clear()
            await asyncio.wait_for(self.arrived.wait(), 5)
        return self.frames

    async def _read(self) -> None:
        async for received in self.socket:
            frame = json.loads(received.data)
            data = json.loads(frame["data"])
            if frame["type"] == "SYSTEM" and frame["headers"]["topic"] == "ping":
                await self.acknowledge(frame, 200, data)
                continue
            self.frames.append(frame)
            self.arrived.set()
            if frame["type"] == "SYSTEM":
                continue
            answer = self.answer(frame)
            if answer is not None:
                await self.acknowledge(frame, self.code, answer)

    async def acknowledge(self, frame: dict, code: int, data: dict) -> None:
        headers = {"messageId": frame["headers"]["messageId"], "contentType": "application/json"}
        ack = {"code": code, "headers": headers, "message": "OK", "data": json.dumps(data)}
        await self.socket.send_json(ack)


@dataclass
class HttpBot:
    """A bot's addresses. Its crypto is written anew from the documents, on another library than the emulator's."""

    url: str = ""
    owner: str = CLIENT_ID
    events: list[dict] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    said: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    clicked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    answer: str = "success"
    click_answer: dict = field(default_factory=dict)

    @property
    def address(self) -> CallbackAddress:
        return CallbackAddress(f"{self.url}/events", DING_TOKEN, DING_AES_KEY)

    async def take_event(self, request: web.Request) -> web.Response:
        encrypted, query = (await request.json())["encrypt"], request.query
        assert query["signature"] == query["msg_signature"] == sign(query["timestamp"], query["nonce"], encrypted)
        text, owner = open_sealed(encrypted)
        self.events.append(json.loads(text))
        self.owners.append(owner)
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        return web.json_response(self._sealed_answer())

    async def take_said(self, request: web.Request) -> web.Response:
        self.said.append((dict(request.headers), await request.read()))
        return web.json_response({"msgtype": "empty"}, status=self.statuses.pop(0) if self.statuses else 200)

    async def take_click(self, request: web.Request) -> web.Response:
        self.clicked.append((dict(request.headers), await request.read()))
        return web.json_response(self.click_answer)

    def _sealed_answer(self) -> dict[str, str]:
        encrypted = seal(self.answer.encode(), self.owner)
        timestamp, nonce = "1700000000456", secrets.token_hex(4)
        signature = sign(timestamp, nonce, encrypted)
        return {"msg_signature": signature, "timeStamp": timestamp, "nonce": nonce, "encrypt": encrypted}


def _cipher() -> Cipher:
    key = base64.b64decode(DING_AES_KEY + "=")
    return Cipher(AES(key), CBC(key[:16]))


def sign(timestamp: str, nonce: str, encrypted: str) -> str:
    return hashlib.sha1("".join(sorted([DING_TOKEN, timestamp, nonce, encrypted])).encode()).hexdigest()


def open_sealed(encrypted: str) -> tuple[bytes, str]:
    decryptor = _cipher().decryptor()
    padded = decryptor.update(base64.b64decode(encrypted)) + decryptor.finalize()
    plain = padded[16 : -padded[-1]]
    length = int.from_bytes(plain[:4], "big")
    return plain[4 : 4 + length], plain[4 + length :].decode()


def seal(text: bytes, owner: str) -> str:
    plain = secrets.token_bytes(16) + len(text).to_bytes(4, "big") + text + owner.encode()
    filler = 32 - len(plain) % 32
    encryptor = _cipher().encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([filler]) * filler) + encryptor.finalize()).decode()
