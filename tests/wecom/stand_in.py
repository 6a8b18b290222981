"""A few dozen lines that answer as the platform does, on a port of this machine; and raw sockets that do worse."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer

SECRET = "a-secret-that-must-not-be-seen"
OK = {"errcode": 0, "errmsg": "ok"}


@dataclass
class Asked:
    """One call as it arrived, without its token."""

    method: str
    path: str
    query: dict[str, str]
    raw: bytes
    content_type: str

    @property
    def body(self) -> dict:
        return json.loads(self.raw)


@dataclass
class StandIn:
    """Hands out tokens, forgets them on demand, and answers each path with what the test has laid ready."""

    asked: list[Asked] = field(default_factory=list)
    answers: dict[str, list] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    valid: set[str] = field(default_factory=set)
    token_asked: int = 0
    token_answer: dict | None = None
    expires_in: int = 7200
    token_code: int = 42001
    base: str = ""
    pause: float = 0.0

    def lay(self, path: str, *answers) -> None:
        """Answers for a path, in their order; the last one stays. A mapping is JSON, anything else is as it is."""
        self.answers[path] = list(answers)

    def forget_tokens(self) -> None:
        self.valid.clear()

    def calls(self, path: str) -> list[Asked]:
        return [one for one in self.asked if one.path == path]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/cgi-bin/gettoken":
            return await self._give_token(request)
        token = request.query.get("access_token")
        query = {name: value for name, value in request.query.items() if name != "access_token"}
        self.asked.append(
            Asked(request.method, request.path, query, await request.read(), request.headers.get("Content-Type", ""))
        )
        if token not in self.valid:
            hint = "hint: [1576065934_28_e0fa], from ip: 9.30.0.138, more info at https://open.work.weixin.qq.com"
            return web.json_response({"errcode": self.token_code, "errmsg": f"access_token expired, {hint}"})
        return await self._answer(request)

    async def _give_token(self, request: web.Request) -> web.Response:
        self.token_asked += 1
        await asyncio.sleep(self.pause)
        if self.token_answer is not None:
            return web.json_response(self.token_answer)
        if request.query.get("corpsecret") != SECRET:
            return web.json_response({"errcode": 40001, "errmsg": "invalid credential, from ip: 9.30.0.138"})
        token = f"TOKEN-{len(self.tokens)}-that-must-not-be-seen"
        self.tokens.append(token)
        self.valid.add(token)
        return web.json_response({**OK, "access_token": token, "expires_in": self.expires_in})

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        laid = self.answers.get(request.path, [OK])
        answer = laid.pop(0) if len(laid) > 1 else laid[0]
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, Awaitable):
            answer = await answer
        return web.json_response(answer) if isinstance(answer, dict) else answer


@asynccontextmanager
async def stand_in() -> AsyncIterator[StandIn]:
    """Started and stopped."""
    platform = StandIn()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", platform.handle)
    async with TestServer(app) as server:
        platform.base = str(server.make_url("")).rstrip("/")
        yield platform


Raw = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def raw_server(handle: Raw, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A server of bare connections. Gives its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handle(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
