"""A platform that stands in, and clients of it that are closed at the end."""

import socket
from collections.abc import AsyncIterator, Callable

import pytest

from adapters.wecom.client import WecomClient
from tests.memory_tokens import MemoryTokens
from tests.wecom.stand_in import SECRET, StandIn, stand_in


@pytest.fixture
async def wecom() -> AsyncIterator[StandIn]:
    async with stand_in() as platform:
        yield platform


@pytest.fixture
def tokens() -> MemoryTokens:
    return MemoryTokens()


@pytest.fixture
async def new_client(wecom, tokens) -> AsyncIterator[Callable[..., WecomClient]]:
    """Makes clients; each one stands for a replica."""
    made: list[WecomClient] = []

    def make(secret: str = SECRET, base: str = "") -> WecomClient:
        client = WecomClient(
            api_base=base or wecom.base, corp_id="ww1", application="1000002", secret=secret, tokens=tokens
        )
        made.append(client)
        return client

    yield make
    for client in made:
        await client.aclose()


@pytest.fixture
def client(new_client) -> WecomClient:
    return new_client()


@pytest.fixture
def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
