"""Calls of the platform's two families of interfaces, and their answers as values or failures.

The new family takes its token in a header and tells failures by a word, with any HTTP status; the old one takes its
token in the address and tells failures by a number, always with status 200. Each has a token of its own: that one's
works for the other is seen in the wild and promised nowhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from adapters.dingtalk.answers import Reply, read_content, read_new, read_old
from adapters.dingtalk.errors import Problem, failure_for
from adapters.dingtalk.media import find_place, pack
from adapters.dingtalk.requests import (
    Body,
    Query,
    file_request,
    new_request,
    old_request,
    session_request,
    upload_request,
)
from adapters.dingtalk.settings import OFFICIAL_API, OFFICIAL_OAPI, DingtalkSettings
from adapters.ports import PlatformBusy, PlatformFailure, PlatformMisconfigured, PlatformRefused, TokenStore
from adapters.replies import read_text, read_whole
from adapters.tokens import Fetched, TokenKeeper, token_name
from adapters.transport import Answer, Naming, Request, Transport
from domain.events import MediaKind

# How hints name the platform, and the settings that hold its addresses.
API = Naming("钉钉", "api_base", OFFICIAL_API)
OAPI = Naming("钉钉", "oapi_base", OFFICIAL_OAPI)
FILES = Naming("钉钉文件", "出口代理", OFFICIAL_API)


@dataclass(frozen=True, slots=True)
class _Family:
    transport: Transport
    keeper: TokenKeeper
    read: Callable[[Request, Answer], Reply | Problem]

    async def ask(self, request: Request) -> Reply | Problem:
        return self.read(request, await self.transport.ask(request))

    async def aclose(self) -> None:
        await self.keeper.aclose()
        await self.transport.aclose()


class DingtalkClient:
    """One internal application of one organisation."""

    def __init__(self, settings: DingtalkSettings, tokens: TokenStore) -> None:
        self._settings = settings
        secret, (new, old) = settings.client_secret, token_names(settings)
        self._new = _Family(
            Transport(settings.api_base, API),
            TokenKeeper(name=new, secret=secret, store=tokens, fetch=self._fetch_new),
            read_new,
        )
        self._old = _Family(
            Transport(settings.oapi_base, OAPI),
            TokenKeeper(name=old, secret=secret, store=tokens, fetch=self._fetch_old),
            read_old,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._new.aclose()
        await self._old.aclose()

    async def check_api_token(self) -> None:
        """Reach the new family with the configured secret. Raises PlatformFailure."""
        await self._new.keeper.current()

    async def check_oapi_token(self) -> None:
        """Reach the old family with the configured secret. Raises PlatformFailure."""
        await self._old.keeper.current()

    async def api(
        self, method: str, path: str, *, query: Query | None = None, body: Body | None = None, repeatable: bool
    ) -> Reply:
        """A call of the new family. `repeatable`: doing it twice changes nothing. Raises PlatformFailure."""

        def request(token: str) -> Request:
            return new_request(method, path, token, query, body, repeatable=repeatable)

        return await self._call(self._new, request)

    async def oapi(self, path: str, body: Body | None = None, *, query: Query | None = None, repeatable: bool) -> Reply:
        """A call of the old family: POST with a body, GET without. Gives the whole reply. Raises PlatformFailure."""

        def request(token: str) -> Request:
            return old_request(path, token, query, body, repeatable=repeatable)

        return await self._call(self._old, request)

    async def api_as(self, token: str, method: str, path: str, body: Body | None = None) -> Reply:
        """A call of the new family that is about a visitor: with their token, or none. Raises PlatformFailure."""
        return await _settle(self._new, new_request(method, path, token, None, body, repeatable=True))

    async def raw_post(self, url: str, body: Body) -> Reply:
        """Answer a chat through the address that came with what was said there. It needs no token and is not counted.

        Raises PlatformFailure; PlatformRefused for an address that is not the platform's.
        """
        request = session_request(self._settings.oapi_base, url, body)
        if request is None:
            raise PlatformRefused("webhook", "会话回复地址不是钉钉的地址，没有发送")
        return await _settle(self._old, request)

    async def upload(self, kind: MediaKind, name: str, content: bytes) -> str:
        """The media id. Of `name` only the extension is used.

        Raises:
            ValueError: too large, or not of a format that the platform takes for this kind.
            PlatformFailure: the platform did not take it.
        """
        form = pack(kind, name, content)

        def request(token: str) -> Request:
            return upload_request(kind, form, token)

        media_id = read_text(await self._call(self._old, request), "media_id")
        if not media_id:
            raise PlatformBusy("answer", "钉钉没有返回 media_id，稍后自动重试")
        return media_id

    async def download(self, code: str) -> bytes:
        """The file that somebody sent to the robot. Raises PlatformFailure, PlatformRefused where it is gone."""
        body = {"downloadCode": code, "robotCode": self._settings.robot_code}
        reply = await self.api("POST", "/v1.0/robot/messageFiles/download", body=body, repeatable=True)
        place = find_place(read_text(reply, "downloadUrl"), self._settings.api_base)
        if place is None:
            raise PlatformRefused("media", "钉钉返回的文件下载地址不合法")
        # The host changes with the file, so that there is no connection worth keeping.
        transport = Transport(place.base, FILES)
        try:
            return read_content(await transport.ask(file_request(place)))
        finally:
            await transport.aclose()

    async def _call(self, family: _Family, request: Callable[[str], Request]) -> Reply:
        """Ask, once more with a new token if the platform refuses this one."""
        token = await family.keeper.current()
        first = request(token.value)
        found = await family.ask(first)
        if isinstance(found, Problem) and found.is_token:
            token = await family.keeper.successor(token)
            return await _settle(family, request(token.value))
        return _settled(found, first)

    async def _fetch_new(self) -> Fetched:
        body = {"appKey": self._settings.client_id, "appSecret": self._settings.client_secret}
        request = new_request("POST", "/v1.0/oauth2/accessToken", "", None, body, repeatable=True)
        reply = await _settle_token(self._new, request)
        return _fetched(read_text(reply, "accessToken"), read_whole(reply, "expireIn"))

    async def _fetch_old(self) -> Fetched:
        query = {"appkey": self._settings.client_id, "appsecret": self._settings.client_secret}
        request = Request(method="GET", path="/gettoken", query=query, is_repeatable=True, reads_failures=True)
        reply = await _settle_token(self._old, request)
        return _fetched(read_text(reply, "access_token"), read_whole(reply, "expires_in"))


def token_names(settings: DingtalkSettings) -> tuple[str, str]:
    """Under which the tokens of the new and of the old family are stored."""
    client_id, secret = settings.client_id, settings.client_secret
    return token_name("dingtalk", client_id, "api", secret), token_name("dingtalk", client_id, "oapi", secret)


async def _settle(family: _Family, request: Request) -> Reply:
    return _settled(await family.ask(request), request)


def _settled(found: Reply | Problem, request: Request) -> Reply:
    if isinstance(found, Problem):
        raise failure_for(found, is_repeatable=request.is_repeatable)
    return found


async def _settle_token(family: _Family, request: Request) -> Reply:
    """Whatever else refuses a token is a setting of ours, and asking again would only bring a block nearer."""
    try:
        return await _settle(family, request)
    except PlatformBusy:
        raise
    except PlatformFailure as failure:
        raise PlatformMisconfigured(failure.code, failure.hint) from None


def _fetched(value: str, seconds: int) -> Fetched:
    if not value or seconds <= 0:
        raise PlatformBusy("gettoken", "钉钉返回的 access_token 不完整，稍后自动重试")
    return Fetched(value, timedelta(seconds=seconds))
