"""One DingTalk application as a `Platform`: settings in, parts joined."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from adapters.dingtalk.asking import Asking
from adapters.dingtalk.callback import Gate
from adapters.dingtalk.checks import check_account
from adapters.dingtalk.client import DingtalkClient
from adapters.dingtalk.contacts import DingtalkContacts
from adapters.dingtalk.deliveries import Deliveries
from adapters.dingtalk.directory import DirectoryReader
from adapters.dingtalk.directory_part import PartReader
from adapters.dingtalk.gap import Gap
from adapters.dingtalk.login import DingtalkLogin
from adapters.dingtalk.parse import Parser
from adapters.dingtalk.punches import DingtalkPunches
from adapters.dingtalk.settings import DingtalkSettings
from adapters.dingtalk.stream import StreamListener
from adapters.links import Links
from adapters.ports import (
    Contacts,
    Finding,
    Listening,
    Login,
    Outgoing,
    Progress,
    Punches,
    Receipt,
    Received,
    TokenStore,
)
from domain.directory import Directory, Part
from domain.events import Event, Source

# How fast a robot may speak to one member is published nowhere. Twenty a minute is the one number that the platform
# publishes for robots of any kind (those of a group's webhook), and more than anybody reads.
MEMBER_BUDGETS = ((20, timedelta(minutes=1)),)

# Twenty calls a second of one interface in the standard edition, 1,200 a minute; with room for what is not a delivery.
API_BUDGET = (900, timedelta(minutes=1))


class DingtalkPlatform:
    """Implements `adapters.ports.Platform`. Close it with `aclose`.

    `listening` is the stream, None in the mode "http"; `login` tells a page who looks at it; `contacts` changes the
    address book, where the application may.
    """

    def __init__(
        self,
        settings: DingtalkSettings,
        tokens: TokenStore,
        links: Links,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._gate = Gate(settings)
        self._parser = Parser(settings)
        self.client = DingtalkClient(settings, tokens)
        self._deliveries = Deliveries(self.client, settings, links, clock)
        asking = Asking(client=self.client)
        self._directory = DirectoryReader(asking=asking, staff_no_from=settings.staff_no_from)
        self.contacts: Contacts = DingtalkContacts(asking=asking, staff_no_from=settings.staff_no_from)
        self._part = PartReader(asking=asking, staff_no_from=settings.staff_no_from)
        self.punches: Punches = DingtalkPunches(asking=asking, known=self._known)
        self.login: Login = DingtalkLogin(settings, self.client)
        gap = Gap(settings, self.client, self._gate.decode_missed, self._member_ids)
        stream = StreamListener(settings, self._gate.decode_frame, gap.read_missed, clock)
        self.listening: Listening | None = stream if settings.mode == "stream" else None

    async def aclose(self) -> None:
        """Send what waits for company, and close every connection."""
        await self._deliveries.aclose()
        await self.client.aclose()

    @property
    def source(self) -> Source:
        """See `Platform`."""
        return Source("dingtalk", self._settings.name)

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
        """See `Platform`. An equal robot message is shown again."""
        return timedelta(0)

    @property
    def knows_its_cards(self) -> bool:
        """See `Platform`. Cards of a template bear our id; robot messages with links bear none."""
        return bool(self._settings.card_template_id)

    def verify_url(self, query: Mapping[str, str], now: datetime) -> bytes:
        """See `Platform`."""
        return self._gate.verify_url(query, now)

    def decode(self, query: Mapping[str, str], headers: Mapping[str, str], body: bytes, now: datetime) -> Received:
        """See `Platform`."""
        return self._gate.decode(query, headers, body, now)

    def parse(self, kind: str, body: bytes) -> Event:
        """See `Platform`."""
        return self._parser.parse(kind, body)

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """See `Platform`."""
        return await self._deliveries.deliver(outgoing)

    async def fetch(self, media_id: str) -> bytes:
        """See `Fetching`."""
        return await self.client.download(media_id)

    async def read_directory(self, progress: Progress | None = None) -> Directory:
        """See `Platform`."""
        return await self._directory.read(progress)

    async def read_part(self, members: Collection[str], departments: Collection[str]) -> Part:
        """See `Platform`."""
        return await self._part.read(members, departments)

    async def check(self) -> tuple[Finding, ...]:
        """See `Platform`."""
        return await check_account(self.client, self._settings)

    async def _member_ids(self) -> tuple[str, ...]:
        """Whose punches are looked through after a gap. Reading the directory does not count towards the month."""
        directory = await self.read_directory()
        return tuple(member.user_id for member in directory.members if member.is_active)

    async def _known(self, members: Collection[str]) -> tuple[str, ...]:
        """Those of them whom the directory shows."""
        part = await self.read_part(members, ())
        return tuple(user for user in members if part.members.get(user.lower()) is not None)
