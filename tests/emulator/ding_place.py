"""A small college on an emulated DingTalk, whose clock stands still, and a bot that calls it and is called by it."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
from aiohttp import web

from emulator.clock import MovableClock
from emulator.dingtalk.groups import Group
from emulator.dingtalk.org import Org, VisibleRange
from emulator.dingtalk.people import Department, Member
from emulator.dingtalk.rules import Timing
from emulator.phone.ding_phone import DingPhone
from emulator.server import Emulator

CORP = "dingcollege0001"
CLIENT = "dingclient0001"
SECRET = "client-secret"
AGENT = 123456
TEMPLATE = "1a2b3c4d-0001.schema"
DRAFT_TEMPLATE = "1a2b3c4d-0002.schema"
GROUP = "cidOffice=="
CARD_TOPIC = "/v1.0/card/instances/callback"
ROBOT_TOPIC = "/v1.0/im/bot/messages/get"

DEPARTMENTS = (
    Department(dept_id=1, name="示例职业技术学院", parent_id=0),
    Department(dept_id=2, name="人事处"),
    Department(dept_id=3, name="教务处"),
    Department(dept_id=4, name="考试中心", parent_id=3),
    Department(dept_id=9, name="校友会"),
)
MEMBERS = (
    Member(userid="li4", name="李四", dept_ids=(2,), leads=(2,), job_number="T0002"),
    Member(userid="zhang3", name="张三", dept_ids=(2, 4), title="干事", job_number="T0003", manager="li4"),
    Member(userid="wang5", name="王五", dept_ids=(4,)),
    Member(userid="gone6", name="赵六", dept_ids=(3,), is_active=False),
    Member(userid="alumnus", name="校友", dept_ids=(9,)),
)


def college() -> Org:
    org = Org(
        CORP,
        client_id=CLIENT,
        client_secret=SECRET,
        agent_id=AGENT,
        departments=DEPARTMENTS,
        members=MEMBERS,
        visible=VisibleRange(departments=frozenset({2, 3})),
        templates=[TEMPLATE],
    )
    org.unpublished_templates.add(DRAFT_TEMPLATE)
    group = Group(open_conversation_id=GROUP, title="办公室", members={"zhang3", "li4"}, robots={CLIENT})
    org.groups[GROUP] = group
    return org


@dataclass
class Bot:
    """Takes pushes by stream or HTTP. `response` answers a click; None: not at all by stream, 500 by HTTP."""

    session: aiohttp.ClientSession
    base: str
    told: list[dict] = field(default_factory=list)
    headers: list[dict] = field(default_factory=list)
    response: dict | None = field(default_factory=dict)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, *topics: str) -> None:
        subscriptions = [{"type": "CALLBACK", "topic": topic} for topic in topics]
        asked = {"clientId": CLIENT, "clientSecret": SECRET, "subscriptions": subscriptions}
        headers = {"Accept": "application/json"}
        url = f"{self.base}/v1.0/gateway/connections/open"
        async with self.session.post(url, json=asked, headers=headers) as answer:
            opened = await answer.json()
        self.socket = await self.session.ws_connect(opened["endpoint"], params={"ticket": opened["ticket"]})
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for frame in self.socket:
            content = json.loads(frame.data)
            told = json.loads(content["data"])
            response = await self._take(told)
            if response is None:
                continue
            await self.socket.send_json(
                {
                    "code": 200,
                    "headers": {"messageId": content["headers"]["messageId"], "contentType": "application/json"},
                    "message": "OK",
                    "data": json.dumps({"response": response}),
                }
            )

    async def take_request(self, request: web.Request) -> web.Response:
        self.headers.append(dict(request.headers))
        response = await self._take(await request.json())
        return web.json_response(response or {}, status=200 if response is not None else 500)

    async def _take(self, told: dict) -> dict | None:
        self.told.append(told)
        self.arrived.set()
        await self.may_answer.wait()
        return self.response

    async def heard(self, count: int = 1) -> dict:
        while len(self.told) < count:
            self.arrived.clear()
            await asyncio.wait_for(self.arrived.wait(), 5)
        return self.told[count - 1]


@dataclass
class Place:
    emulator: Emulator
    org: Org
    clock: MovableClock
    phone: DingPhone
    session: aiohttp.ClientSession
    bot: Bot
    token: str = ""

    async def new(self, method: str, path: str, body: object = None, **query: str) -> tuple[int, dict]:
        """A call of the new family."""
        url = f"{self.emulator.dingtalk_base}{path}"
        headers = {"x-acs-dingtalk-access-token": await self._token()}
        async with self.session.request(method, url, json=body, headers=headers, params=query) as answer:
            return answer.status, await answer.json()

    async def post(self, path: str, body: object) -> dict:
        """A call of the new family that must go well."""
        status, answer = await self.new("POST", path, body)
        assert status == 200, answer
        return answer

    async def refused(self, path: str, body: object, method: str = "POST") -> str:
        """The code of a call of the new family that must not."""
        status, answer = await self.new(method, path, body)
        assert status >= 400, answer
        return answer["code"]

    async def old(self, path: str, body: object = None, **query: str) -> dict:
        """A call of the old family."""
        url = f"{self.emulator.dingtalk_base}{path}"
        params = {"access_token": await self._token(), **query}
        form = {"data": body} if isinstance(body, aiohttp.FormData) else {"json": body}
        async with self.session.post(url, params=params, **form) as answer:
            assert answer.status == 200
            return await answer.json()

    async def reply(self, webhook: str, body: dict) -> dict:
        async with self.session.post(webhook, json=body) as answer:
            return await answer.json()

    async def say(self, *userids: str, key: str = "sampleText", **param: str) -> dict:
        body = {"robotCode": CLIENT, "userIds": list(userids or ("zhang3",)), "msgKey": key}
        return await self.post("/v1.0/robot/oToMessages/batchSend", body | {"msgParam": json.dumps(param)})

    async def _token(self) -> str:
        if not self.token:
            url = f"{self.emulator.dingtalk_base}/v1.0/oauth2/accessToken"
            async with self.session.post(url, json={"appKey": CLIENT, "appSecret": SECRET}) as answer:
                self.token = (await answer.json())["accessToken"]
        return self.token


@contextlib.asynccontextmanager
async def opened(card_ack: float = 0.3) -> AsyncIterator[Place]:
    """The college with its emulator running."""
    org, clock = college(), MovableClock(datetime(2030, 3, 4, 1, 0, tzinfo=UTC))
    timing = Timing(ack=0.3, card_ack=card_ack, http_answer=0.3, callback_pauses=(), http_pauses=())
    async with (
        Emulator(dingtalk=[org], clock=clock, dingtalk_timing=timing) as emulator,
        aiohttp.ClientSession() as session,
    ):
        bot = Bot(session, emulator.dingtalk_base)
        bot.may_answer.set()
        yield Place(emulator, org, clock, emulator.ding_phone(), session, bot)
