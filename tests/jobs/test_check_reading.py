"""Another system's interface is read from allowed hosts only, within limits, and what is away is never fine."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters import json_rows
from adapters.json_rows import HttpAway, NoRows, read_json
from domain.quality.check import FromHttp

HEADERS = {"Authorization": "Bearer secret:hr_token"}
SECRETS = {"hr_token": "s3cret"}


async def _answer(request: web.Request) -> web.StreamResponse:
    match request.match_info["what"]:
        case "staff" if request.headers.get("Authorization") == "Bearer s3cret":
            return web.json_response({"list": [{"no": "1", "page": request.query.get("page")}]})
        case "staff":
            return web.Response(status=401)
        case "moved":
            return web.HTTPFound("http://elsewhere.example/")
        case "down":
            return web.Response(status=503)
        case "large":
            return web.json_response({"list": [{"no": "x" * 1000}] * 100})
        case _:
            return web.Response(text="<html>登录</html>", content_type="text/html")


@pytest.fixture
async def host() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/{what}", _answer)
    async with TestServer(app) as server:
        yield f"http://127.0.0.1:{server.port}"


async def read(host: str, what: str, **headers: str):
    source = FromHttp(f"{host}/{what}", "list", headers or HEADERS)
    return await read_json(source, ("127.0.0.1",), SECRETS)


async def test_rows_come_with_a_secret_of_the_configuration(host: str):
    assert await read(host, "staff?page=2") == [{"no": "1", "page": "2"}]


async def test_a_host_that_is_not_allowed_is_not_asked(host: str):
    with pytest.raises(NoRows, match=r"quality.hosts 里没有 127\.0\.0\.1"):
        await read_json(FromHttp(f"{host}/staff"), ("hr.example.edu.cn",), SECRETS)


async def test_a_secret_that_is_not_configured_is_named_and_nothing_is_sent(host: str):
    with pytest.raises(NoRows, match=r"quality.secrets 里没有 other"):
        await read(host, "staff", Authorization="secret:other")


@pytest.mark.parametrize("what", ["down", "moved", "nothing", "large"])
async def test_whatever_is_no_answer_says_so(host: str, what: str, monkeypatch):
    monkeypatch.setattr(json_rows, "LARGEST", 10_000)

    with pytest.raises((HttpAway, NoRows)) as told:
        await read(host, what)

    assert "s3cret" not in str(told.value)


async def test_nobody_there_is_away():
    with pytest.raises(HttpAway):
        await read("http://127.0.0.1:1", "staff")
