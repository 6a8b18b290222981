"""One college for each file, in which all its stories are told one after the other."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from storage.embedded import EmbeddedServer
from tests.flows.house import Flows, open_flows


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def flows(
    request: pytest.FixtureRequest, pg_server: EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Flows]:
    """On the platforms that the file names."""
    folder = tmp_path_factory.mktemp("flows")
    async with open_flows(pg_server, template, folder, *request.module.PLATFORMS) as flows:
        yield flows
