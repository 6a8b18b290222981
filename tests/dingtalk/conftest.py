"""A platform that stands in with its gateway, and clients of it that are closed at the end."""

from collections.abc import AsyncIterator, Callable

import pytest

from adapters.dingtalk import deliveries as paths
from adapters.dingtalk import template_cards, work_notices
from adapters.dingtalk.client import DingtalkClient
from adapters.dingtalk.deliveries import Deliveries
from adapters.dingtalk.settings import DingtalkSettings
from tests.dingtalk.delivering import LINKS, NOW, SENT, SHOWN
from tests.dingtalk.gateway import Gateway, running
from tests.dingtalk.listening import Store
from tests.dingtalk.stand_in import CLIENT_ID, OK, SECRET, StandIn, stand_in
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


@pytest.fixture
def agreeable(dingtalk) -> StandIn:
    """The platform takes whatever is delivered."""
    dingtalk.lay(paths.SEND, SENT)
    dingtalk.lay(paths.SEND_TO_GROUP, {"processQueryKey": "G1"})
    dingtalk.lay(template_cards.CREATE, SHOWN)
    dingtalk.lay(work_notices.SEND, {**OK, "task_id": 25})
    dingtalk.lay(work_notices.RESULT, {**OK, "send_result": {"unread_user_id_list": ["li4"]}})
    return dingtalk


@pytest.fixture
async def new_deliveries(agreeable, new_settings, new_client) -> AsyncIterator[Callable[..., Deliveries]]:
    made: list[Deliveries] = []

    def make(**changes) -> Deliveries:
        given = {"robot_code": "dingrobot"} | changes
        client = new_client(**given)
        made.append(Deliveries(client, new_settings(**given), LINKS, lambda: NOW, looks=(0.0, 0.0)))
        return made[-1]

    yield make
    for deliveries in made:
        await deliveries.aclose()


@pytest.fixture
def deliveries(new_deliveries) -> Deliveries:
    return new_deliveries()


@pytest.fixture
def templated(new_deliveries) -> Deliveries:
    return new_deliveries(card_template_id="tpl.schema")


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    async with running() as gateway:
        yield gateway


@pytest.fixture
def store() -> Store:
    return Store()
