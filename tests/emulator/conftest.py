"""A small college on an emulated WeCom, whose clock stands still, and a bot's address that takes its callbacks."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import aiohttp
import pytest
from aiohttp import web
from wechatpy.work.crypto import WeChatCrypto

from emulator.clock import MovableClock
from emulator.dingtalk.org import Org
from emulator.dingtalk.rules import Rules as DingRules
from emulator.phone.phone import Phone
from emulator.server import Emulator
from emulator.wecom.apps import App, CallbackAddress, ContactSync, VisibleRange
from emulator.wecom.corp import Corp
from emulator.wecom.people import Department, Member, Status
from emulator.wecom.rules import Rules, Timing
from tests.emulator.ding import FAST, DingApi, HttpBot, StreamBot, make_org

CORP = "wwcollege0001"
STAFF_APP = 1000002
OTHER_APP = 1000003
SECRET = "staff-secret"
OTHER_SECRET = "other-secret"
CONTACTS_SECRET = "contacts-secret"
TOKEN = "QDG6eK"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"

DEPARTMENTS = (
    Department(id=1, name="示例职业技术学院", parent_id=0, order=9, leaders=("Dean",)),
    Department(id=2, name="人事处", order=8, leaders=("Li4",)),
    Department(id=3, name="教务处", order=7),
    Department(id=4, name="考试中心", parent_id=3, order=6),
)
MEMBERS = (
    Member(user_id="Dean", name="院长", departments=(1,), leads=(1,)),
    Member(user_id="Li4", name="李四", departments=(2,), leads=(2,), direct_leaders=("Dean",), mobile="13800000000"),
    Member(user_id="zhang3", name="张三", departments=(2, 4), position="干事", extattr=(("工号", "T0003"),)),
    Member(user_id="wang5", name="王五", departments=(4,), email="wang5@example.edu.cn"),
    Member(user_id="gone6", name="赵六", departments=(3,), status=Status.DISABLED),
)


@dataclass
class Receiver:
    """A bot's callback address. It opens envelopes with a third party's SDK, so it shares no code with the emulator."""

    url: str = ""
    opened: list[str] = field(default_factory=list)
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    reply: str = ""
    crypto: WeChatCrypto = field(default_factory=lambda: WeChatCrypto(TOKEN, AES_KEY, CORP))
    echo_wrapper: str = "{}"

    async def take(self, request: web.Request) -> web.Response:
        query, body = dict(request.query), await request.read()
        self.requests.append((query, body))
        signed = (query["msg_signature"], query["timestamp"], query["nonce"])
        if request.method == "GET":
            return web.Response(text=self.echo_wrapper.format(self.crypto.check_signature(*signed, query["echostr"])))
        self.opened.append(self.crypto.decrypt_message(body, *signed))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200, text=self.reply)


@dataclass
class Api:
    """Calls of the API with one application's token."""

    session: aiohttp.ClientSession
    base: str
    secret: str = SECRET
    token: str = ""

    async def fetch_token(self) -> dict[str, object]:
        async with self.session.get(
            f"{self.base}/cgi-bin/gettoken", params={"corpid": CORP, "corpsecret": self.secret}
        ) as answer:
            fetched = await answer.json()
        self.token = fetched.get("access_token", "")
        return fetched

    async def get(self, path: str, **query: object) -> dict[str, object]:
        return await self._call("GET", path, query)

    async def post(self, path: str, body: object = None, **query: object) -> dict[str, object]:
        return await self._call("POST", path, query, json=body)

    async def post_raw(self, path: str, body: bytes) -> dict[str, object]:
        return await self._call("POST", path, {}, data=body)

    async def send(self, to: str = "zhang3", kind: str = "text", **fields: object) -> dict[str, object]:
        content = fields.pop(kind, {"content": "您好"})
        return await self.post(
            "message/send", {"touser": to, "msgtype": kind, "agentid": STAFF_APP, kind: content, **fields}
        )

    async def _call(self, method: str, path: str, query: dict[str, object], **body: object) -> dict[str, object]:
        if not self.token:
            await self.fetch_token()
        params = {"access_token": self.token} | {name: str(value) for name, value in query.items()}
        url = f"{self.base}/cgi-bin/{path}"
        async with self.session.request(method, url, params=params, **body) as answer:
            assert answer.status == 200
            return await answer.json()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2030, 3, 4, 1, 0, tzinfo=UTC))


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    application = web.Application()
    application.router.add_route("*", "/callback", receiver.take)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/callback"
    yield receiver
    await runner.cleanup()


