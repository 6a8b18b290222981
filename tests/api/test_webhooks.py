"""Webhooks: told in order, signed, tried again, replayed, and never sent where they are not meant to go."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address, ip_network

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import text

from adapters.webhooks import WebhookClient
from domain.webhooks import PAUSES, Topic, is_address, is_open_to, next_pause, seal
from jobs.webhooks import WebhookCaller
from storage.webhooks import add_webhook, end_webhook, list_webhooks
from tests.handlers.college import MONDAY

SECRET = b"s" * 32
HERE = (ip_network("127.0.0.0/8"),)
LATER = MONDAY + timedelta(hours=2)


@dataclass
class Receiver:
    """Another system; answers with the statuses in their order, then with 200."""

    statuses: list[int] = field(default_factory=list)
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    address: str = ""

    async def take(self, request: web.Request) -> web.Response:
        self.heard.append((dict(request.headers), await request.read()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200, headers={"Location": "/elsewhere"})


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found, app = Receiver(), web.Application()
    app.router.add_post("/{path:.*}", found.take)
    async with TestServer(app) as server:
        found.address = str(server.make_url("/hook"))
        yield found


@pytest.fixture
async def caller(api, database, receiver) -> AsyncIterator[WebhookCaller]:
    async with database.begin(MONDAY) as tx:
        await add_webhook(tx, "erp", receiver.address, SECRET, [Topic.REQUEST_CHANGED])
        await add_webhook(tx, "ended-only", receiver.address, SECRET, [Topic.REQUEST_ENDED])
        await end_webhook(tx, "ended-only")
    client = WebhookClient(HERE, deadline=1)
    yield WebhookCaller(database, client.send, lambda: LATER)
    await client.close()


async def decide(api, decision: str = "refuse", version: int = 2):
    content = {"person": "T-赵组长", "decision": decision, "version": version, "words": "不行"}
    return await api.post("/requests/1001/decisions", content)


async def hurry(database) -> None:
    async with database.begin(LATER) as tx:
        await tx.conn.execute(
            text("update webhook_calls set due_at = now(), leased_until = null where state = 'waiting'")
        )


async def test_a_receiver_can_check_who_told_it_and_learns_nothing_that_was_written(api, caller, receiver):
    assert (await decide(api))[0] == 200
    assert await caller.call_next()
    assert not await caller.call_next()

    ((headers, body),) = receiver.heard
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = b64encode(hmac.digest(SECRET, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert b'"act": "refuse"' in body
    assert "不行" not in body.decode()
    assert "家里有事" not in body.decode()


async def test_what_failed_is_tried_again_and_nothing_overtakes_it(api, caller, receiver, database):
    receiver.statuses = [500, 302]
    await decide(api, "agree")
    await decide(api, "refuse", version=3)

    assert await caller.call_next()
    assert not await caller.call_next()  # the second waits behind the first, which waits for its time
    await hurry(database)
    await caller.call_next()
    await hurry(database)
    while await caller.call_next():
        pass

    ids = [headers["webhook-id"] for headers, _ in receiver.heard]
    assert ids == sorted(ids)
    assert ids[0] == ids[1] == ids[2]
    _, log, _ = await api.get("/webhook-calls", webhook="erp", state="done")
    assert [[each["outcome"] for each in call["attempts"]] for call in log["calls"]][-1] == [
        "refused",
        "redirected",
        "done",
    ]


async def test_what_was_given_up_is_told_to_the_office_and_can_be_sent_again(api, caller, receiver, database):
    receiver.statuses = [500] * (len(PAUSES) + 1)
    await decide(api)
    for _ in range(len(PAUSES) + 1):
        assert await caller.call_next()
        await hurry(database)

    _, log, _ = await api.get("/webhook-calls", state="dead")
    (call,) = log["calls"]
    assert len(call["attempts"]) == len(PAUSES) + 1
    async with database.begin(LATER) as tx:
        assert await tx.conn.scalar(text("select count(*) from alerts where key = 'webhook:erp'")) == 1
    status, made, _ = await api.post(f"/webhook-calls/{call['id']}/replays", {})
    assert status == 201
    assert (await api.post(f"/webhook-calls/{made['id']}/replays", {}))[0] == 409

    assert await caller.call_next()
    ids = {headers["webhook-id"] for headers, _ in receiver.heard}
    assert len(ids) == 1
    async with database.begin(LATER) as tx:
        (listed,) = [each for each in await list_webhooks(tx) if each.name == "erp"]
    assert (listed.waiting, listed.dead) == (0, 1)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/",
        "http://[::1]:1/",
        "http://[::ffff:127.0.0.1]:1/",
        "http://localhost:1/",
        "http://127.1:1/",
    ],
)
async def test_nothing_is_sent_to_an_address_of_the_house_itself(address):
    client = WebhookClient()
    received = await client.send(address, b"{}", seal(SECRET, "1", MONDAY, b"{}"))
    await client.close()

    assert (received.is_done, received.status) == (False, None)
    assert received.outcome == ("unreachable" if "127.1:" in address else "forbidden")  # 127.1 is no address at all


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::1", False),
    ],
)
def test_private_addresses_are_open_only_where_the_configuration_names_them(address, is_open):
    assert is_open_to(ip_address(address), ()) is is_open
    assert is_open_to(ip_address("10.1.2.3"), (ip_network("10.0.0.0/8"),))


@pytest.mark.parametrize(
    ("address", "plain", "good"),
    [
        ("https://erp.example.edu.cn/hook?x=1", False, True),
        ("http://erp.example.edu.cn/", False, False),
        ("http://10.0.0.1/", True, True),
        ("https://user:pw@erp.example.edu.cn/", False, False),
        ("ftp://erp.example.edu.cn/", True, False),
        ("https://", False, False),
        ("https://erp:99999/", False, False),
        ("https://erp\n.cn/", False, False),
    ],
)
def test_an_address_is_one_of_the_web(address, plain, good):
    assert is_address(address, plain=plain) is good


def test_pauses_grow_and_end():
    pauses = [next_pause(attempts) for attempts in range(1, len(PAUSES) + 2)]

    assert pauses[-1] is None
    assert pauses[:-1] == sorted(pauses[:-1])
