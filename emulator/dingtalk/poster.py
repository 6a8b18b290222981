"""The HTTP side of pushes: one request, one answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp

from emulator.dingtalk.envelope import Request
from emulator.fields import Fields

MOST_REPLY_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request met with. `status` None: nothing came back, and `error` says why."""

    status: int | None
    body: bytes = b""
    error: str = ""

    @property
    def is_good(self) -> bool:
        """Only HTTP 200 counts."""
        return self.status == HTTPStatus.OK

    @property
    def content(self) -> Mapping[str, object]:
        """The JSON object of the body, else an empty one."""
        fields = Fields.decode(self.body)
        return fields.content if fields else {}


class Poster:
    """Posts to the application."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Open the connection pool."""
        connector = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def stop(self) -> None:
        """Close the connection pool."""
        if self._session:
            await self._session.close()

    async def post(self, request: Request, seconds: float) -> Answer:
        """Post once; redirects are answers."""
        if self._session is None:
            raise RuntimeError("the emulator was not started")
        try:
            async with self._session.post(
                request.url,
                params=request.query,
                data=request.body,
                headers={"Content-Type": "application/json; charset=utf-8", **request.headers},
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as response:
                return Answer(response.status, await response.content.read(MOST_REPLY_BYTES))
        except (aiohttp.ClientError, TimeoutError, OSError) as failure:
            return Answer(None, error=type(failure).__name__)
