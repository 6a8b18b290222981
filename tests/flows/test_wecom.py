"""Every form from 办事 to its end, with everybody on WeCom."""

import pytest

from tests.flows.ends import check_end
from tests.flows.house import WECOM, Flows
from tests.flows.story import STORIES, Telling

PLATFORMS = [WECOM]
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("key", STORIES)
async def test_a_request_runs_to_its_end(flows: Flows, key: str):
    told = Telling(flows, STORIES[key], lambda _: WECOM)

    await told.run()

    await check_end(told)
