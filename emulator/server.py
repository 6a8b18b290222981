"""Runs the emulator on localhost.

async with Emulator(corp, clock=clock, dingtalk=[org]) as emulator:
    ... emulator.api_base, emulator.phone(1000002), emulator.wecom.ledger, emulator.wecom.faults ...
    ... emulator.dingtalk_base, emulator.dingtalk.ledger, emulator.dingtalk.hub, emulator.dingtalk.push_faults ...
"""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from aiohttp import web

from emulator.bad_directory import Spoiler
from emulator.clock import Clock, utc_now
from emulator.dingtalk import api as dingtalk_api
from emulator.dingtalk.admin import Admin as DingtalkAdmin
from emulator.dingtalk.land import DingtalkLand
from emulator.dingtalk.org import Org
from emulator.dingtalk.rules import Timing as DingtalkTiming
from emulator.dingtalk.world import World as DingtalkWorld
from emulator.phone.ding_phone import DingPhone
from emulator.phone.ding_routes import ding_routes
from emulator.phone.phone import Phone
from emulator.phone.routes import phone_routes
from emulator.wecom.admin import Admin
from emulator.wecom.api import LARGEST_REQUEST, add_calls
from emulator.wecom.corp import Corp
from emulator.wecom.land import WecomLand
from emulator.wecom.rules import Timing
from emulator.wecom.web_login import add_web_login
from emulator.wecom.world import World

HOST = "127.0.0.1"
# A call that is never answered must not hold the end of a test.
SHUTDOWN_SECONDS = 0.2


class Emulator:
    """The platforms' servers and people's phones, as an async context manager. Port 0 takes a free one."""

    def __init__(
        self,
        *corps: Corp,
        port: int = 0,
        clock: Clock = utc_now,
        timing: Timing | None = None,
        seed: int = 0,
        dingtalk: Sequence[Org] = (),
        dingtalk_timing: DingtalkTiming | None = None,
    ) -> None:
        self.wecom = World(corps, clock=clock, timing=timing or Timing(), seed=seed)
        self.dingtalk = DingtalkWorld(dingtalk, clock=clock, timing=dingtalk_timing or DingtalkTiming(), seed=seed)
        self._port = port
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    @property
    def api_base(self) -> str:
        """What stands in the configuration as `api_base` and `login_base`."""
        return f"http://{HOST}:{self._port}"

    @property
    def dingtalk_base(self) -> str:
        """What stands in the configuration as `api_base`, `oapi_base` and `login_base` of a DingTalk account."""
        return f"{self.api_base}{dingtalk_api.PREFIX}"

    def phone(self, agent_id: int | None = None, corp_id: str | None = None) -> Phone:
        """Everybody's phones with one application open; without ids the first corp's first application."""
        corps = self.wecom.corps
        corp = corps[corp_id] if corp_id else next(iter(corps.values()))
        app = corp.apps[agent_id] if agent_id is not None else next(iter(corp.apps.values()))
        return Phone(self.wecom, corp, app)

    def ding_phone(self, corp_id: str | None = None) -> DingPhone:
        """Everybody's DingTalk with the robot's chat open; without an id the first organisation's."""
        orgs = self.dingtalk.orgs
        return DingPhone(self.dingtalk, orgs[corp_id] if corp_id else next(iter(orgs.values())))

    def admin(self, corp_id: str | None = None) -> Admin:
        """The hand of a corp's administrator."""
        corps = self.wecom.corps
        return Admin(self.wecom, corps[corp_id] if corp_id else next(iter(corps.values())))

    def dingtalk_admin(self, corp_id: str | None = None) -> DingtalkAdmin:
        """The hand of an organisation's administrator on DingTalk."""
        orgs = self.dingtalk.orgs
        return DingtalkAdmin(self.dingtalk, orgs[corp_id] if corp_id else next(iter(orgs.values())))

    def spoiler(self, corp_id: str | None = None, seed: int = 0) -> Spoiler:
        """Switches for bad directories of a corp; without an id the first one's."""
        corps = self.wecom.corps
        return Spoiler(WecomLand(self.wecom, corps[corp_id] if corp_id else next(iter(corps.values()))), seed)

    def dingtalk_spoiler(self, corp_id: str | None = None, seed: int = 0) -> Spoiler:
        """Switches for bad directories of an organisation; without an id the first one's."""
        orgs = self.dingtalk.orgs
        return Spoiler(DingtalkLand(self.dingtalk, orgs[corp_id] if corp_id else next(iter(orgs.values()))), seed)

    async def settled(self) -> None:
        """Wait until every callback and push was acknowledged or given up."""
        await self.wecom.courier.settled()
        await self.dingtalk.settled()

    async def __aenter__(self) -> Self:
        await self.wecom.start()
        await self.dingtalk.start()
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await self._runner.setup()
        await self.open_port()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.wecom.stop()
        await self.dingtalk.stop()
        if self._runner:
            await self._runner.cleanup()

    async def open_port(self) -> None:
        """Listen, on the same port as before after `close_port`."""
        if self._runner is None:
            raise RuntimeError("the emulator was not started")
        self._site = web.TCPSite(self._runner, HOST, self._port, reuse_address=True)
        await self._site.start()
        self._port = int(self._runner.addresses[0][1])
        self.dingtalk.base = self.dingtalk_base

    async def close_port(self) -> None:
        """Refuse connections, as a server that is down; connections that are open stay so."""
        if self._site:
            await self._site.stop()
            self._site = None

    def _application(self) -> web.Application:
        application = web.Application(client_max_size=LARGEST_REQUEST)
        add_calls(application, self.wecom)
        add_web_login(application, self.wecom)
        dingtalk_api.add_calls(application, self.dingtalk)
        for corp in self.wecom.corps.values():
            application.add_subapp(f"/phone/{corp.corp_id}", phone_routes(self.wecom, corp))
        for org in self.dingtalk.orgs.values():
            application.add_subapp(f"/phone/{org.corp_id}", ding_routes(self.dingtalk, org))
        return application
