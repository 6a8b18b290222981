"""The product around the platforms under test: both front doors, the pages, the inbox, the handlers and the couriers.

Everything is the real thing in one process; only the couriers are driven by hand, so that a test can look between two
deliveries. Callbacks, frames and pages come in over the network.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy import insert, text

from adapters.links import Links
from adapters.ports import Listening
from domain.address import Address
from domain.cards import Card
from domain.college_calendar import CollegeCalendar
from domain.events import Event, Source
from domain.ids import CardId, PersonId
from domain.office import Office
from domain.shift import Shift
from handlers.dispatch import Outcome, handle
from jobs.inbox import Inbox
from jobs.outbox import Courier
from storage import cards
from storage.database import Database, Tx
from storage.forms import publish
from storage.inbox import Acceptor
from storage.tables_of_people import departments, memberships, people
from storage.wakeups import Wakeups
from tests.conformance.subjects import CHIEF, DEPUTY, GONE, NAMES, NOBODY, Ground, Opener, Subject
from tests.handlers.college import LEAVE, documents_of, give_account
from tests.memory_tokens import MemoryTokens
from tests.waiting import until
from web.app import make_app
from web.callbacks import FrontDoor
from web.h5.desk import H5
from web.h5.routes import add_pages
from web.health import Health
from web.metrics import Metrics

SECRET = b"s" * 32
CAMPUS = ZoneInfo("Asia/Shanghai")
# One decision is enough, of whichever of the two leaders comes first: who has agreed is not asked again.
OFFICE = Office(name="示例学院", campus=CAMPUS, calendar=CollegeCalendar(), shift=Shift())
MOVING = text("""
    select exists (select from inbox where state = 'pending')
        or exists (select from outbox where state = 'pending' and available_at < now() + interval '0.7 seconds')
