"""One id leads from a callback to what was sent because of it, also where two happen at once."""

import pytest
import structlog

from domain.address import Address
from domain.events import Source
from storage.database import Database
from storage.outbox import say
from storage.plain import KEY_LENGTH, fitted
from storage.request_ids import follow, followed, request_id_of
from tests.jobs.scripted import clock

STAFF = Source("wecom", "staff")


@pytest.fixture(autouse=True)
def nothing_followed():
    structlog.contextvars.clear_contextvars()
    yield
    structlog.contextvars.clear_contextvars()


@pytest.mark.parametrize("key", ["m1", "事件", "k" * 400])
async def test_the_database_works_out_the_same_id_as_the_front_door(database: Database, key):
    connection = await database.connect()
    await connection.execute(
        """insert into inbox (platform, account, event_key, kind, lane, body)
        values ('wecom', 'staff', $1, 'k', '', '')""",
        fitted(key, KEY_LENGTH),
    )
    worked_out = await connection.fetchval("select request_id from report.inbox")
    await connection.close()

    assert worked_out == request_id_of(STAFF, key)


async def test_a_delivery_carries_the_id_of_what_led_to_it(database: Database):
    for request_id in ("a1", "b2", ""):
        follow(request_id)
        async with database.begin(clock()) as tx:
            await say(tx, Address(STAFF, f"t{request_id}", None), "您好", key=f"k{request_id}")

    connection = await database.connect()
    rows = await connection.fetch("select recipient, request_id from report.deliveries order by recipient")
    await connection.close()
    assert [tuple(row) for row in rows] == [("t", ""), ("ta1", "a1"), ("tb2", "b2")]
    assert followed() == ""