@pytest.fixture
def rules() -> Rules:
    """WeCom's own numbers; tests put others in their place by a parameter of that name."""
    return Rules()


@pytest.fixture
def corp(receiver: Receiver, rules: Rules) -> Corp:
    address = CallbackAddress(receiver.url, TOKEN, AES_KEY)
    return Corp(
        CORP,
        departments=DEPARTMENTS,
        members=MEMBERS,
        apps=[
            App(agent_id=STAFF_APP, secret=SECRET, callback=address, reports_location=True),
            App(
                agent_id=OTHER_APP,
                secret=OTHER_SECRET,
                name="只给教务处",
                visible=VisibleRange(departments=frozenset({3})),
            ),
        ],
        contact_sync=ContactSync(secret=CONTACTS_SECRET, callback=address),
        rules=rules,
    )


@pytest.fixture
async def emulator(corp: Corp, clock: MovableClock) -> AsyncIterator[Emulator]:
    timing = Timing(answer=0.3, verification=0.3, pauses=(0.01, 0.01, 0.01))
    async with Emulator(corp, clock=clock, timing=timing) as emulator:
        yield emulator


@pytest.fixture
def phone(emulator: Emulator) -> Phone:
    return emulator.phone(STAFF_APP)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    # WeCom advises against \uXXXX in bodies.
    async with aiohttp.ClientSession(json_serialize=partial(json.dumps, ensure_ascii=False)) as session:
        yield session


@pytest.fixture
def api(emulator: Emulator, session: aiohttp.ClientSession) -> Api:
    return Api(session, emulator.api_base)


@pytest.fixture
def other_api(emulator: Emulator, session: aiohttp.ClientSession) -> Api:
    return Api(session, emulator.api_base, secret=OTHER_SECRET)


@pytest.fixture
def contacts_api(emulator: Emulator, session: aiohttp.ClientSession) -> Api:
    return Api(session, emulator.api_base, secret=CONTACTS_SECRET)


@pytest.fixture
def ding_rules() -> DingRules:
    """DingTalk's own numbers; tests put others in their place by a parameter of that name."""
    return DingRules()


@pytest.fixture
def org(ding_rules: DingRules) -> Org:
    """The college on DingTalk, without any address for HTTP."""
    return make_org(ding_rules)


@pytest.fixture
async def ding(org: Org, clock: MovableClock) -> AsyncIterator[Emulator]:
    async with Emulator(dingtalk=[org], clock=clock, dingtalk_timing=FAST) as emulator:
        yield emulator


@pytest.fixture
def ding_api(ding: Emulator, session: aiohttp.ClientSession) -> DingApi:
    return DingApi(session, ding.dingtalk_base)


@pytest.fixture
async def stream_bot(ding: Emulator, session: aiohttp.ClientSession) -> AsyncIterator[StreamBot]:
    """Not yet connected."""
    bot = StreamBot(session, ding.dingtalk_base)
    yield bot
    await bot.close()


@pytest.fixture
async def http_bot() -> AsyncIterator[HttpBot]:
    bot = HttpBot()
    application = web.Application()
    application.router.add_post("/events", bot.take_event)
    application.router.add_post("/robot", bot.take_said)
    application.router.add_post("/card", bot.take_click)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield bot
    await runner.cleanup()
