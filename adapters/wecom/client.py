"""Calls of the platform's API with the application's token, and their answers as values or failures."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeVar

from adapters.ports import PlatformBusy, PlatformFailure, PlatformMisconfigured, TokenStore
from adapters.tokens import Fetched, TokenKeeper, token_name
from adapters.transport import LARGEST_ANSWER, Answer, Naming, Request, Transport, lost
from adapters.wecom.errors import TOKEN_CODES, failure_for
from adapters.wecom.settings import OFFICIAL_API

# How hints name the platform, and the setting that holds its address.
NAMING = Naming("企业微信", "api_base", OFFICIAL_API)

Reply = dict[str, object]
Result = TypeVar("Result")

# A page for people where JSON is due: a block or a proxy speaking.
PAGE_PAUSE = timedelta(minutes=1)

CODE = re.compile(r"-?[0-9]{1,9}")


class WecomClient:
    """One application of one corporation."""

    def __init__(self, *, api_base: str, corp_id: str, application: str, secret: str, tokens: TokenStore) -> None:
        self._transport = Transport(api_base, NAMING)
        self._identity = {"corpid": corp_id, "corpsecret": secret}
        name = token_name("wecom", corp_id, application, secret)
        self._keeper = TokenKeeper(name=name, secret=secret, store=tokens, fetch=self._fetch_token)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._keeper.aclose()
        await self._transport.aclose()

    async def check_token(self) -> None:
        """Reach the platform with the configured secret. Raises PlatformFailure."""
        await self._keeper.current()

    async def get(
        self, path: str, query: Mapping[str, str] | None = None, *, largest_answer: int = LARGEST_ANSWER
    ) -> Reply:
        """A reading call. Raises PlatformFailure."""

        def request(token: str) -> Request:
            full = {"access_token": token, **(query or {})}
            return Request(method="GET", path=path, query=full, is_repeatable=True, largest_answer=largest_answer)

        return await self.call(request, read_reply)

    async def post(
        self,
        path: str,
        body: Mapping[str, object],
        query: Mapping[str, str] | None = None,
        *,
        is_repeatable: bool = False,
        largest_answer: int = LARGEST_ANSWER,
    ) -> Reply:
        """A call that has an effect, or a reading one with a body (`is_repeatable`). Raises PlatformFailure."""
        content = encode(body)

        def request(token: str) -> Request:
            full = {"access_token": token, **(query or {})}
            return Request(
                method="POST",
                path=path,
                query=full,
                content=content,
                is_repeatable=is_repeatable,
                largest_answer=largest_answer,
            )

        return await self.call(request, read_reply)

    async def call(
        self, request: Callable[[str], Request], read: Callable[[Request, Answer], tuple[int, str, Result]]
    ) -> Result:
        """Ask, once more with a new token if the platform refuses this one. Raises PlatformFailure."""
        token = await self._keeper.current()
        code, text, result = await self._ask(request(token.value), read)
        if code in TOKEN_CODES:
            token = await self._keeper.successor(token)
            code, text, result = await self._ask(request(token.value), read)
        if code:
            raise failure_for(code, text)
        return result

    async def _ask(
        self, request: Request, read: Callable[[Request, Answer], tuple[int, str, Result]]
    ) -> tuple[int, str, Result]:
        return read(request, await self._transport.ask(request))

    async def _fetch_token(self) -> Fetched:
        request = Request(method="GET", path="/cgi-bin/gettoken", query=self._identity, is_repeatable=True)
        code, text, reply = await self._ask(request, read_reply)
        if code:
            raise _failure_of_token(failure_for(code, text))
        token, seconds = reply.get("access_token"), reply.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int) or seconds <= 0:
            raise PlatformBusy("gettoken", "企业微信返回的 access_token 不完整，稍后自动重试")
        return Fetched(token, timedelta(seconds=seconds))


def encode(body: Mapping[str, object]) -> bytes:
    """Raw UTF-8: the platform refuses escaped characters in some places."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def read_reply(request: Request, answer: Answer) -> tuple[int, str, Reply]:
    """Code, text and content of a JSON answer. Raises PlatformFailure for any other answer."""
    reply = decode_object(answer.body)
    code = read_code(reply)
    if code is None:
        raise _not_json(request, answer)
    return code, str(reply.get("errmsg", "")), reply


def decode_object(body: bytes) -> Reply:
    """The JSON object, or an empty one where there is none."""
    try:
        found: object = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def read_code(reply: Reply) -> int | None:
    """`errcode`, also where it comes as text."""
    code = reply.get("errcode")
    if isinstance(code, bool):
        return None
    return int(code) if isinstance(code, (int, str)) and CODE.fullmatch(str(code)) else None


def _not_json(request: Request, answer: Answer) -> PlatformFailure:
    if answer.body.lstrip()[:1] == b"<":
        return PlatformBusy("html", "企业微信接口返回了网页：可能被限流或被代理拦截，稍后自动重试", PAGE_PAUSE)
    return lost(request, "answer", "企业微信接口返回的内容无法识别")


def _failure_of_token(failure: PlatformFailure) -> PlatformFailure:
    """Whatever else refuses a token is a setting of ours, and asking again would only bring a block nearer."""
    return failure if isinstance(failure, PlatformBusy) else PlatformMisconfigured(failure.code, failure.hint)
