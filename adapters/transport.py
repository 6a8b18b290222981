"""HTTP to the platform's API host: bounded in time and size, no redirects, and clear about what may have been done.

An address holds the access token, and aiohttp writes addresses into its exceptions. So none of them leaves this file,
not even as the context of ours: failures are made inside an `except`, and raised after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus

import aiohttp
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_random
from yarl import URL

from adapters.ports import PlatformBusy, PlatformFailure, PlatformMisconfigured, PlatformRefused, PlatformUncertain

LARGEST_ANSWER = 1024 * 1024
CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 10.0

# Shorter than any server's, so that a connection is not taken up just when the other side closes it.
IDLE_SECONDS = 4.0
MOST_CONNECTIONS = 64

QUICK_TRIES = 2
LONGEST_WAIT = timedelta(hours=1)

HEADERS = {"Accept-Encoding": "identity", "User-Agent": "dutybell"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`is_repeatable`: doing it twice changes nothing, so that a lost answer is a reason to ask again.

    `path` goes out as it stands when there is no `query`: it is encoded already and may hold a query of its own.
    `reads_failures`: an answer with any status is handed over with its body, because the body tells what is the matter.
    """

    method: str
    path: str
    query: Mapping[str, str] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: bytes | None = field(default=None, repr=False)
    content_type: str = "application/json; charset=utf-8"
    is_repeatable: bool
    reads_failures: bool = False
    largest_answer: int = LARGEST_ANSWER
    seconds: float = TOTAL_SECONDS


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `failure` is what a status other than 200 means where the body says nothing better."""

    content_type: str
    body: bytes = field(repr=False)
    failure: PlatformFailure | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """What hints for IT call the platform, and the setting that holds its address, with an example."""

    platform: str
    setting: str
    example: str


class _NotWrittenError(Exception):
    """No connection: the platform has seen nothing of the request."""


class _TooLargeError(Exception):
    """The answer is larger than the request allows."""


class Transport:
    """Sends requests. The session is made by the first one, inside the running loop."""

    def __init__(self, base: str, naming: Naming) -> None:
        self._base = base.rstrip("/")
        self._naming = naming
        self._session: aiohttp.ClientSession | None = None

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session:
            await self._session.close()

    async def ask(self, request: Request) -> Answer:
        """The answer, if its status is 200 or the request reads others too. Raises PlatformFailure."""
        retrying = AsyncRetrying(
            stop=stop_after_attempt(QUICK_TRIES),
            wait=wait_random(0.05, 0.25),
            retry=retry_if_exception_type(_NotWrittenError),
            reraise=True,
        )
        try:
            return await retrying(self._try, request)
        except _NotWrittenError:
            pass
        named = self._naming
        raise PlatformBusy("connect", f"连接{named.platform}接口失败：请检查服务器网络、DNS 与 {named.setting} 配置")

    async def _try(self, request: Request) -> Answer:
        failure: Exception
        platform, setting = self._naming.platform, self._naming.setting
        try:
            return await self._exchange(request)
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError):
            failure = PlatformMisconfigured(
                "tls", f"{platform}接口的证书校验失败：请检查 {setting}、系统时间与出口代理"
            )
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            failure = _NotWrittenError()
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
            failure = PlatformMisconfigured(setting, f"{setting} 不是合法的网址，例如 {self._naming.example}")
        except _TooLargeError:
            failure = lost(request, "answer-size", f"{platform}接口返回内容过大")
        except TimeoutError:
            failure = lost(request, "timeout", f"{platform}接口超时未返回")
        except (aiohttp.ClientError, OSError):
            failure = lost(request, "reset", f"与{platform}接口的连接中断")
        raise failure

    async def _exchange(self, request: Request) -> Answer:
        async with self._live_session().request(
            request.method,
            self._address(request),
            data=request.content,
            headers=_headers(request),
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=request.seconds, sock_connect=CONNECT_SECONDS),
        ) as response:
            failure = self._failure_of(request, response) if response.status != HTTPStatus.OK else None
            if failure and not request.reads_failures:
                raise failure
            body = await _read_bounded(response, request.largest_answer)
            return Answer(response.content_type, body, failure)

    def _address(self, request: Request) -> URL:
        # Only bytes we percent-encoded go out; a query is encoded by yarl.
        if request.query is None:
            return URL(self._base + request.path, encoded=True)
        return URL(self._base + request.path).with_query(request.query)

    def _failure_of(self, request: Request, response: aiohttp.ClientResponse) -> PlatformFailure:
        code, named = f"http-{response.status}", self._naming
        wait = _wait(response.headers.get("Retry-After", ""))
        match response.status:
            case HTTPStatus.TOO_MANY_REQUESTS:
                return PlatformBusy(code, "接口调用过于频繁，稍后自动重试", wait)
            case status if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                hint = f"{named.platform}接口暂时不可用，稍后自动重试"
                return PlatformBusy(code, hint, wait) if request.is_repeatable else PlatformUncertain(code, hint)
            case HTTPStatus.BAD_REQUEST | HTTPStatus.REQUEST_ENTITY_TOO_LARGE | HTTPStatus.REQUEST_URI_TOO_LONG:
                return PlatformRefused(code, "请求被拒绝")
            case _:
                hint = f"地址没有按{named.platform}接口应答：请检查 {named.setting} 与出口代理、上网认证"
                return PlatformMisconfigured(code, hint)

    def _live_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=MOST_CONNECTIONS, keepalive_timeout=IDLE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=HEADERS,
                auto_decompress=False,
            )
        return self._session


def _headers(request: Request) -> dict[str, str]:
    kind = {"Content-Type": request.content_type} if request.content is not None else {}
    return {**kind, **request.headers}


async def _read_bounded(response: aiohttp.ClientResponse, largest: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > largest:
            raise _TooLargeError
    return bytes(body)


def lost(request: Request, code: str, hint: str) -> PlatformFailure:
    """The failure of a request whose answer is not known."""
    return PlatformBusy(code, hint) if request.is_repeatable else PlatformUncertain(code, hint)


def _wait(retry_after: str) -> timedelta | None:
    if not (retry_after.isascii() and retry_after.isdigit()):
        return None
    return min(timedelta(seconds=int(retry_after[:9])), LONGEST_WAIT)
