"""The directory read from the emulated platform, which was written from the documentation and not from our readers."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.wecom.asking import Asking
from adapters.wecom.client import WecomClient
from adapters.wecom.directory import DirectoryReader
from adapters.wecom.directory_part import PartReader
from emulator.server import Emulator
from emulator.wecom.apps import App, VisibleRange
from emulator.wecom.corp import Corp
from emulator.wecom.people import Department, Member
from tests.memory_tokens import MemoryTokens

AGENT = 1000002
DEPARTMENTS = (
    Department(id=1, name="示例职业技术学院", parent_id=0),
    Department(id=2, name="人事处", leaders=("Li4",)),
    Department(id=3, name="教务处"),
    Department(id=4, name="考试中心", parent_id=3, leaders=("zhang3",)),
)
MEMBERS = (
    Member(user_id="Li4", name="李四", departments=(2,)),
    Member(user_id="zhang3", name="张三", departments=(2, 4), position="干事", direct_leaders=("Li4",)),
    Member(user_id="wang5", name="王五", departments=(3,)),
)


@pytest.fixture
def corp() -> Corp:
    app = App(agent_id=AGENT, secret="staff-secret", callback=None)
    return Corp("wwcollege0001", departments=DEPARTMENTS, members=MEMBERS, apps=[app])


@pytest.fixture
async def asking(corp) -> AsyncIterator[Asking]:
    async with Emulator(corp) as running:
        client = WecomClient(
            api_base=running.api_base,
            corp_id="wwcollege0001",
            application=str(AGENT),
            secret="staff-secret",
            tokens=MemoryTokens(),
        )
        yield Asking(client)
        await client.aclose()


@pytest.fixture
def whole(asking) -> DirectoryReader:
    return DirectoryReader(asking=asking, agent_id=AGENT, staff_no_attribute="工号")


@pytest.fixture
def part(asking) -> PartReader:
    return PartReader(asking=asking, staff_no_attribute="工号")


async def test_a_part_shows_what_the_whole_shows(whole, part):
    read = await whole.read()

    again = await part.read(["Li4", "ZHANG3", "wang5"], ["2", "4"])

    assert set(again.members.values()) == set(read.members)
    assert again.members.keys() == {"li4", "zhang3", "wang5"}
    assert set(again.departments.values()) == set(read.departments)


async def test_a_member_comes_with_their_departments_and_all_above(part):
    again = await part.read(["wang5"], [])

    assert again.departments.keys() == {"3", "1"}
    assert again.departments["1"].parent_id is None


async def test_what_is_gone_is_told_as_gone(corp, part):
    corp.roster.drop_member("wang5")
    corp.roster.drop_department(4)

    again = await part.read(["wang5"], ["4"])

    assert (again.members, again.departments) == ({"wang5": None}, {"4": None})


async def test_of_a_member_whose_id_was_changed_both_are_told(corp, part):
    corp.roster.drop_member("wang5")
    corp.roster.put_member(replace(MEMBERS[2], user_id="wangwu"))

    again = await part.read(["wang5", "wangwu"], [])

    assert again.members["wang5"] is None
    assert again.members["wangwu"].name == "王五"


async def test_who_is_out_of_sight_is_left_out_and_not_gone(corp, part):
    corp.apps[AGENT].visible = VisibleRange(departments=frozenset({4}))

    again = await part.read(["wang5", "zhang3"], ["2"])

    assert again.members.keys() == {"zhang3"}
    assert again.departments.keys() == {"4"}
    assert again.departments["4"].parent_id is None


async def test_while_reading_one_hears_how_many_there_are(whole):
    heard: list[int] = []

    await whole.read(heard.append)

    assert len(heard) == len(DEPARTMENTS)
    assert heard == sorted(heard)
    assert heard[-1] == len(MEMBERS)
