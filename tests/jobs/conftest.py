"""A gateway to be connected to, and somebody who looks at the database from outside."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.dingtalk.gateway import Gateway, running


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    async with running() as gateway:
        yield gateway


@pytest.fixture
async def look(address: str) -> AsyncIterator[asyncpg.Connection]:
    """Somebody who looks at the database from outside."""
    connection = await asyncpg.connect(address)
    yield connection
    await connection.close()
