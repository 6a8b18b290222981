"""A college whose 李雷 waits for 赵组长, and other systems with tokens that ask its API."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from domain.api_tokens import Scope, Token, hash_of, token_text
from storage.api_tokens import add_token
from storage.database import Database
from tests.handlers.college import MONDAY, OFFICE, College, find_college
from tests.web.conftest import address, waiting  # noqa: F401 - fixtures
from web.api.routes import api_routes

SIGNS = {scope.value: f"{number:x}" for number, scope in enumerate(Scope, 1)}
ALL = {"all": "f"}


def bearer(name: str) -> dict[str, str]:
    sign = {**SIGNS, **ALL}[name]
    return {"Authorization": f"Bearer {token_text(bytes.fromhex(sign * 12), bytes.fromhex(sign * 64))}"}


@dataclass
class Api:
    """Asks with the token `all` unless told otherwise."""

    client: ClientSession
    keys: Iterator[int]

    async def get(self, path: str, token: str = "all", headers: dict[str, str] | None = None, **query: object):
        given = {name: str(value) for name, value in query.items()}
        async with self.client.get(f"/api/v1{path}", params=given, headers=bearer(token) | (headers or {})) as answer:
            return answer.status, await answer.json() if answer.status != 304 else None, answer.headers

    async def post(self, path: str, content: object, token: str = "all", key: str | None = None):
        headers = bearer(token) | {"Idempotency-Key": key or f"k{next(self.keys)}"}
        async with self.client.post(f"/api/v1{path}", json=content, headers=headers) as answer:
            return answer.status, await answer.json(), answer.headers


@pytest.fixture
async def college(waiting, database: Database) -> College:  # noqa: F811
    return await find_college(database)


@pytest.fixture
async def api(college: College, database: Database) -> AsyncIterator[Api]:
    now = MONDAY + timedelta(hours=1)
    async with database.begin(now) as tx:
        for name, sign in {**SIGNS, **ALL}.items():
            scopes = frozenset(map(str, Scope)) if name == "all" else frozenset({name})
            token = Token(name=name, hash=hash_of(sign * 64), scopes=scopes, expires_at=now + timedelta(days=1))
            await add_token(tx, token, sign * 12)
    app = web.Application()
    app.add_routes(api_routes(database, OFFICE, lambda: now))
    async with TestClient(TestServer(app)) as client:
        yield Api(client, count())
