"""A tiny bot behind the playground: it answers every text, and shares one card between everybody who asks for it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import uuid4

from aiohttp import web

from adapters.ports import SendCard, SendText, UpdateCard
from adapters.wecom.platform import WecomPlatform
from adapters.wecom.settings import WecomSettings
from domain.cards import Button, ButtonStyle, Card, Row
from domain.events import CardClicked, Event, TextSaid
from emulator.clock import utc_now
from emulator.dingtalk.org import Org
from emulator.phone.ding_routes import ding_routes
from emulator.phone.routes import phone_routes
from emulator.server import Emulator
from emulator.wecom.apps import App, CallbackAddress, ContactSync
from emulator.wecom.corp import Corp
from emulator.wecom.people import Department, Member
from emulator.wecom.rules import Timing
from tests.memory_tokens import MemoryTokens
from web.playground.routes import mount

AGENT = 1000002
CORP = "wwcollege0001"
SECRET = "staff-secret"
CONTACTS_SECRET = "contacts-secret"
TOKEN = "QDG6eK"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
CARD = Card(
    title="请事假 0.5 天",
    subtitle="张伟 · 机电工程学院",
    rows=(Row("时间", "3月5日(周二)下午 14:00–18:00"), Row("事由", "家里有事")),
    body="请核对后再提交。",
    buttons=(Button("approve:1", "同意", ButtonStyle.PRIMARY), Button("reject:1", "驳回", ButtonStyle.DANGER)),
)
DECIDED = "已由 周敏 于 3月4日 10:32 同意"
DEPARTMENTS = (
    Department(id=1, name="示例职业技术学院", parent_id=0, order=9),
    Department(id=2, name="机电工程学院", order=8, leaders=("zhou",)),
    Department(id=3, name="数控教研室", parent_id=2, order=7),
)
MEMBERS = (
    Member(user_id="zhou", name="周敏", departments=(2,), leads=(2,), position="院长", extattr=(("工号", "T0001"),)),
    Member(
        user_id="zhang",
        name="张伟",
        departments=(3,),
        direct_leaders=("zhou",),
        position="教师",
        extattr=(("工号", "T0002"),),
    ),
    Member(user_id="li", name="李静", departments=(3,), direct_leaders=("zhou",), position="实训干事"),
)
CLOSED = replace(CARD, closing=DECIDED, ending="已同意", is_final=True)
Closing = Callable[[], Awaitable[None]]


@dataclass
class EchoBot:
    """`is_away` makes every callback fail, as if the bot had stopped. A click closes whatever `closings` names."""

    platform: WecomPlatform
    is_away: bool = False
    heard: list[Event] = field(default_factory=list)
    handles: dict[str, tuple[str, str]] = field(default_factory=dict)
    closings: list[Closing] = field(default_factory=list)
    serial: int = 0

    def __post_init__(self) -> None:
        self.closings.append(self.close_cards)

    async def take(self, request: web.Request) -> web.Response:
        if self.is_away:
            raise web.HTTPServiceUnavailable
        received = self.platform.decode(request.query, request.headers, await request.read(), datetime.now(UTC))
        event = self.platform.parse(received.kind, received.body)
        self.heard.append(event)
        match event:
            case TextSaid(text="卡片", user_id=str(user)):
                await self.send_card(user)
            case TextSaid(text=text, user_id=str(user)):
                await self.say(user, f"您说了:\n{text}")
            case CardClicked():
                for close in self.closings:
                    await close()
        return web.Response()

    async def say(self, user: str, text: str) -> None:
        await self.platform.deliver(SendText(to=user, text=text, serial=self._next()))

    async def send_card(self, user: str) -> None:
        card_id = uuid4().hex
        receipt = await self.platform.deliver(SendCard(to=user, card_id=card_id, card=CARD, serial=self._next()))
        self.handles[card_id] = (user, receipt.handles[0])

    async def close_cards(self) -> None:
        while self.handles:
            card_id, (user, handle) = self.handles.popitem()
            update = UpdateCard(to=user, card_id=card_id, card=CLOSED, handle=handle, serial=self._next())
            await self.platform.deliver(update)

    def _next(self) -> int:
        self.serial += 1
        return self.serial


class EchoCampus:
    """The emulator, the tiny bot and the playground on one port. With an organisation there are phones of DingTalk."""

    def __init__(self, *, port: int = 0, orgs: Sequence[Org] = ()) -> None:
        self.port = port
        self.orgs = orgs
        self.runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/playground"

    async def start(self) -> None:
        application = web.Application()
        application.router.add_post("/callback/wecom/staff", self.take)
        self.add_pages(application)
        self.corp = Corp(CORP, departments=DEPARTMENTS, members=MEMBERS, apps=[])
        self.emulator = Emulator(
            self.corp, clock=utc_now, timing=Timing(answer=2.0, pauses=(0.3, 0.3, 0.3)), dingtalk=self.orgs
        )
        await self.emulator.__aenter__()
        dingtalk = [ding_routes(self.emulator.dingtalk, org) for org in self.orgs]
        mount(application, phone_routes(self.emulator.wecom, self.corp), *dingtalk)
        self.runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = int(self.runner.addresses[0][1])
        self._connect()

    def _connect(self) -> None:
        public_url = f"http://127.0.0.1:{self.port}"
        settings = WecomSettings(
            name="staff",
            corp_id=CORP,
            agent_id=AGENT,
            secret=SECRET,
            token=TOKEN,
            aes_key=AES_KEY,
            public_url=public_url,
            api_base=self.emulator.api_base,
        )
        address = CallbackAddress(settings.callback_url, TOKEN, AES_KEY)
        self.corp.contact_sync = ContactSync(secret=CONTACTS_SECRET, callback=address)
        self.corp.apps[AGENT] = App(agent_id=AGENT, secret=SECRET, callback=address)
        self.bot = EchoBot(WecomPlatform(settings, MemoryTokens()))

    def add_pages(self, application: web.Application) -> None:
        """Pages of the bot's own, for campuses that have some."""

    async def take(self, request: web.Request) -> web.Response:
        return await self.bot.take(request)

    async def stop(self) -> None:
        await self.emulator.__aexit__(None, None, None)
        await self.bot.platform.aclose()
        if self.runner:
            await self.runner.cleanup()
