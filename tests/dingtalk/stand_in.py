"""A few dozen lines that answer as both families of the platform do, on a port of this machine."""

import json
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer

SECRET = "a-secret-that-must-not-be-seen"
CLIENT_ID = "dingclient01"
OK = {"errcode": 0, "errmsg": "ok", "request_id": "15s9in2w1yat9"}
HEADER = "x-acs-dingtalk-access-token"
REQUEST_ID = "4C7F2A10-9B11-7D5E-A0A5-2F1B7C0E9D3A"


@dataclass
class Asked:
    """One call as it arrived; its token apart from the rest."""

    method: str
    path: str
    query: dict[str, str]
    raw: bytes
    headers: dict[str, str]
    token: str

    @property
    def body(self) -> dict:
        return json.loads(self.raw)


def word(code: str, status: int = 400, **more) -> web.Response:
    """A failure of the new family."""
    body = {"code": code, "message": "must-not-be-seen", "requestid": REQUEST_ID, **more}
    return web.json_response(body, status=status)


def wrapped(code: str, text: str = "must-not-be-seen") -> dict:
    """A failure of the old family's gateway."""
    return {"errcode": 88, "sub_code": code, "sub_msg": text, "errmsg": f"ding talk error[subcode={code}]"}


@dataclass
class StandIn:
    """Hands out tokens, forgets them on demand, and answers each path with what the test has laid ready."""

    asked: list[Asked] = field(default_factory=list)
    answers: dict[str, list] = field(default_factory=dict)
    valid: dict[str, set[str]] = field(default_factory=lambda: {"new": set(), "old": set()})
    tokens_asked: dict[str, int] = field(default_factory=lambda: {"new": 0, "old": 0})
    base: str = ""
    is_deaf: bool = False  # refuses every token

    def lay(self, path: str, *answers) -> None:
        """Answers for a path, in their order; the last one stays. A mapping is JSON, anything else is as it is."""
        self.answers[path] = list(answers)

    def forget_tokens(self) -> None:
        for tokens in self.valid.values():
            tokens.clear()

    def calls(self, path: str) -> list[Asked]:
        return [one for one in self.asked if one.path == path]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        if request.path == "/v1.0/oauth2/accessToken":
            return self._give_new(json.loads(raw))
        if request.path == "/gettoken":
            return self._give_old(request)
        query = {name: value for name, value in request.query.items() if name != "access_token"}
        headers = {name: value for name, value in request.headers.items() if name != HEADER}
        token = request.headers.get(HEADER, "") + request.query.get("access_token", "")
        self.asked.append(Asked(request.method, request.path, query, raw, headers, token))
        refused = self._refuse(request)
        return refused or await self._answer(request, OK if _is_old(request) else {})

    def _refuse(self, request: web.Request) -> web.Response | None:
        free = ("/robot/sendBySession", "/v1.0/oauth2/userAccessToken", "/v1.0/contact/users/me", "/files/")
        if request.path.startswith(free):
            return None
        if _is_old(request):
            known = request.query.get("access_token") in self.valid["old"] and not self.is_deaf
            return None if known else web.json_response(wrapped("40014", "不合法的access_token"))
        known = request.headers.get(HEADER) in self.valid["new"] and not self.is_deaf
        return None if known else word("InvalidAuthentication")

    def _give_new(self, body: dict) -> web.Response:
        self.tokens_asked["new"] += 1
        if "new-token" in self.answers:
            return _as_response(self.answers["new-token"][0])
        if body != {"appKey": CLIENT_ID, "appSecret": SECRET}:
            return word("invalidClientIdOrSecret")
        return web.json_response({"accessToken": self._new("new"), "expireIn": 7200})

    def _give_old(self, request: web.Request) -> web.Response:
        self.tokens_asked["old"] += 1
        if "old-token" in self.answers:
            return _as_response(self.answers["old-token"][0])
        if request.query != {"appkey": CLIENT_ID, "appsecret": SECRET}:
            return web.json_response({"errcode": 40096, "errmsg": "不合法的appKey或appSecret"})
        return web.json_response({**OK, "access_token": self._new("old"), "expires_in": 7200})

    def _new(self, family: str) -> str:
        token = f"{family}-TOKEN-{self.tokens_asked[family]}-that-must-not-be-seen"
        self.valid[family].add(token)
        return token

    async def _answer(self, request: web.Request, ordinary: dict) -> web.StreamResponse:
        laid = self.answers.get(request.path, [ordinary])
        answer = laid.pop(0) if len(laid) > 1 else laid[0]
        if callable(answer):
            answer = answer(self.asked[-1])
        if isinstance(answer, Awaitable):
            answer = await answer
        return _as_response(answer)


def _is_old(request: web.Request) -> bool:
    return not request.path.startswith(("/v1.0/", "/v2.0/"))


def _as_response(answer) -> web.StreamResponse:
    if not isinstance(answer, dict):
        # A response that stays is sent more than once.
        return web.Response(body=answer.body, status=answer.status, headers={"Content-Type": answer.content_type})
    return web.json_response(answer)


@asynccontextmanager
async def stand_in() -> AsyncIterator[StandIn]:
    """Started and stopped."""
    platform = StandIn()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", platform.handle)
    async with TestServer(app) as server:
        platform.base = str(server.make_url("")).rstrip("/")
        yield platform
