"""Guardians are written to by WeCom's school directory: by the student's number, once, and nobody else is."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from adapters.ports import PlatformRefused, RecipientUnreachable, SendText
from adapters.wecom.client import WecomClient
from adapters.wecom.deliveries import Deliveries
from domain.address import GUARDIANS
from emulator.clock import MovableClock
from emulator.server import Emulator
from emulator.wecom.apps import App
from emulator.wecom.corp import Corp
from emulator.wecom.ledger import Outcome
from emulator.wecom.people import Department
from emulator.wecom.school import School
from tests.memory_tokens import MemoryTokens

AGENT = 1000002
WORDS = "【示例学院】小明已获准离校，3月5日 08:00 至 17:00。"


@pytest.fixture
def corp() -> Corp:
    return Corp(
        "wwcollege0001",
        departments=[Department(id=1, name="示例职业技术学院", parent_id=0)],
        apps=[App(agent_id=AGENT, secret="staff-secret", callback=None)],
        school=School(parents={"S2024001": ("p1", "p2"), "S2024002": ()}, apps=frozenset({AGENT})),
    )


@pytest.fixture
async def running(corp) -> AsyncIterator[Emulator]:
    async with Emulator(corp, clock=MovableClock(datetime(2030, 3, 4, 12, tzinfo=UTC))) as running:
        yield running


@pytest.fixture
async def deliveries(running) -> AsyncIterator[Deliveries]:
    client = WecomClient(
        api_base=running.api_base,
        corp_id="wwcollege0001",
        application=str(AGENT),
        secret="staff-secret",
        tokens=MemoryTokens(),
    )
    yield Deliveries(client, AGENT, "https://bot.example.edu.cn")
    await client.aclose()


def to(student: str) -> SendText:
    return SendText(to=f"{GUARDIANS}{student}", text=WORDS, serial=7)


async def test_the_parents_of_a_student_get_the_words_once(running, deliveries):
    await deliveries.deliver(to("S2024001"))
    await deliveries.deliver(to("S2024001"))  # the answer was lost

    rows = running.wecom.ledger.sendings
    assert [row.outcome for row in rows] == [Outcome.DELIVERED, Outcome.REPEATED]
    assert b"touser" not in rows[0].body


@pytest.mark.parametrize("student", ["S2024002", "S9999999"])
async def test_whose_parents_nobody_knows_is_told(deliveries, student):
    with pytest.raises(RecipientUnreachable, match="家校通讯录里没有这个学生"):
        await deliveries.deliver(to(student))


@pytest.mark.parametrize("student", ["@all", "a|b", ""])
async def test_never_everybodys(deliveries, running, student):
    with pytest.raises(PlatformRefused):
        await deliveries.deliver(to(student))
    assert running.wecom.ledger.sendings == []


@pytest.mark.parametrize("school", [None, School(parents={"S2024001": ("p1",)})])
async def test_without_the_right_it_is_buried_and_the_account_goes_on(corp, deliveries, school):
    corp.school = school

    with pytest.raises(PlatformRefused, match="家校沟通"):
        await deliveries.deliver(to("S2024001"))
