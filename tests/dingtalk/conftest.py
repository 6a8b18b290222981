"""A platform that stands in, and clients of it that are closed at the end."""

from collections.abc import AsyncIterator, Callable

import pytest

from adapters.dingtalk.client import DingtalkClient
from adapters.dingtalk.settings import DingtalkSettings
from tests.dingtalk.stand_in import CLIENT_ID, SECRET, StandIn, stand_in
from tests.memory_tokens import MemoryTokens


@pytest.fixture
async def dingtalk() -> AsyncIterator[StandIn]:
    async with stand_in() as platform:
        yield platform


@pytest.fixture
def tokens() -> MemoryTokens:
    return MemoryTokens()


@pytest.fixture
def new_settings(dingtalk) -> Callable[..., DingtalkSettings]:
    def make(**changes) -> DingtalkSettings:
        given = {
            "name": "students",
            "client_id": CLIENT_ID,
            "client_secret": SECRET,
            "corp_id": "ding0123456789abcdef",
            "agent_id": 123456,
            "robot_code": CLIENT_ID,
            "public_url": "https://bot.example.edu.cn",
            "api_base": dingtalk.base,
            "oapi_base": dingtalk.base,
        }
        return DingtalkSettings(**(given | changes))

    return make


@pytest.fixture
async def new_client(new_settings, tokens) -> AsyncIterator[Callable[..., DingtalkClient]]:
    """Makes clients; each one stands for a replica."""
    made: list[DingtalkClient] = []

    def make(**changes) -> DingtalkClient:
        made.append(DingtalkClient(new_settings(**changes), tokens))
        return made[-1]

    yield make
    for client in made:
        await client.aclose()


@pytest.fixture
def client(new_client) -> DingtalkClient:
    return new_client()