""")
DUE = text("update outbox set available_at = now(), lease_until = null where state = 'pending'")


def clock() -> datetime:
    return datetime.now(UTC)


@dataclass
class House:
    """What `subjects` are tested with. `heard` is every event that reached the handlers, as it was parsed."""

    database: Database
    subjects: Sequence[Subject]
    people: dict[str, PersonId]
    wakeups: Wakeups
    heard: list[Event] = field(default_factory=list)
    couriers: list[Courier] = field(default_factory=list)

    async def handle(self, event: Event, source: Source, tx: Tx) -> Outcome:
        self.heard.append(event)
        return await handle(event, source, tx, OFFICE)

    # --- what is to be seen

    async def draw(self, subject: Subject, who: str, card: Card) -> CardId:
        async with self.database.begin(clock()) as tx:
            to = Address(subject.platform.source, who, self.people.get(who))
            return await cards.draw(tx, to, card, role="notice", request_no=None)

    async def redraw(self, card_id: CardId, card: Card) -> None:
        async with self.database.begin(clock()) as tx:
            await cards.redraw(tx, card_id, card)

    async def replace(self, card_id: CardId) -> None:
        async with self.database.begin(clock()) as tx:
            await cards.replace(tx, card_id)

    # --- time passes

    def begin_anew(self) -> None:
        """Couriers that remember nothing, as after a restart."""
        self.couriers = [Courier(self.database, one.platform, clock, self.wakeups) for one in self.subjects]

    async def deliver(self) -> None:
        """Whatever is due now."""
        for courier in self.couriers:
            await courier.deliver_due()

    async def wait_out(self) -> None:
        """However long a platform wanted to be left alone: that time is over."""
        self.begin_anew()
        await self.rows(DUE)
        await self.deliver()

    async def settle(self) -> None:
        """Until all that people did is told, decided, delivered and drawn."""
        async with asyncio.timeout(20):
            while True:
                for subject in self.subjects:
                    await subject.settled()
                await self.deliver()
                [(is_moving,)] = await self.rows(MOVING)
                if not is_moving:
                    return
                await asyncio.sleep(0.01)

    # --- what is stored

    async def rows(self, query: object, **values: object) -> list[tuple]:
        statement = text(query) if isinstance(query, str) else query
        async with self.database.begin(clock()) as tx:
            found = await tx.conn.execute(statement, values)
            return [tuple(row) for row in found]

    async def decisions(self) -> list[tuple[str, str]]:
        """Who decided what."""
        return await self.rows(
            "select p.name, d.action from report.decisions d join people p on p.id = d.actor_id order by 1"
        )

    async def states(self) -> list[str]:
        return [state for (state,) in await self.rows("select state from requests order by no")]


@asynccontextmanager
async def open_house(database: Database, *openers: Opener) -> AsyncIterator[House]:
    """All of it, on a port of its own."""
    plug = socket.create_server(("127.0.0.1", 0))  # held from now on: a free port is soon somebody else's
    base = f"http://127.0.0.1:{plug.getsockname()[1]}"
    ground = Ground(base, Links(base, SECRET), MemoryTokens())
    wakeups = Wakeups(database)
    async with AsyncExitStack() as stack:
        subjects = [await stack.enter_async_context(opener(ground)) for opener in openers]
        known = await _found(database, [subject.platform.source for subject in subjects])
        house = House(database, subjects, known, wakeups)
        house.begin_anew()
        acceptor = await stack.enter_async_context(Acceptor(database))
        await stack.enter_async_context(_front_door(house, acceptor, ground, plug))
        await stack.enter_async_context(_handling(house))
        for subject in subjects:
            if subject.listening:
                await stack.enter_async_context(_hearing(subject.listening, subject.platform.source, acceptor))
        yield house


@asynccontextmanager
async def _front_door(house: House, acceptor: Acceptor, ground: Ground, plug: socket.socket) -> AsyncIterator[None]:
    health = Health(_well, {})
    metrics = Metrics(health)
    app = make_app([], health, metrics)
    logins = {subject.platform.source: subject.login for subject in house.subjects}
    desk = H5(
        public_url=ground.public_url,
        secret=SECRET,
        links=ground.links,
        logins=logins,
        acceptor=acceptor,
        database=house.database,
        office=OFFICE,
        clock=clock,
    )
    add_pages(app, desk)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    platforms = {subject.platform.source: subject.platform for subject in house.subjects}
    door = FrontDoor(platforms, acceptor, clock, metrics)
    runner.server.request_handler = door.before(runner.server.request_handler)
    await web.SockSite(runner, plug).start()
    yield
    await runner.cleanup()


async def _well() -> None:
    """Nobody asks how this house is."""


@asynccontextmanager
async def _handling(house: House) -> AsyncIterator[None]:
    platforms = {subject.platform.source: subject.platform for subject in house.subjects}
    inbox = Inbox(house.database, platforms, house.handle, clock, house.wakeups, workers=1)
    listening, running = asyncio.create_task(house.wakeups.run()), asyncio.create_task(inbox.run())
    yield
    inbox.stop()
    await running
    listening.cancel()


@asynccontextmanager
async def _hearing(listening: Listening, source: Source, acceptor: Acceptor) -> AsyncIterator[None]:
    running = asyncio.create_task(listening.run(partial(acceptor.accept_soon, source)))
    await until(lambda: listening.is_connected)
    yield
    listening.stop()
    await running


async def _found(database: Database, sources: Sequence[Source]) -> dict[str, PersonId]:
    """The people, each with an account on every platform under the same user id."""
    known: dict[str, PersonId] = {}
    async with database.begin(clock()) as tx:
        await publish(tx, documents_of(LEAVE))
        top = await _new(tx, departments, platform="", account="", external_id="1", name="示例学院")
        below = {"platform": "", "account": "", "external_id": "2", "parent_id": top}
        place = await _new(tx, departments, **below, name="机电系")
        for user_id, name in (NAMES | {GONE: "钱离职", NOBODY: "没账号"}).items():
            known[user_id] = PersonId(await _new(tx, people, name=name, staff_no=user_id, main_department_id=place))
            there = {"department_id": place, "person_id": known[user_id], "leads": user_id in (CHIEF, DEPUTY)}
            await tx.conn.execute(insert(memberships).values(**there))
            for source in sources:
                await give_account(tx, known[user_id], user_id, source)
    return known


async def _new(tx: Tx, table: object, **values: object) -> int:
    return (await tx.conn.execute(insert(table).values(**values).returning(table.c.id))).scalar_one()
