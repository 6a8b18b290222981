"""The front door: what is good is stored before it is answered, what is not is turned away without a word."""

import asyncio
import gzip
from collections import Counter
from collections.abc import AsyncIterator

import asyncpg
import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import RawTestServer
from structlog.testing import capture_logs

from domain.events import Source
from storage import inbox
from storage.database import Database
from storage.inbox import Acceptor
from tests.jobs.scripted import STAFF, ScriptedPlatform, clock
from tests.waiting import until
from web import callbacks
from web.callbacks import FrontDoor

GOOD = {"signature": "good", "key": "m1", "lane": "zhang3"}
PATH = "/callback/wecom/staff"
MOST = 256 * 1024


class Tally(Counter[tuple[Source | None, str, int]]):
    """Counts as the metrics do."""

    def count_callback(self, source: Source | None, method: str, status: int) -> None:
        self[source, method, status] += 1


@pytest.fixture
async def server(database: Database) -> AsyncIterator[RawTestServer]:
    async with Acceptor(database) as acceptor:
        door = FrontDoor({STAFF: ScriptedPlatform()}, acceptor, clock, Tally())
        async with RawTestServer(door.answer) as server:
            yield server


@pytest.fixture
async def client(server: RawTestServer) -> AsyncIterator[ClientSession]:
    async with ClientSession(server.make_url("/")) as session:
        yield session


async def stored(database: Database) -> list[tuple[str, str, bytes]]:
    async with database.engine.connect() as conn:
        found = await conn.exec_driver_sql("select event_key, lane, body from inbox order by id")
        return [(row.event_key, row.lane, bytes(row.body)) for row in found]


async def test_a_good_callback_is_stored_and_answered_with_nothing(client: ClientSession, database: Database):
    async with client.post(PATH, params=GOOD, data=b"<xml/>") as answer:
        assert (answer.status, await answer.read()) == (200, b"")

    assert await stored(database) == [("m1", "zhang3", b"<xml/>")]


async def test_what_is_only_to_be_answered_is_not_stored(client: ClientSession, database: Database):
    asking = {"signature": "good", "key": "", "answer": '{"encrypt":"success"}'}

    async with client.post(PATH, params=asking, data=b"{}") as answer:
        assert (answer.content_type, await answer.text()) == ("application/json", '{"encrypt":"success"}')

    assert await stored(database) == []


async def test_a_platform_that_wants_words_for_an_answer_gets_them(client: ClientSession):
    async with client.post(PATH, params=GOOD | {"answer": "success"}, data=b"{}") as answer:
        assert (answer.status, await answer.read()) == (200, b"success")


async def test_the_address_check_is_answered_with_what_was_asked(client: ClientSession, database: Database):
    async with client.get(PATH, params={"echostr": "ours"}) as answer:
        assert (answer.status, await answer.read()) == (200, b"plain")
    async with client.get(PATH, params={"echostr": "theirs"}) as answer:
        assert (answer.status, await answer.read()) == (403, b"")

    assert await stored(database) == []


async def test_a_forged_callback_is_refused_without_detail_and_not_stored(client: ClientSession, database: Database):
    with capture_logs() as logged:
        async with client.post(PATH, params=GOOD | {"signature": "evil"}, data="口令123".encode()) as answer:
            assert (answer.status, await answer.read()) == (403, b"")

    assert await stored(database) == []
    assert [(line["event"], line["reason"], line["times"]) for line in logged] == [("callback_refused", "signature", 1)]
    assert "口令" not in str(logged)
    assert "evil" not in str(logged)


async def test_a_flood_of_forgeries_does_not_flood_the_log(client: ClientSession):
    with capture_logs() as logged:
        for _ in range(50):
            async with client.post(PATH, params=GOOD | {"signature": "evil"}, data=b"x"):
                pass

    assert len(logged) < 10


@pytest.mark.parametrize("path", ["/callback/wecom/other", "/callback/dingtalk/staff"])
async def test_an_account_that_is_not_configured_does_not_exist(client: ClientSession, path: str):
    async with client.post(path, params=GOOD, data=b"x") as answer:
        assert (answer.status, await answer.read()) == (404, b"")


async def test_the_largest_body_is_256_kibibytes(client: ClientSession, database: Database):
    async def pieces(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 1024):
            yield b"x" * 1024

    for body, status in ((b"x" * MOST, 200), (b"x" * (MOST + 1), 413), (pieces(MOST), 200), (pieces(MOST + 4096), 413)):
        async with client.post(PATH, params=GOOD, data=body) as answer:
            assert (answer.status, await answer.read()) == (status, b"")

    assert [len(body) for _, _, body in await stored(database)] == [MOST]


async def test_an_encoded_body_is_not_decoded(client: ClientSession, database: Database):
    bomb = gzip.compress(b"x" * 10_000_000)
    async with client.post(PATH, params=GOOD, data=bomb, headers={"Content-Encoding": "gzip"}) as answer:
        assert answer.status == 400

    assert await stored(database) == []


async def test_a_slow_body_is_given_up(server: RawTestServer, database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(callbacks, "BODY_DEADLINE", 0.1)
    answer = await raw(server, b"Content-Length: 10\r\n\r\nhalf")

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert await stored(database) == []


async def test_half_a_body_from_somebody_who_left_is_not_stored(server: RawTestServer, database: Database):
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(request(b"Content-Length: 10\r\n\r\nhalf"))
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    await reader.read()

    assert await stored(database) == []


async def test_a_body_that_comes_in_pieces_is_one_body(server: RawTestServer, database: Database):
    reader, writer = await asyncio.open_connection(server.host, server.port)
    for piece in (b"Content-Length: 10\r\n\r\nhel", b"lo", b"world"):
        writer.write(request(piece) if piece.startswith(b"Content") else piece)
        await writer.drain()
        await asyncio.sleep(0.02)
    answer = await reader.readuntil(b"\r\n\r\n")
    writer.close()

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert [body for _, _, body in await stored(database)] == [b"helloworld"]


async def test_what_cannot_be_stored_is_not_acknowledged(
    client: ClientSession, database: Database, address: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(inbox, "PATIENCE", 0.2)
    blocker = await asyncpg.connect(address)
    async with blocker.transaction():
        await blocker.execute("lock inbox")
        async with client.post(PATH, params=GOOD, data=b"x") as answer:
            assert (answer.status, await answer.read()) == (503, b"")
    await blocker.close()

    async with client.post(PATH, params=GOOD, data=b"x") as answer:
        assert answer.status == 200
    assert [key for key, _, _ in await stored(database)] == ["m1"]


async def test_too_many_callbacks_at_once_are_sent_away_to_come_again(
    client: ClientSession, database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(inbox, "CAPACITY", 0)
    async with client.post(PATH, params=GOOD, data=b"x") as answer:
        assert answer.status == 503


async def test_a_platform_that_hangs_up_while_we_store_finds_it_stored(server: RawTestServer, database: Database):
    _, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(request(b"Content-Length: 1\r\n\r\nx"))
    await writer.drain()
    writer.transport.abort()

    await until(lambda: stored(database))
    assert [key for key, _, _ in await stored(database)] == ["m1"]


def request(rest: bytes) -> bytes:
    return b"POST /callback/wecom/staff?signature=good&key=m1 HTTP/1.1\r\nHost: x\r\n" + rest


async def raw(server: RawTestServer, rest: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(request(rest))
    await writer.drain()
    answer = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    return answer
