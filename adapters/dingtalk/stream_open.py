"""From credentials to an open WebSocket: a ticket for one connection and ninety seconds, then the upgrade.

The ticket stands in the address, and aiohttp writes addresses into its exceptions. So none of them leaves this file,
not even as the context of ours: failures are made inside an `except`, and raised after it.
"""

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import Literal

import aiohttp
import msgspec
from yarl import URL

from adapters.dingtalk.settings import DingtalkSettings
from adapters.dingtalk.stream_frames import LARGEST_READ, SUBSCRIPTIONS
from adapters.ports import PlatformBusy, PlatformFailure, PlatformMisconfigured
from adapters.transport import Answer, Naming, Request, Transport

OPEN = "/v1.0/gateway/connections/open"
NAMING = Naming("钉钉", "api_base", "https://api.dingtalk.com")
SECONDS = 10.0  # for each of the two steps
CLOSE_SECONDS = 1.0  # for the other side's half of a farewell
USER_AGENT = "dutybell"

REFUSED = "钉钉不接受建立长连接：请检查 client_id、client_secret，以及应用是否已发布并启用 Stream 模式"
ODD_ANSWER = "钉钉建立长连接的应答无法识别：请检查 api_base 与出口代理"
UPGRADE = "无法连接钉钉给出的长连接地址：请检查服务器网络、DNS 与出口代理是否放行 WebSocket"

Socket = aiohttp.ClientWebSocketResponse[Literal[False]]


class _Admitted(msgspec.Struct):
    endpoint: str
    ticket: str


class _Failed(msgspec.Struct):
    code: str = ""


@dataclass(frozen=True, slots=True)
class Admission:
    """Where to connect, once. The ticket is a secret until it is used."""

    endpoint: str
    ticket: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Line:
    """An open WebSocket and the session that belongs to it alone: one for life was once closed, and deaf for hours."""

    session: aiohttp.ClientSession
    socket: Socket

    async def close(self) -> None:
        """Say farewell and give the connection back."""
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self.socket.close()
        finally:
            await self.session.close()


async def dial(settings: DingtalkSettings) -> Line:
    """A new connection.

    Raises:
        PlatformMisconfigured: the credentials were refused; only a person can put that right.
        PlatformFailure: anything else.
    """
    return await connect(await ask_admission(settings))


async def ask_admission(settings: DingtalkSettings) -> Admission:
    """Ask the gateway for an endpoint and a ticket. Raises PlatformFailure."""
    transport = Transport(settings.api_base, NAMING)
    try:
        answer = await transport.ask(_opening(settings))
    finally:
        await transport.aclose()
    if answer.failure:
        raise _refusal(answer, answer.failure)
    return _admission(answer, settings)


async def connect(admission: Admission) -> Line:
    """Upgrade to a WebSocket. Raises PlatformBusy."""
    session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), headers={"User-Agent": USER_AGENT})
    failure: PlatformFailure
    try:
        return Line(session, await _upgrade(session, admission))
    except aiohttp.WSServerHandshakeError as error:
        failure = PlatformBusy(f"upgrade-{error.status}", UPGRADE)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        failure = PlatformBusy(f"upgrade-{type(error).__name__}", UPGRADE)
    except BaseException:
        await session.close()
        raise
    await session.close()
    raise failure


async def _upgrade(session: aiohttp.ClientSession, admission: Admission) -> Socket:
    address = URL(admission.endpoint).update_query(ticket=admission.ticket)
    async with asyncio.timeout(SECONDS):
        return await session.ws_connect(
            address,
            autoping=False,  # pings and pongs are signs of life, and counted by the connection
            max_msg_size=LARGEST_READ,
            decode_text=False,
        )


def _opening(settings: DingtalkSettings) -> Request:
    wanted = {
        "clientId": settings.client_id,
        "clientSecret": settings.client_secret,
        "ua": USER_AGENT,
        "subscriptions": [{"type": kind, "topic": topic} for kind, topic in SUBSCRIPTIONS],
    }
    return Request(
        method="POST",
        path=OPEN,
        headers={"Accept": "application/json"},  # without it the answer is XML
        content=msgspec.json.encode(wanted),
        content_type="application/json",
        is_repeatable=True,  # a ticket that is never used ends by itself
        reads_failures=True,
        seconds=SECONDS,
    )


def _admission(answer: Answer, settings: DingtalkSettings) -> Admission:
    try:
        admitted = msgspec.json.decode(answer.body, type=_Admitted)
        scheme = URL(admitted.endpoint).scheme
    except ValueError:
        admitted, scheme = _Admitted("", ""), ""
    # A ticket that was given in confidence is not sent in the clear.
    if not admitted.ticket or scheme not in ({"wss"} if settings.api_base.startswith("https:") else {"ws", "wss"}):
        raise PlatformBusy("endpoint", ODD_ANSWER)
    return Admission(admitted.endpoint, admitted.ticket)


def _refusal(answer: Answer, failure: PlatformFailure) -> PlatformFailure:
    """Wrong credentials are answered with 401 or 400; a 400 that says "systemError" has been seen in bad weather."""
    try:
        code = msgspec.json.decode(answer.body, type=_Failed).code
    except ValueError:
        code = ""
    match failure.code:
        case "http-400" if code == "systemError":
            return PlatformBusy(failure.code, ODD_ANSWER)
        case "http-400" | "http-401" | "http-403":
            return PlatformMisconfigured(failure.code, REFUSED)
        case _:
            return failure
