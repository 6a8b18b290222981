"""The front door for the platforms: verified, stored, committed, and only then answered.

Whatever is wrong is refused without a word of detail; the reason is counted, and neither body nor query is logged.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Protocol

import structlog
from aiohttp import ClientError, web
from aiohttp.http_exceptions import HttpProcessingError

from adapters.ports import CallbackRefused, Platform, Received
from domain.events import Source
from storage.crash_points import reach
from storage.inbox import Acceptor, NotStored
from storage.request_ids import follow, request_id_of

PREFIX = "/callback/"
BODY_LIMIT = 256 * 1024  # bytes; an envelope is a few kilobytes, one that tells of many people at once some dozen
BODY_DEADLINE = 10.0  # seconds for the whole body; a slow sender must not hold a connection for longer
ANSWER_TYPE = "application/json"  # of whoever wants words for an answer
ACKNOWLEDGEMENT = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
LOG_PAUSE = 1.0  # seconds between two lines about the same reason, so that a flood does not flood the log

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

log = structlog.stdlib.get_logger(__name__)


class Counting(Protocol):
    """Who wants to know how callbacks were answered."""

    def count_callback(self, source: Source | None, method: str, status: int) -> None:
        """One callback; without a source nobody here was meant."""
        ...


class FrontDoor:
    """Where the platforms verify our address and where they send callbacks.

    It stands before the application: neither the router nor the middlewares have anything to add here, and they would
    cost a third of the time.
    """

    def __init__(
        self,
        platforms: Mapping[Source, Platform],
        acceptor: Acceptor,
        clock: Callable[[], datetime],
        counting: Counting,
    ) -> None:
        self._platforms = {f"{PREFIX}{source.platform}/{source.account}": at for source, at in platforms.items()}
        self._acceptor = acceptor
        self._clock = clock
        self._counting = counting
        self._refusals = _Refusals()

    def before(self, rest: Handler) -> Handler:
        """Callbacks come here, everything else goes to `rest`."""

        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            return await (self.answer(request) if request.path.startswith(PREFIX) else rest(request))

        return handle

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Every answer to whatever is asked below the prefix."""
        platform = self._platforms.get(request.path)
        source = platform.source if platform else None
        try:
            response = await self._admit(platform, request)
        except Exception:
            log.exception("callback_failed", account=str(source))
            response = web.Response(status=500)
        self._counting.count_callback(source, request.method, response.status)
        return response

    async def _admit(self, platform: Platform | None, request: web.BaseRequest) -> web.StreamResponse:
        if platform is None:
            return web.Response(status=404)
        match request.method:
            case "POST":
                return await self._receive(platform, request)
            case "GET":
                return self._verify(platform, request)
            case _:
                return web.Response(status=405, headers={"Allow": "GET,POST"})

    def _verify(self, platform: Platform, request: web.BaseRequest) -> web.Response:
        """The platform asks whether this address is ours."""
        try:
            return web.Response(body=platform.verify_url(request.query, self._clock()))
        except CallbackRefused as refused:
            return self._refuse(platform, refused.status, refused.reason)

    async def _receive(self, platform: Platform, request: web.BaseRequest) -> web.StreamResponse:
        """A callback. Answering is promising: the platform stops repeating, so the commit comes first."""
        try:
            received = platform.decode(request.query, request.headers, await _read(request), self._clock())
            reach("front.verified")
            if received.key:
                follow(request_id_of(platform.source, received.key))
                await self._acceptor.accept(platform.source, received)
        except CallbackRefused as refused:
            return self._refuse(platform, refused.status, refused.reason)
        except NotStored as failure:
            return self._refuse(platform, 503, type(failure).__name__)
        log.debug("callback_stored", account=platform.source.account, kind=received.kind)
        return await _answer(request, received)

    def _refuse(self, platform: Platform, status: int, reason: str) -> web.Response:
        self._refusals.note(platform.source, reason)
        return web.Response(status=status)


class _Refusals:
    """Counts refusals by reason and logs each reason at most once a second, with how many there were."""

    def __init__(self) -> None:
        self._unsaid: Counter[str] = Counter()
        self._said_at: dict[str, float] = {}

    def note(self, source: Source, reason: str) -> None:
        self._unsaid[reason] += 1
        now = time.monotonic()
        if now - self._said_at.get(reason, -LOG_PAUSE) >= LOG_PAUSE:
            self._said_at[reason] = now
            account = f"{source.platform}:{source.account}"
            log.warning("callback_refused", account=account, reason=reason, times=self._unsaid.pop(reason))


class _Acknowledged(web.StreamResponse):
    """An empty 200 on a kept connection, in one piece: the framework takes three times as long to write it."""

    _is_written = False

    @property
    def keep_alive(self) -> bool:
        """The next callback may come the same way."""
        return True

    async def prepare(self, request: web.BaseRequest) -> None:
        """Write all of it, once."""
        if not self._is_written and request.transport is not None:
            request.transport.write(ACKNOWLEDGEMENT)
        self._is_written = True

    async def write_eof(self, *_: object, **__: object) -> None:
        """Nothing follows."""


async def _answer(request: web.BaseRequest, received: Received) -> web.StreamResponse:
    """Written here and not by the framework, so that the instant after it has a name."""
    is_plain = request.keep_alive and not received.answer
    response = _Acknowledged() if is_plain else web.Response(body=received.answer, content_type=ANSWER_TYPE)
    with contextlib.suppress(ConnectionError):  # gone already: it will send the callback again
        await response.prepare(request)
        await response.write_eof()
        reach("front.answered")
    return response


async def _read(request: web.BaseRequest) -> bytes:
    """The body, never more than the limit and never for longer than the deadline."""
    if "Content-Encoding" in request.headers:
        raise CallbackRefused(400, "encoded")
    if (request.content_length or 0) > BODY_LIMIT:
        raise CallbackRefused(413, "size")
    try:
        if request.content.is_eof():  # the usual case: everything has arrived with the headers
            return _limited(await request.content.read())
        async with asyncio.timeout(BODY_DEADLINE):
            return await _read_on(request)
    except TimeoutError as cause:
        raise CallbackRefused(400, "slow") from cause
    except (web.RequestPayloadError, ClientError, HttpProcessingError, ConnectionError) as cause:
        raise CallbackRefused(400, "broken") from cause


async def _read_on(request: web.BaseRequest) -> bytes:
    body = b""
    async for chunk in request.content.iter_any():
        body = _limited(body + chunk)
    return body


def _limited(body: bytes) -> bytes:
    if len(body) > BODY_LIMIT:
        raise CallbackRefused(413, "size")
    return body
