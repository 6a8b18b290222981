"""The same tiny campus on DingTalk as well: two people are on both, one on each alone, and one card is everybody's."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from aiohttp import web

from adapters.dingtalk.platform import DingtalkPlatform
from adapters.dingtalk.settings import DingtalkSettings
from adapters.links import Links
from adapters.ports import Listening, Received, SendCard, SendText, UpdateCard
from domain.events import CardClicked, Event, TextSaid
from emulator.clock import utc_now
from emulator.dingtalk.chats import Side
from emulator.dingtalk.lines import Line
from emulator.dingtalk.org import Org
from emulator.dingtalk.people import Department, Member
from tests.browser.echo import CARD, CLOSED, Closing, EchoCampus
from tests.memory_tokens import MemoryTokens

CLIENT_ID, CLIENT_SECRET, AGENT, TEMPLATE = "dingclient0001", "ding-secret", 3000001, "tpl-0001.schema"
DEPARTMENTS = (
    Department(dept_id=1, name="示例职业技术学院", parent_id=0),
    Department(dept_id=432002, name="机电工程学院", managers=("d-zhou",)),
    Department(dept_id=432003, name="数控教研室", parent_id=432002),
    Department(dept_id=432004, name="校企合作中心"),
)
MEMBERS = (
    Member(userid="d-zhou", name="周敏", job_number="T0001", title="院长", dept_ids=(432002,), leads=(432002,)),
    Member(userid="d-zhang", name="张伟", job_number="T0002", title="教师", dept_ids=(432003,), manager="d-zhou"),
    Member(userid="d-chen", name="陈晨", job_number="T0009", title="联络员", dept_ids=(432004,), manager="d-zhou"),
)


def make_org() -> Org:
    return Org(
        "dingcollege0001",
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        agent_id=AGENT,
        departments=DEPARTMENTS,
        members=MEMBERS,
        templates=[TEMPLATE],
    )


@dataclass
class DingBot:
    """Answers like `EchoBot`, by stream. Cards are closed when `may_close` is set, as if handling took time."""

    platform: DingtalkPlatform
    plain: DingtalkPlatform
    closings: list[Closing]
    cards: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    may_close: asyncio.Event = field(default_factory=asyncio.Event)
    serial: int = 0
    errands: set[asyncio.Task[None]] = field(default_factory=set)
    running: asyncio.Task[None] | None = None
    heard: list[Event] = field(default_factory=list)

    def start(self) -> None:
        self.closings.append(self.close_cards)
        self.running = asyncio.create_task(self._listening.run(self.accept))

    async def accept(self, received: Received) -> None:
        """Acknowledged at once; what follows happens later, as behind an inbox."""
        errand = asyncio.create_task(self.handle(received))
        self.errands.add(errand)
        errand.add_done_callback(self.errands.discard)

    async def handle(self, received: Received) -> None:
        event = self.platform.parse(received.kind, received.body)
        self.heard.append(event)
        match event:
            case TextSaid(text="卡片", user_id=str(user)):
                await self.send_card(user)
            case TextSaid(text="链接", user_id=str(user)):
                await self.send_links(user)
            case TextSaid(text=text, user_id=str(user)):
                await self.platform.deliver(SendText(to=user, text=f"您说了:\n{text}", serial=self._next()))
            case CardClicked():
                await self.may_close.wait()
                for close in self.closings:
                    await close()

    async def send_card(self, user: str) -> None:
        card_id = uuid4().hex
        await self.platform.deliver(SendCard(to=user, card_id=card_id, card=CARD, serial=self._next()))
        self.cards[card_id] = user

    async def send_links(self, user: str) -> None:
        card_id = uuid4().hex
        sent = await self.plain.deliver(SendCard(to=user, card_id=card_id, card=CARD, serial=self._next()))
        self.shown[card_id] = str(sent.platform_message_id)

    async def close_cards(self) -> None:
        for card_id, user in self.cards.items():
            card = UpdateCard(to=user, card_id=card_id, card=CLOSED, handle=None, serial=self._next())
            await self.platform.deliver(card)

    async def close_links(self, user: str) -> None:
        for card_id, shown in self.shown.items():
            update = UpdateCard(to=user, card_id=card_id, card=CLOSED, handle=None, serial=self._next(), shown_id=shown)
            await self.plain.deliver(update)

    async def stop(self) -> None:
        self._listening.stop()
        if self.running:
            await self.running
        for platform in (self.platform, self.plain):
            await platform.aclose()

    @property
    def _listening(self) -> Listening:
        assert self.platform.listening is not None
        return self.platform.listening

    def _next(self) -> int:
        self.serial += 1
        return self.serial


class TwoPlatforms(EchoCampus):
    """`EchoCampus` with DingTalk beside it, the bot's buttons as links included."""

    def __init__(self) -> None:
        self.org = make_org()
        super().__init__(orgs=[self.org])

    async def start(self) -> None:
        await super().start()
        tokens, links = MemoryTokens(), Links(f"http://127.0.0.1:{self.port}", b"s" * 32)
        platforms = [DingtalkPlatform(self._settings(template), tokens, links, utc_now) for template in (TEMPLATE, "")]
        self.ding = DingBot(*platforms, closings=self.bot.closings)
        self.ding.start()

    def add_pages(self, application: web.Application) -> None:
        application.router.add_get("/h5/act", show_button)

    def shows(self, userid: str, kind: str, content: Mapping[str, object]) -> None:
        """Something stands in a chat, whoever sent it."""
        line = Line(CLIENT_ID, userid)
        self.org.chats.add(line, at=datetime.now(UTC), side=Side.APP, kind=kind, content=content)

    async def stop(self) -> None:
        await self.ding.stop()
        await super().stop()

    def _settings(self, template: str) -> DingtalkSettings:
        base = self.emulator.dingtalk_base
        return DingtalkSettings(
            name="students",
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            corp_id=self.org.corp_id,
            agent_id=AGENT,
            robot_code=CLIENT_ID,
            public_url=f"http://127.0.0.1:{self.port}",
            card_template_id=template,
            api_base=base,
            oapi_base=base,
            login_base=base,
        )


async def show_button(_request: web.Request) -> web.Response:
    return web.Response(text="<!doctype html><title>按钮</title><link rel=icon href=data:,>", content_type="text/html")
