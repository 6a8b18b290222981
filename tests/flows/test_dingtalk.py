"""Every form from 办事 to its end, with everybody on DingTalk, whose events come through its stream."""

import pytest

from tests.flows.ends import check_end
from tests.flows.house import DINGTALK, Flows
from tests.flows.story import STORIES, Telling

PLATFORMS = [DINGTALK]
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("key", STORIES)
async def test_a_request_runs_to_its_end(flows: Flows, key: str):
    told = Telling(flows, STORIES[key], lambda _: DINGTALK)

    await told.run()

    await check_end(told)
