"""The sample college of the demo with the whole product around it, in one process and on a database of its own.

The platforms are the emulator's, everything else is the product as it is assembled; only its loops are turned by hand:
when `settle` returns, all that people did is told, decided, delivered and drawn.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy import text
from structlog.testing import capture_logs

from adapters.dingtalk.platform import DingtalkPlatform
from adapters.links import Links
from adapters.wecom.platform import WecomPlatform
from bot.app import House, open_house
from bot.clock import read_clock
from bot.demo import demo_settings, fill, make_corp, make_org
from bot.demo_keys import load_keys
from bot.office import OUR_CONTENT
from bot.publishing import publish_forms
from bot.settings import Settings
from domain.events import Source
from emulator.dingtalk.college import userid_of
from emulator.server import Emulator
from emulator.wecom.college import load_college
from jobs.fetching import Fetcher
from jobs.inbox import Inbox
from jobs.outbox import Courier
from storage import cards
from storage.embedded import EmbeddedServer
from storage.inbox import Acceptor
from storage.invariants import Scope
from storage.verify import verify
from tests.campus.campus import free_port
from tests.conformance.dingtalk_subjects import TemplateSubject
from tests.conformance.house import _hearing
from tests.conformance.subjects import Ground, Subject
from tests.conformance.wecom_subject import UNLIMITED, WecomSubject
from tests.memory_tokens import MemoryTokens
from web.app import make_app
from web.callbacks import FrontDoor
from web.h5.routes import add_pages

WECOM, DINGTALK = Source("wecom", "staff"), Source("dingtalk", "staff")
SOURCES = (WECOM, DINGTALK)
COLLEGE = OUR_CONTENT / "demo" / "college.json"


@dataclass
class Flows:
    """What people of the college do and see. `subjects` are their phones, by platform; `users` their ids on WeCom."""

    house: House
    emulator: Emulator
    subjects: Mapping[Source, Subject]
    users: Mapping[str, str]
    inbox: Inbox
    couriers: list[Courier]
    fetcher: Fetcher
    logged: list[Mapping[str, object]]

    def user(self, source: Source, name: str) -> str:
        """Somebody's id on a platform."""
        return self.users[name] if source == WECOM else userid_of(self.users[name])

    async def settle(self) -> None:
        """Until nothing moves any more."""
        while True:
            await self.emulator.settled()
            moved = await self.inbox.handle_due()
            while await self.fetcher.fetch_next():
                moved += 1
            for courier in self.couriers:
                moved += await courier.deliver_due()
            if not moved:
                return

    async def rows(self, query: str, **values: object) -> list[tuple]:
        async with self.house.database.begin(read_clock()) as tx:
            return [tuple(row) for row in await tx.conn.execute(text(query), values)]

    def complaints(self) -> list[Mapping[str, object]]:
        """Whatever was logged above "info"."""
        return [line for line in self.logged if line["log_level"] not in {"debug", "info"}]

    async def violations(self) -> list[object]:
        """What `run.py verify` would print."""
        return list(await verify(self.house.database, Scope.DRAINED))


@asynccontextmanager
async def open_flows(server: EmbeddedServer, template: str, folder: Path, *sources: Source) -> AsyncIterator[Flows]:
    """With everybody on these platforms, and every form published."""
    name = f"flows_{folder.name}".replace("-", "_")
    await server.create_database(name, template)
    async with AsyncExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        # Deliveries are driven by hand, and one person does in a minute what takes the college a year.
        patch.setattr(cards, "QUIET", timedelta())
        patch.setattr(WecomPlatform, "member_budgets", ())
        patch.setattr(DingtalkPlatform, "member_budgets", ())
        logged = stack.enter_context(capture_logs())
        yield await _open(stack, server.dsn(name), folder, sources, logged)
    await server.drop_database(name)


async def _open(
    stack: AsyncExitStack, address: str, folder: Path, sources: tuple[Source, ...], logged: list[Mapping[str, object]]
) -> Flows:
    port, keys, college = free_port(), load_keys(folder), load_college(COLLEGE)
    corp, org = make_corp(college, keys, port, UNLIMITED), make_org(keys)
    emulator = await stack.enter_async_context(Emulator(corp, dingtalk=[org]))
    settings = _settings(demo_settings(college, keys, port, folder, emulator), address, sources)
    house = await stack.enter_async_context(open_house(settings))
    await fill(house)
    await publish_forms(house.database, OUR_CONTENT)
    acceptor = await stack.enter_async_context(Acceptor(house.database))
    await stack.enter_async_context(_front_door(house, acceptor, port))
    for source, account in house.accounts.items():
        if account.listening:
            await stack.enter_async_context(_hearing(account.listening, source, acceptor))
    platforms = {source: account.platform for source, account in house.accounts.items()}
    places = {source: account.fetching for source, account in house.accounts.items()}
    return Flows(
        house=house,
        emulator=emulator,
        subjects={source: _subject(emulator, platform, settings) for source, platform in platforms.items()},
        users={member.name: member.user_id for member in college.members},
        inbox=Inbox(house.database, platforms, house.handle, read_clock, house.wakeups),
        couriers=[Courier(house.database, each, read_clock, house.wakeups) for each in platforms.values()],
        fetcher=Fetcher(house.database, places, house.receive_file, read_clock),
        logged=logged,
    )


def _settings(settings: Settings, address: str, sources: tuple[Source, ...]) -> Settings:
    left_out = {name: [] for name in ("wecom", "dingtalk") if Source(name, "staff") not in sources}
    database = settings.database.model_copy(update={"url": SecretStr(address)})
    roles = settings.roles.model_copy(update={"hr": ("staff_no:T0001",), "admin": ("staff_no:T0002",)})
    return settings.model_copy(update={"database": database, "roles": roles, **left_out})


def _subject(emulator: Emulator, platform: WecomPlatform | DingtalkPlatform, settings: Settings) -> Subject:
    if isinstance(platform, WecomPlatform):
        return WecomSubject(emulator, platform)
    base = settings.server.address
    return TemplateSubject(emulator, platform, Ground(base, Links(base, b"s" * 32), MemoryTokens()))


@asynccontextmanager
async def _front_door(house: House, acceptor: Acceptor, port: int) -> AsyncIterator[None]:
    app = make_app([], house.health, house.metrics)
    add_pages(app, house.pages(acceptor))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    platforms = {source: account.platform for source, account in house.accounts.items()}
    door = FrontDoor(platforms, acceptor, read_clock, house.metrics)
    runner.server.request_handler = door.before(runner.server.request_handler)
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield
    await runner.cleanup()
