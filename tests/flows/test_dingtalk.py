"""Every form (with `make test`, every other one) from 办事 to its end, with everybody on DingTalk and its stream."""

import pytest

from tests.flows.ends import check_end
from tests.flows.house import DINGTALK, SOURCES, Flows
from tests.flows.story import STORIES, Telling
from tests.thorough import share

PLATFORMS = [DINGTALK]
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("key", share(list(STORIES), 1, len(SOURCES)))
async def test_a_request_runs_to_its_end(flows: Flows, key: str):
    told = Telling(flows, STORIES[key], lambda _: DINGTALK)

    await told.run()

    await check_end(told)
