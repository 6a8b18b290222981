"""The same made college on either platform, read once and held by the product."""

from collections.abc import AsyncIterator

import pytest

from emulator.college_maker import make_college
from emulator.server import Emulator
from emulator.wecom.college import College
from storage.database import Database
from tests.directory.campus import Campus, make_corp, make_org, on_dingtalk, on_wecom

PEOPLE, DEPARTMENTS = 600, 70


@pytest.fixture(scope="package")
def college() -> College:
    return make_college(PEOPLE, departments=DEPARTMENTS)


@pytest.fixture(params=["wecom", "dingtalk"])
async def unread(request: pytest.FixtureRequest, database: Database, college: College) -> AsyncIterator[Campus]:
    """Nothing is held of it yet."""
    if request.param == "wecom":
        async with Emulator(make_corp(college)) as emulator:
            campus, wecom = on_wecom(database, college, emulator)
            yield campus
            await wecom.aclose()
    else:
        async with Emulator(dingtalk=[make_org(college)]) as emulator:
            campus, dingtalk = on_dingtalk(database, college, emulator)
            yield campus
            await dingtalk.aclose()


@pytest.fixture
async def campus(unread: Campus) -> Campus:
    """Everything of it is held."""
    counts = await unread.sync()
    assert (counts.joined, counts.departments_added) == (PEOPLE, DEPARTMENTS)
    return unread
