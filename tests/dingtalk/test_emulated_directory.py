"""The directory read from the emulated platform, which was written from the documentation and not from our readers."""

from dataclasses import replace

import pytest

from adapters.dingtalk.asking import Asking
from adapters.dingtalk.directory import DirectoryReader
from adapters.dingtalk.directory_part import PartReader
from domain.directory import Untold
from emulator.dingtalk.org import VisibleRange
from tests.dingtalk.test_emulated_api import MEMBERS, client, emulator, org

__all__ = ["client", "emulator", "org"]


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
