"""One WeCom application as a `Platform`: settings in, parts joined."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from adapters.ports import Contacts, Finding, Outgoing, Progress, Punches, Receipt, Received, TokenStore
from adapters.wecom.asking import Asking
from adapters.wecom.callback import Gate
from adapters.wecom.checks import check_account
from adapters.wecom.client import WecomClient
from adapters.wecom.contacts import WecomContacts
from adapters.wecom.deliveries import Deliveries
from adapters.wecom.directory import DirectoryReader
from adapters.wecom.directory_part import PartReader
from adapters.wecom.login import WecomLogin
from adapters.wecom.media import download
from adapters.wecom.messages import REPEAT_WINDOW
from adapters.wecom.parse import parse
from adapters.wecom.punches import WecomPunches
from adapters.wecom.settings import WecomSettings
from domain.directory import Directory, Part
from domain.events import Event, Source

# The platform drops the 31st text in a minute and the 1,001st in an hour without a word. A text of five parts counts
# once here, so both stay well below.
MEMBER_BUDGETS = ((25, timedelta(minutes=1)), (900, timedelta(hours=1)))

# Of 10,000 calls a minute and 150,000 an hour of one interface, for all of a corporation's applications together.
API_BUDGET = (6_000, timedelta(minutes=1))


class WecomPlatform:
    """Implements `adapters.ports.Platform`. Close it with `aclose`.

    `contacts` needs a secret of its own; `punches` may have one.
    """

    def __init__(self, settings: WecomSettings, tokens: TokenStore) -> None:
        self._settings = settings
        self._gate = Gate(settings)
        self.client = self._new_client(str(settings.agent_id), settings.secret, tokens)
        self._contacts = (
            self._new_client("contacts", settings.contacts_secret, tokens) if settings.contacts_secret else None
        )
        self._checkin = (
            self._new_client("checkin", settings.checkin_secret, tokens) if settings.checkin_secret else None
        )
        self.punches: Punches = WecomPunches(reader=self._checkin or self.client, writer=self.client)
        attribute = settings.staff_no_attribute
        self.contacts: Contacts | None = (
            WecomContacts(client=self._contacts, staff_no_attribute=attribute) if self._contacts else None
        )
        self.login = WecomLogin(settings, self.client)
        self._deliveries = Deliveries(self.client, settings.agent_id, settings.public_url)
        asking = Asking(self.client)
        self._directory = DirectoryReader(asking=asking, agent_id=settings.agent_id, staff_no_attribute=attribute)
        self._part = PartReader(asking=asking, staff_no_attribute=attribute)

    def _new_client(self, application: str, secret: str, tokens: TokenStore) -> WecomClient:
        return WecomClient(
            api_base=self._settings.api_base,
            corp_id=self._settings.corp_id,
            application=application,
            secret=secret,
            tokens=tokens,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self.client.aclose()
        for client in (self._contacts, self._checkin):
            if client:
                await client.aclose()

    @property
    def source(self) -> Source:
        """See `Platform`."""
        return Source("wecom", self._settings.name)

    @property
    def member_budgets(self) -> tuple[tuple[int, timedelta], ...]:
        """See `Platform`."""
        return MEMBER_BUDGETS

    @property
    def api_budget(self) -> tuple[int, timedelta]:
        """Most calls of the whole account per sliding window."""
        return API_BUDGET

    @property
    def repeat_window(self) -> timedelta:
        """See `Platform`. Texts and new cards only; an update is protected by its one-use handle."""
        return REPEAT_WINDOW

    def verify_url(self, query: Mapping[str, str], now: datetime) -> bytes:
        """See `Platform`."""
        return self._gate.verify_url(query, now)

    @property
    def knows_its_cards(self) -> bool:
        """See `Platform`."""
        return False

    def decode(self, query: Mapping[str, str], headers: Mapping[str, str], body: bytes, now: datetime) -> Received:
        """See `Platform`. What is signed stands in the query alone."""
        del headers
        return self._gate.decode(query, body, now)

    def parse(self, kind: str, body: bytes) -> Event:
        """See `Platform`. The body names its kind itself."""
        del kind
        return parse(body)

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """See `Platform`."""
        return await self._deliveries.deliver(outgoing)

    async def fetch(self, media_id: str) -> bytes:
        """See `Fetching`."""
        return (await download(self.client, media_id)).content

    async def read_directory(self, progress: Progress | None = None) -> Directory:
        """See `Platform`."""
        return await self._directory.read(progress)

    async def read_part(self, members: Collection[str], departments: Collection[str]) -> Part:
        """See `Platform`."""
        return await self._part.read(members, departments)

    async def check(self) -> tuple[Finding, ...]:
        """See `Platform`."""
        return await check_account(self.client, self._contacts, self._settings)
