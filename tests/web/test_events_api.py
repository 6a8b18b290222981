"""POST /api/v1/events: another system tells an event once, whoever else tells it too."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from domain.api_tokens import Token, hash_of, token_text
from domain.duties.happening_keys import fact_key
from domain.duties.told_by_system import LONGEST_KEY
from storage.api_tokens import add_token
from storage.database import Database
from storage.happenings import cancel, happenings_since, note
from tests.handlers.college import OFFICE
from tests.handlers.duties import known_kinds
from web.api.routes import api_routes

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
AT = "2026-11-24T09:00:00+08:00"
EVENT = {"key": "erp-1", "code": "contract_signed", "at": AT, "subject": "HT-1024"}
TOKENS = {"erp": ("1", ["events"]), "gate": ("2", ["gate"])}


def _header(name: str) -> dict[str, str]:
    sign = TOKENS[name][0]
    return {"Authorization": f"Bearer {token_text(bytes.fromhex(sign * 12), bytes.fromhex(sign * 64))}"}


@pytest.fixture
async def tells(database: Database) -> AsyncIterator:
    async with database.begin(NOW) as tx:
        for name, (sign, scopes) in TOKENS.items():
            ends = NOW + timedelta(days=1)
            token = Token(name=name, hash=hash_of(sign * 64), scopes=frozenset(scopes), expires_at=ends)
            await add_token(tx, token, sign * 12)
    app = web.Application()
    app.add_routes(api_routes(database, replace(OFFICE, event_kinds=known_kinds()), lambda: NOW))
    async with TestClient(TestServer(app)) as client:

        async def tell(content: object, system: str = "erp") -> tuple[int, dict]:
            async with client.post("/api/v1/events", json=content, headers=_header(system)) as answer:
                return answer.status, await answer.json(content_type=None)

        yield tell


async def test_an_event_counts_once_however_often_and_by_whomever_it_is_told(tells, database: Database):
    status, first = await tells(EVENT)
    assert (status, first["new"]) == (201, True)
    assert await tells(EVENT) == (200, first | {"new": False})
    assert await tells(EVENT | {"key": "erp-2"}) == (200, first | {"new": False})

    async with database.begin(NOW) as tx:
        told = fact_key("contract_signed", NOW.date(), "1024")
        assert await note(tx, code="contract_signed", at=NOW, origin="chat:wecom", key=told) is None
        assert len((await happenings_since(tx, NOW - timedelta(days=1)))["contract_signed"]) == 1


async def test_what_was_taken_back_does_not_come_again_with_a_late_repetition(tells, database: Database):
    _, first = await tells(EVENT)
    async with database.begin(NOW) as tx:
        await cancel(tx, first["id"])

    assert await tells(EVENT) == (200, first | {"new": False, "cancelled": True})


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"key": ""}, 400, "body"),
        ({"key": "k" * (LONGEST_KEY + 1)}, 400, "body"),
        ({"subject": "字" * 61}, 400, "body"),
        ({"subject": "a\u0000"}, 400, "body"),
        ({"more": 1}, 400, "body"),
        ({"code": "apocalypse"}, 422, "code"),
        ({"at": "2026-11-24T09:00:00"}, 422, "time"),
        ({"at": "2020-11-24T09:00:00+08:00"}, 422, "time"),
        ({"until": "2026-11-23T09:00:00+08:00"}, 422, "time"),
    ],
)
async def test_what_is_wrong_is_a_problem_with_its_cause(tells, changed, status, error):
    got, problem = await tells(EVENT | changed)

    assert (got, problem["error"], problem["status"]) == (status, error, status)
    assert problem["detail"]


async def test_a_key_that_means_another_event_and_a_token_without_the_right_are_refused(tells):
    await tells(EVENT)

    assert (await tells(EVENT | {"code": "contract_archived"}))[0] == 409
    assert (await tells(EVENT, "gate"))[0] == 403
    assert (await tells([EVENT]))[0] == 400
