"""POST /api/v1/punches: signed batches are kept whole or not at all, and the clock of a device is put right."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from storage.database import Database
from storage.devices import add_device, end_device, list_devices
from tests.handlers.college import OFFICE
from tests.storage.people import add_people
from web.api.routes import api_routes

NOW = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
KEY = b"k" * 32


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Gate:
    """A device. `ahead` is how wrong its clock is."""

    client: ClientSession
    clock: Clock
    name: str = "gate-1"
    key: bytes = KEY
    ahead: timedelta = timedelta()
    sent: int = 0

    async def send(self, *punches: object, **changed: str) -> tuple[int, dict]:
        self.sent += 1
        body = json.dumps({"punches": punches}, ensure_ascii=False).encode()
        stamp = str(int((self.clock() + self.ahead).timestamp() * 1000))
        nonce = changed.get("nonce", f"nonce-{self.sent:04d}")
        signed = hmac.new(self.key, f"{stamp}\n{nonce}\n".encode() + body, hashlib.sha256).hexdigest()
        headers = {
            "X-Dutybell-Device": self.name,
            "X-Dutybell-Time": stamp,
            "X-Dutybell-Nonce": nonce,
            "X-Dutybell-Signature": changed.get("signature", signed),
        }
        async with self.client.post("/api/v1/punches", data=body, headers=headers) as answer:
            return answer.status, await answer.json()

    def punch(self, person: str = "T0001", ago: timedelta = timedelta(minutes=2), **more: object) -> dict:
        """As its clock has seen it."""
        return {"person": person, "at": (self.clock() - ago + self.ahead).isoformat(), **more}


@pytest.fixture
async def people(database: Database) -> list[int]:
    found = await add_people(database, "王芳", "李强")
    async with database.engine.begin() as conn:
        for number, person in enumerate(found, 1):
            await conn.exec_driver_sql("update people set staff_no = $1 where id = $2", (f"T000{number}", person))
    async with database.begin(NOW) as tx:
        await add_device(tx, "gate-1", KEY)
    return found


@pytest.fixture
async def gate(database: Database, people) -> AsyncIterator[Gate]:
    clock = Clock()
    app = web.Application()
    app.add_routes(api_routes(database, OFFICE, clock))
    async with TestClient(TestServer(app)) as client:
        yield Gate(client, clock)


@pytest.fixture
async def look(address: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(address)
    yield connection
    await connection.close()


async def kept(look) -> list[tuple]:
    found = await look.fetch("select person_id, source, punched_at, said_at, side, place from punches order by id")
    return [tuple(row) for row in found]


async def test_a_batch_is_kept_with_an_answer_for_each_punch(gate, people, look):
    status, answer = await gate.send(gate.punch(side="in", place="东门"), gate.punch("T0002"))

    at = NOW - timedelta(minutes=2)
    assert status == 200
    assert (answer["kept"], answer["new"], answer["clock_ahead_ms"]) == (2, 2, 0)
    assert [each["result"] for each in answer["punches"]] == ["kept", "kept"]
    assert await kept(look) == [
        (people[0], "device:gate-1", at, at, "in", "东门"),
        (people[1], "device:gate-1", at, at, None, "gate-1"),
    ]


async def test_a_clock_that_is_wrong_is_put_right_and_shown(database, gate, look):
    gate.ahead = timedelta(minutes=7, seconds=30)

    status, answer = await gate.send(gate.punch())

    ((_, _, at, said, *_),) = await kept(look)
    async with database.begin(NOW) as tx:
        (device,) = await list_devices(tx)
    assert (status, answer["clock_ahead_ms"]) == (200, 450_000)
    assert (at, said) == (NOW - timedelta(minutes=2), NOW - timedelta(minutes=2) + gate.ahead)
    assert (device.ahead, device.seen_at, device.told) == (gate.ahead, NOW, 1)


async def test_what_is_sent_again_counts_once_even_after_the_clock_was_measured_anew(gate, look):
    gate.ahead = timedelta(minutes=7)
    punch = gate.punch()
    await gate.send(punch)
    gate.ahead = timedelta(minutes=7, seconds=5)

    status, answer = await gate.send(punch)

    assert (status, answer["kept"], answer["new"]) == (200, 1, 0)
    assert len(await kept(look)) == 1


async def test_a_copy_of_a_request_is_refused_and_so_is_the_same_at_one_time(gate, look):
    punch = gate.punch()

    answers = await asyncio.gather(*(gate.send(punch, nonce="nonce-same") for _ in range(5)))

    assert sorted(status for status, _ in answers) == [200, 409, 409, 409, 409]
    assert {answer["error"] for status, answer in answers if status == 409} == {"replayed"}
    assert len(await kept(look)) == 1


async def test_a_forged_signature_an_unknown_and_an_ended_device_are_named_and_nothing_is_kept(database, gate, look):
    forged = await gate.send(gate.punch(), signature="0" * 64)
    gate.name = "gate-9"
    unknown = await gate.send(gate.punch())
    gate.name = "gate-1"
    async with database.begin(NOW) as tx:
        await end_device(tx, "gate-1")
    ended = await gate.send(gate.punch())

    assert [(status, answer["error"]) for status, answer in (forged, unknown, ended)] == [
        (401, "signature"),
        (401, "unknown_device"),
        (401, "unknown_device"),
    ]
    assert await kept(look) == []
    assert await look.fetchval("select count(*) from device_nonces") == 0


async def test_one_punch_that_is_wrong_refuses_all_and_each_is_named(database, gate, look):
    status, answer = await gate.send(
        gate.punch(),
        gate.punch("T9999"),
        gate.punch(ago=timedelta(minutes=-5)),
        gate.punch(ago=timedelta(days=200)),
        {"person": "T0001", "at": "2026-11-22 07:58"},
        7,
    )

    async with database.begin(NOW) as tx:
        (device,) = await list_devices(tx)
    assert (status, answer["error"], answer["kept"]) == (422, "punches", 0)
    assert [(each["index"], each["result"]) for each in answer["punches"]] == [
        (1, "unknown_person"),
        (2, "from_the_future"),
        (3, "too_old"),
        (4, "time"),
        (5, "shape"),
    ]
    assert await kept(look) == []
    assert list(device.strangers) == ["T9999"]


async def test_a_stranger_is_no_longer_shown_when_somebody_has_that_number(database, gate, look):
    await gate.send(gate.punch("T9999"))
    await look.execute("insert into people (name, staff_no) values ('赵六', 'T9999')")

    assert (await gate.send(gate.punch("T9999")))[0] == 200
    async with database.begin(NOW) as tx:
        (device,) = await list_devices(tx)
    assert list(device.strangers) == []


async def test_a_clock_that_is_days_off_is_refused_and_it_hears_of_it(gate, look):
    gate.ahead = timedelta(days=-3)

    status, answer = await gate.send(gate.punch())

    assert (status, answer["error"]) == (401, "clock")
    assert "gate-1" in await look.fetchval("select text from alerts")


async def test_five_hundred_fit_and_one_more_does_not(gate, look):
    full = [gate.punch(ago=timedelta(seconds=number), place="东门" * 50) for number in range(500)]

    assert (await gate.send(*full))[1]["new"] == 500
    assert (await gate.send(*full, gate.punch()))[0] == 413
    assert (await gate.send())[0] == 413


async def test_without_headers_nothing_is_read(gate):
    async with gate.client.post("/api/v1/punches", data=b"{}") as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, "headers")


async def test_the_description_names_every_door(gate):
    async with gate.client.get("/api/v1/openapi.json") as answer:
        described = (await answer.json())["paths"]

    paths = {route.resource.canonical for route in gate.client.server.app.router.routes()}
    assert set(described) == paths - {"/api/v1/openapi.json"}
