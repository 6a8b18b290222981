"""The whole program assembled: settings become database, platforms, handlers, workers and the clock's jobs."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

from adapters.ports import Listening, Punches
from adapters.sheets.reading import named_by_content
from adapters.webhooks import WebhookClient
from bot.clock import read_clock
from bot.directory_writing import directory_writer
from bot.loops import Loop
from bot.office import content_folder, make_office
from bot.place import open_database
from bot.platforms import Account, links, open_accounts, page_secret
from bot.publishing import Publisher
from bot.quality import places_of
from bot.settings import Settings
from domain.events import Event, Source
from domain.office import Office
from handlers.dispatch import Outcome, handle
from handlers.form_files import receive_file
from handlers.punch_photos import is_photo, receive_photo
from handlers.sent_rosters import receive_roster
from jobs.attendance import Deriver
from jobs.calendar import CalendarKeeper
from jobs.duties import DutyKeeper
from jobs.fetching import Fetcher
from jobs.inbox import Inbox
from jobs.one_by_one import OneByOne
from jobs.org_events import OrgEvents
from jobs.org_runs import OrgRunner
from jobs.outbox import Courier
from jobs.punch_orders import PunchWriter
from jobs.punch_readings import PunchReader, ReadingPolicy
from jobs.runs import Retention, Surroundings
from jobs.schedule import Schedule
from jobs.sent_rosters import RosterTaker
from jobs.stream import Stream
from jobs.webhooks import WORKERS, WebhookCaller
from storage.channels import Channel
from storage.database import Database, Tx
from storage.inbox import Acceptor
from storage.schema import is_migrated
from storage.tokens import Tokens
from storage.vitals import Vitals, read_vitals
from storage.wakeups import Wakeups
from storage.wanted_files import WantedFile
from web.h5.desk import H5
from web.health import Health
from web.metrics import Metrics


@dataclass(frozen=True, slots=True)
class House:
    """Everything that is open while the program runs."""

    settings: Settings
    office: Office
    database: Database
    accounts: Mapping[Source, Account]
    wakeups: Wakeups
    health: Health
    metrics: Metrics
    calendar: CalendarKeeper
    webhooks: WebhookClient

    async def handle(self, event: Event, source: Source, tx: Tx) -> Outcome:
        """The handlers, with the office and a stopwatch."""
        with self.metrics.handling(type(event).__name__):
            return await handle(event, source, tx, self.office)

    async def receive_file(self, tx: Tx, wanted: WantedFile, content: bytes | None) -> None:
        """What was fetched, with the office."""
        if is_photo(wanted):
            await receive_photo(tx, self.office, wanted, content)
        elif wanted.request_no is None:
            name = named_by_content(content or b"")
            await receive_roster(tx, self.office, wanted, name, content)
        else:
            await receive_file(tx, self.office, wanted, content)

    def surroundings(self) -> Surroundings:
        """What jobs of the clock work with."""
        kept = self.settings.retention
        return Surroundings(
            database=self.database,
            clock=read_clock,
            office=self.office,
            retention=Retention(
                callbacks=kept.callbacks,
                deliveries=kept.deliveries,
                punches=kept.punches,
                places=kept.places,
                photos=kept.photos,
            ),
            org_runner=self._org_runner(),
            budgets={source: account.budgets for source, account in self.accounts.items()},
            places=places_of(self.settings.quality),
        )

    def common_loops(self) -> list[Loop]:
        """What every role runs: pages and decisions go by the same calendar."""
        return [
            Loop("wakeups", self.wakeups.run),
            Loop("pulse", self.metrics.feel_pulse),
            Loop("calendar", self.calendar.run, self.calendar.stop),
        ]

    def loops(self) -> list[Loop]:
        """What a worker runs."""
        platforms = {source: account.platform for source, account in self.accounts.items()}
        workers = self.settings.limits.inbox_workers
        contact = self.office.contact
        inbox = Inbox(self.database, platforms, self.handle, read_clock, self.wakeups, workers=workers, contact=contact)
        schedule = Schedule(self.surroundings())
        places = {source: account.fetching for source, account in self.accounts.items()}
        fetcher = Fetcher(self.database, places, self.receive_file, read_clock)
        publisher = Publisher(self.database, content_folder(self.settings), self.office)
        deriver = Deriver(self.database, self.office, read_clock)
        runner = self._org_runner()
        events = OrgEvents(self.database, platforms, self.office, read_clock)
        taker = RosterTaker(self.database, self.office, read_clock)
        writer = directory_writer(self.database, self.accounts, self.office)
        duties = DutyKeeper(self.database, self.office, read_clock)
        return [
            Loop("inbox", inbox.run, inbox.stop),
            Loop("schedule", schedule.run, schedule.stop),
            self._one_by_one("files", fetcher.fetch_next, Channel.FILES),
            Loop("forms", publisher.run, publisher.stop),
            Loop("duties", duties.run, duties.stop),
            self._one_by_one("org-runs", runner.work_next, Channel.ORG),
            self._one_by_one("attendance", deriver.derive_next, Channel.ATTENDANCE),
            self._one_by_one("org-events", events.read_next, Channel.ORG),
            self._one_by_one("rosters", taker.work_next, Channel.ROSTER),
            self._one_by_one("directory-writer", writer.work_next, Channel.ORDERS),
            self._one_by_one("punch-readings", self._punch_reader().read_next, Channel.ATTENDANCE),
            self._one_by_one("punch-orders", self._punch_writer().write_next, Channel.ATTENDANCE),
            *self._webhook_callers(),
            *map(self._courier, self.accounts.values()),
        ]

    def streams(self, acceptor: Acceptor) -> list[Loop]:
        """The second front doors."""
        return [
            self._stream(source, account.listening, acceptor)
            for source, account in self.accounts.items()
            if account.listening is not None
        ]

    def pages(self, acceptor: Acceptor) -> H5:
        """What the pages for staff work with."""
        return H5(
            public_url=self.settings.server.address,
            secret=page_secret(self.settings),
            links=links(self.settings),
            logins={source: account.login for source, account in self.accounts.items()},
            acceptor=acceptor,
            database=self.database,
            office=self.office,
            clock=read_clock,
            trusted_proxies=self.settings.server.trusted_proxies,
        )

    def _punch_reader(self) -> PunchReader:
        policy = self.settings.attendance
        manner = ReadingPolicy(every=policy.every, look_back=policy.look_back)
        return PunchReader(self.database, self._punch_places(), manner, read_clock, self.office)

    def _punch_writer(self) -> PunchWriter:
        return PunchWriter(self.database, self._punch_places(), read_clock)

    def _punch_places(self) -> dict[Source, Punches]:
        read = self.office.punch_sources
        return {at: each.punches for at, each in self.accounts.items() if each.punches is not None and at in read}

    def _org_runner(self) -> OrgRunner:
        platforms = {source: account.platform for source, account in self.accounts.items()}
        return OrgRunner(self.database, platforms, self.office, read_clock)

    def _one_by_one(self, name: str, do_next: Callable[[], Awaitable[bool]], channel: Channel) -> Loop:
        loop = OneByOne(name, do_next, self.wakeups, channel)
        return Loop(name, loop.run, loop.stop)

    def _webhook_callers(self) -> list[Loop]:
        caller = WebhookCaller(self.database, self.webhooks.send, read_clock)
        names = [f"webhooks:{number}" for number in range(1, WORKERS + 1)]
        return [self._one_by_one(name, caller.call_next, Channel.WEBHOOKS) for name in names]

    def _stream(self, source: Source, listening: Listening, acceptor: Acceptor) -> Loop:

        def note() -> None:
            self.metrics.count_callback(source, "STREAM", HTTPStatus.OK)

        stream = Stream(self.database, source, listening, acceptor, read_clock, noting=note)
        return Loop(f"stream:{source.platform}:{source.account}", stream.run, stream.stop)

    def _courier(self, account: Account) -> Loop:
        courier = Courier(
            self.database,
            account.platform,
            read_clock,
            self.wakeups,
            account_budgets=account.budgets,
            workers=self.settings.limits.senders,
        )
        source = account.platform.source
        return Loop(f"courier:{source.platform}:{source.account}", courier.run, courier.stop)


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncGenerator[House]:
    """Open everything; close it in the opposite order."""
    office = make_office(settings)
    async with open_database(settings) as database, open_accounts(settings, Tokens(database)) as accounts:
        names = {source: account.token_name for source, account in accounts.items()}
        health = Health(_probe(database, list(names.values())), names)
        wakeups = Wakeups(database)
        calendar = CalendarKeeper(database, office, read_clock, wakeups)
        webhooks = WebhookClient(settings.webhooks.allowed)
        await calendar.try_look()
        try:
            yield House(
                settings,
                office,
                database,
                accounts,
                wakeups,
                health,
                Metrics(health, lambda: database.connections),
                calendar,
                webhooks,
            )
        finally:
            await webhooks.close()
            await health.close()


def _probe(database: Database, token_names: list[str]) -> Callable[[], Awaitable[Vitals | None]]:
    """How the house is; None while the database is not migrated, which is asked until it is."""
    migrated = False

    async def probe() -> Vitals | None:
        nonlocal migrated
        migrated = migrated or await is_migrated(database)
        if not migrated:
            return None
        async with database.begin(read_clock()) as tx:
            return await read_vitals(tx, token_names)

    return probe
