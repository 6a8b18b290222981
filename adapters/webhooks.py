"""The way to other systems' webhooks: one POST, to no address that is not meant to be reached, along no redirect."""

import asyncio
import errno
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING

import aiohttp

from domain.webhooks import Network, Seal, is_open_to

if TYPE_CHECKING:
    from collections.abc import Mapping

DEADLINE = 10.0  # seconds for everything; a receiver is to keep it and answer at once
USER_AGENT = "dutybell"


@dataclass(frozen=True, slots=True)
class Received:
    """`outcome` is one word for the log: done, refused, redirected, forbidden, unreachable or slow."""

    outcome: str
    status: int | None = None

    @property
    def is_done(self) -> bool:
        return self.outcome == "done"


class Forbidden(OSError):
    """The name stands for an address that nothing is sent to."""


class _Guard:
    """Every connection is made with a socket of this one, which is given for addresses that may be reached.

    Looked at here, and not where a name is resolved, what was looked at is what is connected to, a written-out address
    too.
    """

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed

    def open(self, at: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """A socket for one attempt to connect.

        Raises:
            Forbidden: not there.
        """
        family, kind, protocol, _, place = at
        if not self._may_reach(str(place[0])):
            raise Forbidden(errno.EACCES, "not an address that may be reached")
        return socket.socket(family, kind, protocol)

    def _may_reach(self, host: str) -> bool:
        try:
            return is_open_to(ip_address(host.partition("%")[0]), self._allowed)
        except ValueError:  # such as 127.1, which the system would understand
            return False


class WebhookClient:
    """Sends. No proxy of the environment, no cookies, and nothing of an answer but its status."""

    def __init__(self, allowed: Sequence[Network] = (), deadline: float = DEADLINE) -> None:
        self._guard = _Guard(allowed)
        self._deadline = deadline
        self._session: aiohttp.ClientSession | None = None

    async def send(self, address: str, body: bytes, seal: Seal) -> Received:
        """One attempt."""
        headers: Mapping[str, str] = {
            "Content-Type": "application/json",
            "webhook-id": seal.id,
            "webhook-timestamp": seal.timestamp,
            "webhook-signature": seal.signature,
        }
        try:
            async with (
                asyncio.timeout(self._deadline),
                self._live().post(address, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                return Received(_outcome(answer.status), answer.status)
        except TimeoutError:
            return Received("slow")
        except (aiohttp.ClientError, OSError) as error:
            return Received("forbidden" if _is_forbidden(error) else "unreachable")

    async def close(self) -> None:
        """Give every connection back."""
        if self._session is not None:
            await self._session.close()

    def _live(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(socket_factory=self._guard.open, force_close=True)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers={"User-Agent": USER_AGENT}
            )
        return self._session


def _outcome(status: int) -> str:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return "done"
    return "redirected" if status < HTTPStatus.BAD_REQUEST else "refused"


def _is_forbidden(error: BaseException | None) -> bool:
    """Of several addresses one may be forbidden and another not answer; the first counts."""
    while error is not None:
        if isinstance(error, Forbidden) or (isinstance(error, OSError) and error.errno == errno.EACCES):
            return True
        error = error.__cause__
    return False
