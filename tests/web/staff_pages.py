"""The pages for staff over a real college and inbox; only the platform's login is played."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from html import unescape

from aiohttp import ClientResponse, ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer, unused_port

from adapters.links import Links, parse_link
from adapters.ports import PlatformFailure
from domain.events import Event, Source
from handlers.dispatch import handle
from jobs.inbox import Inbox
from storage.database import Database
from storage.inbox import Acceptor
from storage.wakeups import Wakeups
from tests.handlers.college import OFFICE, STAFF, College
from tests.jobs.scripted import ScriptedPlatform
from web.app import make_app
from web.h5.desk import H5
from web.h5.routes import add_pages
from web.health import Health
from web.metrics import Metrics

SECRET = b"s" * 32
MARK = re.compile(r'name="mark" value="([^"]+)"')
OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}


class LinkPlatform(ScriptedPlatform):
    """Understands presses of links, as every platform does."""

    def parse(self, kind: str, body: bytes) -> Event:
        return parse_link(body) if kind == "link" else super().parse(kind, body)


@dataclass
class PlayedLogin:
    """The platform lets in whoever `member` is, at once; `failures` are raised in turn."""

    member: str = "赵组长"
    failures: list[PlatformFailure] = field(default_factory=list)
    asked: list[Mapping[str, str]] = field(default_factory=list)

    def login_url(self, back_to: str, state: str) -> str:
        return f"{back_to}?authCode=once&state={state}"

    async def who(self, query: Mapping[str, str]) -> str:
        self.asked.append(dict(query))
        if self.failures:
            raise self.failures.pop(0)
        return self.member


class AttendedInbox(Inbox):
    """An inbox of which one may wait until nothing is left in it."""

    def __init__(self, college: College, *args, **more) -> None:
        super().__init__(college.database, *args, **more)
        self._college = college
        self._moved = asyncio.Event()

    async def handle_next(self) -> bool:
        found = await super().handle_next()
        self._moved.set()
        return found

    async def emptied(self) -> None:
        """Until everything that was accepted is handled; looked at whenever a worker has come to an end."""
        async with asyncio.timeout(30):
            while True:
                self._moved.clear()
                if not await self._college.one("select count(*) from inbox where state = 'pending'"):
                    return
                await self._moved.wait()


@dataclass
class Page:
    """What a browser got."""

    status: int
    text: str
    headers: Mapping[str, str]
    path: str

    @property
    def mark(self) -> str:
        found = MARK.search(self.text)
        return found[1] if found else ""


class Browser:
    """A person's browser: cookies, links and one button."""

    def __init__(self, session: ClientSession, base: str) -> None:
        self.session = session
        self.base = base

    async def open(self, address: str) -> Page:
        """Go there, and on to wherever one is sent."""
        async with self.session.get(self._absolute(address)) as answer:
            return await _page(answer)

    async def peek(self, address: str) -> Page:
        """Go there and no further."""
        async with self.session.get(self._absolute(address), allow_redirects=False) as answer:
            return await _page(answer)

    async def press(self, token: str, mark: str, headers: Mapping[str, str] = OUR_PAGE, reason: str = "") -> Page:
        """Send the form."""
        form = {"t": token, "mark": mark, "reason": reason}
        async with self.session.post(f"{self.base}/h5/act", data=form, headers=headers) as answer:
            return await _page(answer)

    def _absolute(self, address: str) -> str:
        return address if address.startswith("http") else f"{self.base}{address}"


@dataclass
class StaffPages:
    """The running server, and the college behind it."""

    college: College
    links: Links
    login: PlayedLogin
    acceptor: Acceptor
    base: str
    wakeups: Wakeups

    def inbox(self) -> AttendedInbox:
        """Whoever handles presses; no two at the same instant, as with a real clock."""

        def tick() -> datetime:
            self.college.now += timedelta(milliseconds=1)
            return self.college.now

        platforms, decide = {STAFF: LinkPlatform()}, partial(handle, office=OFFICE)
        return AttendedInbox(self.college, platforms, decide, tick, self.wakeups, workers=2)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[AttendedInbox]:
        """Presses are handled as they come."""
        inbox = self.inbox()
        listening, running = asyncio.create_task(self.wakeups.run()), asyncio.create_task(inbox.run())
        yield inbox
        inbox.stop()
        await running
        listening.cancel()

    async def address(self, name: str, button: str) -> str:
        """The link behind a button of this person's newest card."""
        row, card = await self.college.card_row(name), await self.college.card(name)
        action = next(b.action for b in card.buttons if b.text == button)
        return self.links.url(STAFF, row.id, name, action, self.college.now)

    async def presses(self) -> list[tuple[object, ...]]:
        """What is in the inbox: key, lane, how often it came."""
        return list(await self.college.rows("select event_key, lane, seen from inbox order by id"))

    async def decisions(self) -> list[tuple[object, ...]]:
        return list(await self.college.rows("select actor_id, action from report.decisions"))


@asynccontextmanager
async def serving(
    college: College, site: Callable[[H5], H5] = lambda h5: h5, logins: Mapping[Source, PlayedLogin] | None = None
) -> AsyncIterator[StaffPages]:
    """The pages on a port of their own; `site` may change what they work with."""
    port = unused_port()
    base = f"http://127.0.0.1:{port}"
    wakeups, database = Wakeups(college.database), college.database
    login, links = PlayedLogin(), Links(base, SECRET)
    async with Acceptor(database) as acceptor:
        h5 = H5(
            public_url=base,
            secret=SECRET,
            links=links,
            logins={STAFF: login} if logins is None else logins,
            acceptor=acceptor,
            database=database,
            clock=lambda: college.now,
            office=OFFICE,
        )
        app = _app(college.database, lambda: college.now)
        add_pages(app, site(h5))
        async with TestServer(app, port=port):
            yield StaffPages(college, links, login, acceptor, base, wakeups)


@asynccontextmanager
async def browsing(base: str) -> AsyncIterator[Browser]:
    """A browser without any cookie."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield Browser(session, base)


def token_in(address: str) -> str:
    return address.split("?t=")[1]


def _app(database: Database, clock: Callable[[], datetime]) -> web.Application:
    async def probe() -> None:
        async with database.begin(clock()):
            pass

    health = Health(probe, {})
    return make_app([], health, Metrics(health))


async def _page(answer: ClientResponse) -> Page:
    return Page(answer.status, unescape(await answer.text()), answer.headers, answer.url.path_qs)
