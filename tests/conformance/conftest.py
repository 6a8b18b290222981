"""Every platform in turn, and pairs of them in one house."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from storage import cards
from storage.database import Database
from tests.conformance.dingtalk_subjects import open_http, open_links, open_stream
from tests.conformance.house import House, open_house
from tests.conformance.subjects import Opener, Subject
from tests.conformance.wecom_subject import open_wecom
from web.h5 import act

SUBJECTS: dict[str, Opener] = {
    "WeCom": open_wecom,
    "DingTalk": open_stream,
    "DingTalk over HTTP": open_http,
    "DingTalk without a template": open_links,
}
PAIRS = [
    ("WeCom", "DingTalk"),
    ("DingTalk over HTTP", "WeCom"),
    ("DingTalk without a template", "WeCom"),
    ("WeCom", "DingTalk without a template"),
]


@pytest.fixture(autouse=True)
def _brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deliveries are driven by hand, when every answer has arrived: nobody need wait for one."""
    monkeypatch.setattr(cards, "QUIET", timedelta())
    monkeypatch.setattr(act, "LOOK", 0.02)


@pytest.fixture(params=SUBJECTS)
async def house(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[House]:
    """With one platform."""
    async with open_house(database, SUBJECTS[request.param]) as house:
        yield house


@pytest.fixture
def subject(house: House) -> Subject:
    """The platform of the house."""
    return house.subjects[0]


@pytest.fixture(params=PAIRS, ids=[f"{here} and {there}" for here, there in PAIRS])
async def two(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[House]:
    """With two platforms, on both of which everybody is."""
    async with open_house(database, *(SUBJECTS[name] for name in request.param)) as house:
        yield house
