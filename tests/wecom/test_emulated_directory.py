"""The directory read from the emulated platform, which was written from the documentation and not from our readers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.wecom.asking import Asking
from adapters.wecom.client import WecomClient
from adapters.wecom.directory import DirectoryReader
from adapters.wecom.directory_part import PartReader
from adapters.wecom.platform import WecomPlatform
from adapters.wecom.settings import WecomSettings
from domain.events import Change, DirectoryChanged
from emulator.server import Emulator
from emulator.wecom.apps import App, CallbackAddress, ContactForm, ContactSync, VisibleRange
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


@dataclass
class Door:
    """Our own address for callbacks: opened by the product's gate and understood by its parser."""

    platform: WecomPlatform
    events: list[DirectoryChanged] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        received = self.platform.decode(request.query, request.headers, await request.read(), datetime.now(UTC))
        self.events.append(self.platform.parse(received.kind, received.body))
        return web.Response()


@pytest.fixture
async def door() -> AsyncIterator[tuple[Door, str]]:
    settings = WecomSettings(
        name="staff",
        corp_id="wwcollege0001",
        agent_id=AGENT,
        secret="staff-secret",
        token="QDG6eK",
        aes_key="jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
        public_url="https://bot.example.edu.cn",
    )
    platform = WecomPlatform(settings, MemoryTokens())
    opened = Door(platform)
    application = web.Application()
    application.router.add_post("/callback", opened.take)
    async with TestServer(application) as server:
        yield opened, str(server.make_url("/callback"))
    await platform.aclose()


@pytest.mark.parametrize("form", ContactForm)
async def test_whatever_the_administrator_does_is_told_by_ids(form, corp, door):
    opened, url = door
    address = CallbackAddress(url, "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C")
    corp.contact_sync = ContactSync(secret="contacts-secret", callback=address, form=form)
    async with Emulator(corp) as running:
        admin = running.admin()
        admin.put_member(Member(user_id="qian7", name="钱七", departments=(3,)))
        admin.put_member(Member(user_id="qian7", name="钱七", departments=(3, 4)))
        admin.rename_user_id("qian7", "Qian70")
        admin.drop_member("Qian70")
        admin.put_department(Department(id=5, name="科研处"))
        admin.put_department(Department(id=5, name="科研处", parent_id=3))
        admin.drop_department(5)
        await running.settled()

    told = {(event.change, event.members, event.departments, event.renamed_to) for event in opened.events}
    assert told == {
        (Change.MEMBER, ("qian7",), (), None),
        (Change.MEMBER, ("qian7", "Qian70"), (), "Qian70"),
        (Change.MEMBER, ("Qian70",), (), None),
        (Change.DEPARTMENT, (), ("5",), None),
    }
    assert len(opened.events) == 7
