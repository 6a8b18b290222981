"""The directory read from the emulated platform, which was written from the documentation and not from our readers."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.dingtalk.asking import Asking
from adapters.dingtalk.callback import Gate
from adapters.dingtalk.directory import DirectoryReader
from adapters.dingtalk.directory_part import PartReader
from adapters.dingtalk.parse import Parser
from adapters.dingtalk.settings import DingtalkSettings
from domain.directory import Untold
from domain.events import Change, DirectoryChanged
from emulator.dingtalk.org import CallbackAddress, VisibleRange
from emulator.dingtalk.people import Department, Member
from emulator.server import Emulator
from tests.dingtalk.test_emulated_api import MEMBERS, client, emulator, org
from tests.dingtalk.test_emulated_api import settings_of as settings_in_stream_mode

__all__ = ["client", "emulator", "org"]


def settings_of(emulator: Emulator) -> DingtalkSettings:
    aes_key = "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij"
    return replace(settings_in_stream_mode(emulator), mode="http", token="QDG6eKtoken", aes_key=aes_key)


@pytest.fixture
def asking(client) -> Asking:
    return Asking(client=client)


@pytest.fixture
def whole(asking) -> DirectoryReader:
    return DirectoryReader(asking=asking, staff_no_from="job_number")


@pytest.fixture
def part(asking) -> PartReader:
    return PartReader(asking=asking, staff_no_from="job_number")


async def test_a_part_shows_what_the_whole_shows(whole, part):
    read = await whole.read()

    again = await part.read(["li4", "zhang3", "new6"], ["4"])

    assert set(again.members.values()) == set(read.members)
    assert set(again.departments.values()) == set(read.departments)
    assert again.untold == read.untold


async def test_a_member_comes_with_their_departments_and_all_above(part):
    again = await part.read(["new6"], [])

    assert again.departments.keys() == {"3", "1"}


async def test_what_is_gone_is_told_as_gone(org, part):
    org.roster.drop_member("new6")
    org.roster.drop_department(4)

    again = await part.read(["new6"], ["4"])

    assert (again.members, again.departments) == ({"new6": None}, {"4": None})


async def test_ids_are_told_apart_by_case_and_the_one_that_is_there_counts(org, part):
    org.roster.drop_member("new6")
    org.roster.put_member(replace(MEMBERS[2], userid="NEW6"))

    assert (await part.read(["new6", "NEW6"], [])).members["new6"].user_id == "NEW6"
    assert (await part.read(["NEW6", "new6"], [])).members["new6"].user_id == "NEW6"


async def test_who_is_out_of_sight_is_left_out_and_not_gone(org, part):
    org.visible = VisibleRange(departments=frozenset({4}))

    again = await part.read(["new6", "zhang3"], ["2"])

    assert again.members.keys() == {"zhang3"}
    assert again.departments.keys() == {"4"}
    assert again.departments["4"].parent_id is None


async def test_an_empty_post_of_one_member_is_not_told_from_one_that_may_not_be_read(part):
    assert (await part.read(["li4"], [])).untold == {Untold.POSITION, Untold.LEADERS}
    assert (await part.read(["zhang3"], [])).untold == frozenset()


async def test_while_reading_one_hears_how_many_there_are(whole):
    heard: list[int] = []

    await whole.read(heard.append)

    assert len(heard) == 4
    assert heard[-1] == 3


async def test_whatever_the_administrator_does_is_told_by_ids(org, emulator):
    gate, parser = Gate(settings_of(emulator)), Parser(settings_of(emulator))
    events: list[DirectoryChanged] = []

    async def take(request: web.Request) -> web.Response:
        received = gate.decode(request.query, request.headers, await request.read(), datetime.now(UTC))
        events.append(parser.parse(received.kind, received.body))
        return web.Response(body=received.answer, content_type="application/json")

    application = web.Application()
    application.router.add_post("/callback", take)
    async with TestServer(application) as server:
        settings = settings_of(emulator)
        org.callback = CallbackAddress(str(server.make_url("/callback")), settings.token, settings.aes_key)
        admin = emulator.dingtalk_admin()
        admin.add_user(Member(userid="Qian7", name="钱七", dept_ids=(3,)))
        admin.modify_user("Qian7", Member(userid="Qian7", name="钱柒", dept_ids=(4,)))
        admin.leave_user("Qian7")
        admin.create_department(Department(dept_id=5, name="科研处"))
        admin.modify_department(Department(dept_id=5, name="科研处", parent_id=3))
        admin.remove_department(5)
        await emulator.settled()

    told = {(event.change, event.members, event.departments) for event in events}
    assert told == {(Change.MEMBER, ("Qian7",), ()), (Change.DEPARTMENT, (), ("5",))}
    assert len(events) == 6
