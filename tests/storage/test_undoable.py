"""A part of a transaction that ends badly leaves nothing behind, neither rows nor what was collected for the end."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from domain.address import Address
from domain.events import Source
from storage.database import Database, Tx
from storage.outbox import say
from storage.tables import audit, heartbeats, outbox

MONDAY = datetime(2030, 3, 4, 1, 0, tzinfo=UTC)
ZHANG = Address(Source("wecom", "staff"), "zhang3", None)


async def act(tx: Tx, name: str) -> None:
    """A row, an audit entry and a delivery."""
    await tx.conn.execute(insert(heartbeats).values(name=name, started_at=tx.now, beat_at=tx.now))
    tx.audit("person:1", name, "request:1001")
    await say(tx, ZHANG, name, key=name)


async def try_in_vain(tx: Tx, end: type[BaseException]) -> None:
    async with tx.undoable():
        await act(tx, "inside")
        raise end


async def kept(database: Database) -> list[list[str]]:
    async with database.begin(MONDAY) as tx:
        columns = (heartbeats.c.name, audit.c.action, outbox.c.dedupe_key)
        return [sorted((await tx.conn.execute(select(column))).scalars()) for column in columns]


@pytest.mark.parametrize("end", [ValueError, asyncio.CancelledError])
async def test_what_ends_badly_leaves_nothing_and_the_rest_goes_on(database: Database, end: type[BaseException]):
    async with database.begin(MONDAY) as tx:
        await act(tx, "before")
        with pytest.raises(end):
            await try_in_vain(tx, end)
        await act(tx, "after")

    assert await kept(database) == [["after", "before"]] * 3


async def test_what_ends_well_is_kept_with_the_rest(database: Database):
    async with database.begin(MONDAY) as tx:
        await act(tx, "before")
        async with tx.undoable():
            await act(tx, "inside")

    assert await kept(database) == [["before", "inside"]] * 3
