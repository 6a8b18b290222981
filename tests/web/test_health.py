"""What monitors and strangers see of the server."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from ipaddress import ip_network

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request
from sqlalchemy import text

from domain.events import Source
from storage.database import Database
from storage.schema import is_migrated
from storage.vitals import Vitals, read_vitals
from web.app import client_address, make_app
from web.health import Health
from web.metrics import Metrics

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
STAFF = Source("wecom", "staff")
TOKEN = "wecom:ww1:1000002:abc"


def probing(database: Database):
    async def probe() -> Vitals | None:
        if not await is_migrated(database):
            return None
        async with database.begin(NOW) as tx:
            return await read_vitals(tx, [TOKEN])

    return probe


async def failing(_: web.Request) -> web.Response:
    raise RuntimeError("what nobody should read")


async def answering(_: web.Request) -> web.Response:
    return web.Response(text="yes")


def routes() -> list[web.RouteDef]:
    return [web.get("/fails", failing), web.get("/only-get", answering)]


async def serving(health: Health) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(make_app(routes(), health, Metrics(health)))) as client:
        yield client
    await health.close()


@pytest.fixture
def health(database) -> Health:
    return Health(probing(database), {STAFF: TOKEN})


@pytest.fixture
async def client(health) -> AsyncIterator[TestClient]:
    async for client in serving(health):
        yield client


@pytest.fixture
async def run(database):
    async def run(statement: str) -> None:
        async with database.begin(NOW) as tx:
            await tx.conn.execute(text(statement))

    return run


async def test_a_living_server_says_so(client):
    answer = await client.get("/healthz")

    assert answer.status == 200
    assert await answer.json() == {"status": "ok"}


async def test_a_migrated_database_makes_it_ready_and_each_part_is_told(client, run):
    await run(
        "insert into inbox (platform, account, event_key, kind, lane, received_at)"
        " values ('wecom', 'staff', 'k', 'text', '', now() - interval '90 s')"
    )

    answer = await client.get("/readyz")
    told = await answer.json()

    assert answer.status == 200
    assert told["status"] == "ready"
    assert told["database"] == "ok"
    assert told["platforms"] == {"wecom:staff": "no_token"}
    assert told["queues"]["inbox"]["waiting"] == 1
    assert 90 <= told["queues"]["inbox"]["oldest_seconds"] < 120


async def test_a_loop_that_has_fallen_silent_is_told_and_one_of_long_ago_is_not(client, run):
    await run(
        "insert into heartbeats values ('schedule', now(), now() - interval '3 minutes'),"
        " ('old', now(), now() - interval '3 days')"
    )

    told = await (await client.get("/readyz")).json()
    figures = await (await client.get("/metrics")).text()

    assert list(told["silent_seconds"]) == ["schedule"]
    assert 180 <= told["silent_seconds"]["schedule"] < 240
    assert 'dutybell_silent_seconds{loop="schedule"} 18' in figures


async def test_a_token_that_is_valid_is_told(client, run):
    await run(
        "insert into platform_tokens (name, sealed, generation, expires_at)"
        f" values ('{TOKEN}', 'x', 1, now() + interval '1 h')"
    )

    assert (await (await client.get("/readyz")).json())["platforms"] == {"wecom:staff": "ok"}


async def test_a_database_without_our_tables_is_not_ready(empty_address):
    database = Database(empty_address)
    async for client in serving(Health(probing(database), {})):
        answer = await client.get("/readyz")

        assert answer.status == 503
        assert (await answer.json())["database"] == "not_migrated"
    await database.close()


async def test_a_database_that_is_away_is_not_ready_and_the_server_lives_on():
    database = Database("postgresql://nobody@127.0.0.1:1/nowhere")
    async for client in serving(Health(probing(database), {})):
        answer = await client.get("/readyz")

        assert answer.status == 503
        assert (await answer.json())["database"] == "unreachable"
        assert (await client.get("/healthz")).status == 200
        assert "dutybell_database_up 0.0" in await (await client.get("/metrics")).text()
    await database.close()


async def test_a_server_that_stops_is_not_ready(client, health):
    health.is_stopping = True

    answer = await client.get("/readyz")

    assert answer.status == 503
    assert (await answer.json())["server"] == "stopping"


async def test_many_monitors_share_one_look():
    looks = 0
    go_on = asyncio.Event()

    async def probe() -> Vitals:
        nonlocal looks
        looks += 1
        await go_on.wait()
        return Vitals({}, {}, {}, 0)

    health = Health(probe, {})
    asking = [asyncio.create_task(health.look()) for _ in range(20)]
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(*asking)
    await health.look()

    assert looks == 1


async def test_metrics_count_callbacks_by_outcome(health):
    metrics = Metrics(health)
    for source, method, status in (
        (STAFF, "POST", 200),
        (STAFF, "POST", 200),
        (STAFF, "GET", 200),
        (STAFF, "POST", 403),
        (STAFF, "POST", 503),
        (STAFF, "POST", 500),
        (None, "POST", 404),
    ):
        metrics.count_callback(source, method, status)

    async with TestClient(TestServer(make_app([], health, metrics))) as client:
        figures = await (await client.get("/metrics")).text()

    counted = {line.split("{")[1] for line in figures.splitlines() if line.startswith("dutybell_callbacks_total{")}
    assert counted == {
        'account="staff",outcome="accepted",platform="wecom"} 2.0',
        'account="staff",outcome="verified",platform="wecom"} 1.0',
        'account="staff",outcome="refused",platform="wecom"} 1.0',
        'account="staff",outcome="not_stored",platform="wecom"} 1.0',
        'account="staff",outcome="failed",platform="wecom"} 1.0',
        'account="unknown",outcome="unknown",platform="unknown"} 1.0',
    }


async def test_unexpected_errors_are_counted(client):
    await client.get("/fails")

    assert "dutybell_http_errors_total 1.0" in await (await client.get("/metrics")).text()


async def test_metrics_tell_queues_and_deliveries(client, run):
    await run(
        "insert into outbox (platform, account, recipient, kind, payload, dedupe_key, state, finished_at)"
        " select 'wecom', 'staff', 'u', 'text', '{}', n::text, case when n = 1 then 'dead' else 'pending' end,"
        " case when n = 1 then now() end from generate_series(1, 3) n"
    )

    figures = await (await client.get("/metrics")).text()

    assert 'dutybell_queue_waiting{queue="outbox"} 2.0' in figures
    assert 'dutybell_deliveries{state="dead"} 1.0' in figures
    assert 'dutybell_deliveries{state="pending"} 2.0' in figures
    assert "dutybell_alerts 0.0" in figures


async def test_every_figure_has_our_name(client):
    figures = await (await client.get("/metrics")).text()

    assert {line.split("_")[0] for line in figures.splitlines() if not line.startswith("#")} == {"dutybell"}


async def test_handling_is_measured_by_kind(health):
    metrics = Metrics(health)
    with metrics.handling("TextSaid"):
        pass

    async with TestClient(TestServer(make_app([], health, metrics))) as client:
        figures = await (await client.get("/metrics")).text()

    assert 'dutybell_handler_seconds_count{kind="TextSaid"} 1.0' in figures


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nowhere", 404), ("POST", "/only-get", 405), ("GET", "/fails", 500)]
)
async def test_errors_are_answered_without_detail_and_nothing_tells_the_software(client, method, path, status):
    answer = await client.request(method, path)

    assert answer.status == status
    assert await answer.read() == b""
    assert "Server" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


async def test_a_405_still_tells_what_is_allowed(client):
    assert "GET" in (await client.post("/only-get")).headers["Allow"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", None, "127.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(peer, forwarded, address):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=peer)

    assert client_address(request, [ip_network("127.0.0.1"), ip_network("10.0.0.0/8")]) == address
