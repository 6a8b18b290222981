"""GET /api/v1/gate and POST /api/v1/gate/passages through the door, with good tokens and all kinds of bad ones."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from domain.api_tokens import Token, hash_of, token_text
from storage.api_tokens import add_token, end_token, list_tokens
from storage.database import Database
from tests.handlers.college import OFFICE
from tests.storage.people import add_people
from web.api.bearer import PER_ADDRESS, PER_TOKEN
from web.api.description import DESCRIPTION
from web.api.routes import api_routes

NOW = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOKENS = {"gate-east": ("1", ["gate"], 1), "other": ("2", ["something"], 1), "old": ("3", ["gate"], -1)}
PASSAGE = {"staff_no": "S0001", "key": "k1", "side": "out", "at": (NOW - HOUR).isoformat()}


def token_of(name: str) -> str:
    sign = TOKENS[name][0]
    return token_text(bytes.fromhex(sign * 12), bytes.fromhex(sign * 64))


@dataclass
class Gate:
    client: ClientSession
    token: str = token_of("gate-east")

    async def asks(self, headers: dict[str, str] | None = None, **query: str) -> tuple[int, dict]:
        given = {"Authorization": f"Bearer {self.token}"} if headers is None else headers
        async with self.client.get("/api/v1/gate", params=query, headers=given) as answer:
            return answer.status, await answer.json()

    async def tells(self, content: object, **changed: object) -> tuple[int, dict]:
        body = {**content, **changed} if isinstance(content, dict) else content
        given = {"Authorization": f"Bearer {self.token}"}
        async with self.client.post("/api/v1/gate/passages", json=body, headers=given) as answer:
            return answer.status, await answer.json() if answer.content_type != "text/plain" else {}


@pytest.fixture
async def students(database: Database) -> list[int]:
    """Two with a pass, the second of whom has left the college; a third without one, who has a card."""
    found = await add_people(database, "小明", "小红", "小刚")
    async with database.engine.begin() as conn:
        for number, person in enumerate(found, 1):
            values = (f"S000{number}", "left" if number == 2 else "active", person)
            await conn.exec_driver_sql("update people set staff_no = $1, status = $2 where id = $3", values)
            if number < 3:
                made = "insert into requests (form, form_version, applicant_id, fields, created_at) values"
                no = (
                    await conn.exec_driver_sql(
                        f"{made} ('student_leave', 1, $1, '{{}}', $2) returning no", (person, NOW)
                    )
                ).scalar_one()
                insert = "insert into gate_passes (request_no, person_id, starts_at, ends_at, made_at) values"
                await conn.exec_driver_sql(f"{insert} ($1, $2, $3, $4, $3)", (no, person, NOW - HOUR, NOW + HOUR))
        for card, person in (("9001", found[0]), ("9003", found[2])):
            await conn.exec_driver_sql("insert into campus_cards (number, person_id) values ($1, $2)", (card, person))
    async with database.begin(NOW) as tx:
        for name, (sign, scopes, days) in TOKENS.items():
            ends = NOW + timedelta(days=days)
            token = Token(name=name, hash=hash_of(sign * 64), scopes=frozenset(scopes), expires_at=ends)
            await add_token(tx, token, sign * 12)
    return found


@pytest.fixture
async def gate(database: Database, students) -> AsyncIterator[Gate]:
    app = web.Application()
    app.add_routes(api_routes(database, OFFICE, lambda: NOW))
    async with TestClient(TestServer(app)) as client:
        yield Gate(client)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ({"staff_no": "S0001"}, (True, "2026-11-22T01:00:00+00:00", "pass")),
        ({"card": "9001"}, (True, "2026-11-22T01:00:00+00:00", "pass")),
        ({"staff_no": "S0001", "at": "2026-11-22T10:00:00+08:00"}, (False, None, "over")),
        ({"staff_no": "S0001", "at": "2026-11-22T06:00:00+08:00"}, (False, None, "too_early")),
        ({"staff_no": "S0002"}, (False, None, "left")),
        ({"staff_no": "S0003"}, (False, None, "no_pass")),
        ({"card": "9003"}, (False, None, "no_pass")),
        ({"staff_no": "S9999"}, (False, None, "unknown")),
        ({"card": "S0001"}, (False, None, "unknown")),
    ],
)
async def test_a_gate_is_told_whether_until_when_and_why_and_nothing_else(gate, query, answer):
    status, content = await gate.asks(**query)

    assert status == 200
    assert content == dict(zip(("allowed", "until", "reason"), answer, strict=True))


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({}, "query"),
        ({"staff_no": "S0001", "card": "9001"}, "query"),
        ({"staff_no": "' or 1=1 --"}, "query"),
        ({"staff_no": "S0001", "at": "now"}, "time"),
        ({"staff_no": "S0001", "at": "2026-11-22T08:00:00"}, "time"),
        ({"staff_no": "S0001", "at": "2026-11-24T08:00:00+08:00"}, "time"),
    ],
)
async def test_a_question_that_cannot_be_is_named(gate, query, error):
    status, problem = await gate.asks(**query)

    assert (status, problem["status"], problem["error"]) == (400, 400, error)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 401),
        ("Bearer", 401),
        ("Bearer secret", 401),
        (f"Basic {token_of('gate-east')}", 401),
        (f"Bearer {token_of('gate-east')[:-1]}2", 401),
        (f"Bearer {token_of('gate-east').replace('_111', '_222', 1)}", 401),
        (f"Bearer {token_of('old')}", 401),
        (f"Bearer {token_of('other')}", 403),
    ],
)
async def test_without_a_good_token_nothing_is_told(gate, header, status):
    headers = {"Authorization": header} if header else {}

    asked = await gate.asks(headers, staff_no="S0001")
    nobody = await gate.asks(headers, staff_no="S9999")

    assert asked[0] == status
    assert asked == nobody
    assert set(asked[1]) == {"type", "title", "status", "detail", "error"}


async def test_a_token_that_was_ended_is_refused_at_once_also_for_passages(database, gate):
    assert (await gate.asks(staff_no="S0001"))[0] == 200
    async with database.begin(NOW) as tx:
        await end_token(tx, "gate-east")

    assert (await gate.asks(staff_no="S0001"))[0] == 401
    assert (await gate.tells(PASSAGE))[0] == 401


async def test_a_token_of_another_scope_tells_no_passage(gate):
    gate.token = token_of("other")

    assert (await gate.tells(PASSAGE))[0] == 403


async def test_use_is_written_down_once_a_minute(database, gate):
    for _ in range(3):
        await gate.asks(staff_no="S0001")

    async with database.begin(NOW) as tx:
        used = {each.name: each.last_used_at for each in await list_tokens(tx)}
    assert used == {"gate-east": NOW, "other": None, "old": None}


async def test_a_passage_is_kept_once_under_the_name_of_the_token(database, gate):
    first, again = await gate.tells(PASSAGE), await gate.tells(PASSAGE)
    other = await gate.tells(PASSAGE, side="in")

    assert (first, again) == ((200, {"kept": True, "new": True}), (200, {"kept": True, "new": False}))
    assert (other[0], other[1]["error"]) == (409, "key_used")
    async with database.engine.begin() as conn:
        rows = (await conn.exec_driver_sql("select source, key, seen from gate_passages")).all()
    assert [tuple(row) for row in rows] == [("gate:gate-east", "k1", 3)]


async def test_the_same_passage_told_many_times_at_once_counts_once(gate):
    answers = await asyncio.gather(*(gate.tells(PASSAGE) for _ in range(8)))

    assert [status for status, _ in answers] == [200] * 8
    assert sum(content["new"] for _, content in answers) == 1


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ([], 400),
        ("x", 400),
        ({**PASSAGE, "side": "up"}, 400),
        ({**PASSAGE, "at": "2027-01-01T00:00:00Z"}, 400),
        ({**PASSAGE, "staff_no": "S9999"}, 422),
        ({**PASSAGE, "place": "x" * 5000}, 413),
    ],
)
async def test_a_passage_that_cannot_be_is_refused(database, gate, content, status):
    assert (await gate.tells(content))[0] == status

    async with database.engine.begin() as conn:
        assert (await conn.exec_driver_sql("select count(*) from gate_passages")).scalar_one() == 0


async def test_whoever_asks_too_fast_is_told_to_wait_and_a_good_token_passes_those_who_guess(gate):
    bad = [await gate.asks({}, staff_no="S0001") for _ in range(PER_ADDRESS + 1)]
    good = await gate.asks(staff_no="S0001")

    assert {status for status, _ in bad[:PER_ADDRESS]} == {401}
    assert bad[-1][0] == 429
    assert good[0] == 200
    assert PER_TOKEN >= 1000


def test_the_description_names_the_doors_and_who_may_use_them():
    for path, verb in (("/api/v1/gate", "get"), ("/api/v1/gate/passages", "post")):
        assert DESCRIPTION["paths"][path][verb]["security"] == [{"token": ["gate"]}]
    assert DESCRIPTION["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
