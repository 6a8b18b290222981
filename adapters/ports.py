"""What `web` and `jobs` know of a platform: its protocol, the receipts it gives and the ways it fails."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from domain.cards import Card
from domain.directory import Directory, Part
from domain.directory_orders import Order
from domain.events import Event, Source
from domain.punch_reading import PunchCorrection, PunchRead
from domain.tokens import StoredToken


@dataclass(frozen=True, slots=True)
class Received:
    """A callback that is verified and decrypted, not yet understood.

    `key` is made of facts (the platform's message id, else a business key, else the hash of `body`), and empty where
    there is nothing to keep and only an answer is due (DingTalk's check of an address); `lane` is whose
    events must keep their order (a user id in lower case, or ""); `kind` is the platform's own word and tells the way
    it came where that matters; `answer` is what the platform wants to read once the callback is stored (DingTalk: an
    encrypted "success", or how a pressed card looks meanwhile; WeCom: nothing).
    """

    key: str
    kind: str
    lane: str
    body: bytes
    answer: bytes = b""


class CallbackRefused(Exception):
    """A callback that is not the platform's, not ours, too old or not readable.

    `status` is 400, 403 or 413; `reason` is a fixed word for the counter, never content of the callback.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SendText:
    """Plain text for one member, or for a group where `to` starts with `domain.address.GROUP`.

    `serial` is the delivery's own number: equal for a repeat, different for a new one. `reply_right` is a right to
    answer that came with what the member said and has not run out; without it the text goes the ordinary way.
    """

    to: str
    text: str
    serial: int
    reply_right: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendCard:
    """A new card for one member. `card_id` is ours and unique for ever."""

    to: str
    card_id: str
    card: Card
    serial: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCard:
    """Redraw a card that was sent.

    `handle` is a right kept from sending or from a click, None where none is left; `shown_id` is the platform's id of
    what the member sees, for platforms where a new card takes the place of the old one.
    """

    to: str
    card_id: str
    card: Card
    handle: str | None
    serial: int
    shown_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Take back what was sent."""

    to: str
    platform_message_id: str
    serial: int


Outgoing = SendText | SendCard | UpdateCard | Recall


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform answered. `handles` are new rights to redraw; `notes` e.g. an unlicensed recipient."""

    platform_message_id: str | None = None
    handles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class PlatformFailure(Exception):
    """Base of the five ways in which a call can fail. `hint` is for IT, in Chinese, and holds no secret or content."""

    def __init__(self, code: str, hint: str) -> None:
        super().__init__(f"{code}: {hint}")
        self.code = code
        self.hint = hint


class PlatformBusy(PlatformFailure):
    """The platform must recover: tried again later, nobody is told. `wait` is how long it asked for, if it did."""

    def __init__(self, code: str, hint: str, wait: timedelta | None = None) -> None:
        super().__init__(code, hint)
        self.wait = wait


class PlatformUncertain(PlatformFailure):
    """The request left us and no answer came: it may have been done."""


class RecipientUnreachable(PlatformFailure):
    """Such a recipient cannot be reached (left, out of the application's range): the delivery is given up."""


class HandleSpent(PlatformFailure):
    """The right to redraw is used, expired or unknown: another one or a text is needed."""


class PlatformRefused(PlatformFailure):
    """The request itself is wrong (our bug or a changed limit): buried and shown to IT, never repeated."""


class PlatformMisconfigured(PlatformFailure):
    """A secret, an address or a permission is wrong: the account's queue waits, IT is alerted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `run.py check`: what was looked at, whether it is well, and what to do if not."""

    subject: str
    is_ok: bool
    advice: str = ""


Progress = Callable[[int], None]
"""Told again and again while a directory is read: how many people there are so far."""


class Platform(Protocol):
    """One account of one platform. Everything that `web` and `jobs` may ask of it."""

    @property
    def source(self) -> Source:
        """Which platform and account this is."""
        ...

    @property
    def member_budgets(self) -> tuple[tuple[int, timedelta], ...]:
        """Most sends to one member per sliding window, stricter than the platform's own silent limit."""
        ...

    @property
    def repeat_window(self) -> timedelta:
        """How long the platform itself drops an equal send; zero where it does not."""
        ...

    @property
    def knows_its_cards(self) -> bool:
        """Whether the platform recognises a card that is sent a second time, by our id, for as long as it lives."""
        ...

    def verify_url(self, query: Mapping[str, str], now: datetime) -> bytes:
        """Answer of the platform's address check. Raises CallbackRefused."""
        ...

    def decode(self, query: Mapping[str, str], headers: Mapping[str, str], body: bytes, now: datetime) -> Received:
        """Check signature, owner and age, decrypt, and find the key. Header names in any case.

        Raises CallbackRefused.
        """
        ...

    def parse(self, kind: str, body: bytes) -> Event:
        """Understand a stored body. Never raises for an unknown kind; ValueError for what cannot be read."""
        ...

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Carry one delivery out. Raises PlatformFailure."""
        ...

    async def read_directory(self, progress: Progress | None = None) -> Directory:
        """Read everything this account may see. Raises PlatformFailure, and never gives less than everything."""
        ...

    async def read_part(self, members: Collection[str], departments: Collection[str]) -> Part:
        """Read these again, by ids as the platform spells them, and the departments in which these members are.

        Who or what is left out of the answer is out of the account's sight: nothing follows from that before the whole
        is read. Raises PlatformFailure.
        """
        ...

    async def check(self) -> tuple[Finding, ...]:
        """Reach the platform with the configured secret and say what is wrong. Never raises."""
        ...


class Fetching(Protocol):
    """How a file that a member sent into the chat is got."""

    async def fetch(self, media_id: str) -> bytes:
        """The content behind the platform's own id, within its limit. Raises PlatformFailure."""
        ...


class Contacts(Protocol):
    """How the platform's own directory is changed. One order after the other: the platforms mind two at once."""

    async def write(self, order: Order) -> str:
        """Carry one order out; gives the id of the member or department.

        Raises PlatformFailure: PlatformUncertain where it may have been done (read that member or department again
        before anything else), PlatformRefused for an order that this platform cannot or does not take.
        """
        ...


class Punches(Protocol):
    """What people punch in the platform's own application."""

    @property
    def tells_itself(self) -> bool:
        """Whether punches come as events too, so that reading is only for what was missed."""
        ...

    @property
    def takes_corrections(self) -> bool:
        """Whether a forgotten punch can be written there."""
        ...

    async def read_punches(self, members: Collection[str], since: datetime, until: datetime) -> Sequence[PunchRead]:
        """Every punch of these members in between, both ends included; whom the platform does not know has none.

        Raises PlatformFailure, and never gives less than everything.
        """
        ...

    async def correct_punch(self, correction: PunchCorrection) -> None:
        """Write a forgotten punch. Writing the same again is harmless.

        Raises PlatformFailure: PlatformUncertain where it may have been written; PlatformRefused where the platform
        does not take it, RecipientUnreachable for a member it does not know.
        """
        ...

    async def check_punches(self, now: datetime) -> Finding:
        """Whether punches can be read, and what to do if not. Never raises."""
        ...


Accept = Callable[[Received], Awaitable[None]]
"""Store an event for good. Whoever calls it acknowledges only when it has returned; it raises when nothing was kept."""


class Listening(Protocol):
    """A second front door: a connection that we open and the platform pushes through.

    One of it runs in every replica; the platform hands each event to any one of them.
    """

    async def run(self, accept: Accept) -> None:
        """Stay connected until stopped. Raises nothing: whatever goes wrong is waited out and logged."""
        ...

    def stop(self) -> None:
        """Take no more; `run` returns when what has arrived is stored and acknowledged."""
        ...

    @property
    def is_connected(self) -> bool:
        """Whether events can arrive at this instant."""
        ...

    @property
    def connections(self) -> int:
        """How many have been opened so far: whenever a new one was needed, something may have been lost."""
        ...

    def read_missed(self, since: datetime, until: datetime) -> AsyncIterator[Received]:
        """What happened on the platform in between, as far as it tells afterwards. Raises PlatformFailure."""
        ...


class Login(Protocol):
    """How a platform tells a page who looks at it."""

    def login_url(self, back_to: str, state: str) -> str:
        """Where the browser is sent; it comes back to `back_to` with a code and the state."""
        ...

    async def who(self, query: Mapping[str, str]) -> str:
        """The user id behind what the browser came back with.

        Raises PlatformFailure; RecipientUnreachable for somebody who is no member.
        """
        ...


class TokenStore(Protocol):
    """Access tokens shared by all replicas. `name` is the application and a fingerprint of its secret.

    Values are sealed by the adapter before they come here.
    """

    async def read(self, name: str) -> StoredToken | None:
        """The present token, expired or not."""
        ...

    async def begin_refresh(self, name: str, generation: int) -> bool:
        """Whether the caller may fetch a successor of `generation` now; one per ten seconds over all replicas."""
        ...

    async def finish_refresh(self, name: str, generation: int, sealed: bytes, expires_in: timedelta) -> None:
        """Store the successor of `generation`; nothing happens when somebody else was first."""
        ...

    async def give_up_refresh(self, name: str, generation: int) -> None:
        """Nothing was fetched: whoever comes next may try at once."""
        ...
