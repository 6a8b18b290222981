"""The emulated platform's address book kept by orders, and read back by our reader."""

import pytest

from adapters.dingtalk.asking import Asking
from adapters.dingtalk.contacts import DingtalkContacts
from adapters.dingtalk.directory_part import PartReader
from adapters.ports import PlatformBusy, PlatformMisconfigured, PlatformRefused, PlatformUncertain
from domain.directory import ReadDepartment, ReadMember
from domain.directory_orders import (
    ChangeMember,
    DisableMember,
    MakeDepartment,
    MakeMember,
    MoveDepartment,
    MoveMember,
    RenameDepartment,
)
from emulator.dingtalk.faults import LoseAnswer, Refuse
from tests.dingtalk.test_emulated_api import client, emulator, org

__all__ = ["client", "emulator", "org"]

QIAN = MakeMember(
    user_id="qian7",
    name="钱七",
    departments=("3", "4"),
    leads=("4",),
    direct_leader="li4",
    position="讲师",
    staff_no="T0007",
    mobile="13900000007",
)


@pytest.fixture
def asking(client) -> Asking:
    return Asking(client=client)


@pytest.fixture
def contacts(asking) -> DingtalkContacts:
    return DingtalkContacts(asking=asking, staff_no_from="job_number")


@pytest.fixture
def read(asking):
    part = PartReader(asking=asking, staff_no_from="job_number")

    async def member(user_id: str) -> ReadMember:
        return (await part.read([user_id], [])).members[user_id]

    return member


@pytest.fixture
def read_department(asking):
    part = PartReader(asking=asking, staff_no_from="job_number")

    async def department(number: str) -> ReadDepartment:
        return (await part.read([], [number])).departments[number]

    return department


async def test_a_new_member_is_there_with_everything_that_was_ordered(contacts, read):
    assert await contacts.write(QIAN) == "qian7"

    assert await read("qian7") == ReadMember(
        user_id="qian7",
        name="钱七",
        departments=("3", "4"),
        leads=("4",),
        direct_leaders=("li4",),
        position="讲师",
        staff_no="T0007",
        is_active=False,
    )


async def test_only_what_is_to_change_changes(contacts, read):
    before = await read("zhang3")

    await contacts.write(ChangeMember(user_id="zhang3", position="科长"))

    after = await read("zhang3")
    assert after.position == "科长"
    assert (after.name, after.staff_no, after.direct_leaders, after.departments) == (
        before.name,
        before.staff_no,
        before.direct_leaders,
        before.departments,
    )


async def test_a_superior_can_be_taken_away(contacts, read):
    await contacts.write(ChangeMember(user_id="zhang3", direct_leader=""))

    assert (await read("zhang3")).direct_leaders == ()


async def test_a_mover_leads_no_longer_what_they_left(contacts, read, read_department):
    await contacts.write(MoveMember(user_id="li4", departments=("3",)))

    assert ((await read("li4")).departments, (await read("li4")).leads) == (("3",), ())
    assert (await read_department("2")).leaders == ()


async def test_who_leads_already_stays_beside_the_new_head(contacts, read, read_department):
    await contacts.write(MoveMember(user_id="zhang3", departments=("2",), leads=("2",)))

    assert (await read_department("2")).leaders == ("li4", "zhang3")
    assert (await read("zhang3")).leads == ("2",)


async def test_departments_are_made_renamed_and_moved(contacts, read_department):
    made = await contacts.write(MakeDepartment(name="科研处"))
    await contacts.write(RenameDepartment(id=made, name="科研与合作处"))
    await contacts.write(MoveDepartment(id=made, parent_id="3"))

    assert await read_department(made) == ReadDepartment(id=made, parent_id="3", name="科研与合作处")


async def test_the_same_order_a_second_time_changes_nothing(contacts, read):
    order = MoveMember(user_id="zhang3", departments=("3",), leads=("3",))
    await contacts.write(order)
    once = await read("zhang3")

    await contacts.write(order)

    assert await read("zhang3") == once


async def test_a_staff_number_of_the_profile_leaves_the_rest_of_it_alone(org, asking):
    contacts = DingtalkContacts(asking=asking, staff_no_from="extension:工号")

    await contacts.write(ChangeMember(user_id="new6", staff_no="T6"))

    assert dict(org.roster.member("new6").extension) == {"人事编号": "P-6", "工号": "T6"}


async def test_a_user_id_that_is_the_staff_number_is_not_changed(asking):
    contacts = DingtalkContacts(asking=asking, staff_no_from="userid")

    with pytest.raises(PlatformRefused, match="没有写入"):
        await contacts.write(ChangeMember(user_id="new6", staff_no="T6"))


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (MakeMember(user_id="new9", name="孙八", departments=("3",)), "手机号"),
        (MakeMember(user_id="new9", name="孙八", departments=(), mobile="13900000009"), "部门"),
        (MakeMember(user_id="li4", name="孙八", departments=("3",), mobile="13900000009"), "已存在"),
        (MakeMember(user_id="new9", name="孙八", departments=("99",), mobile="13900000009"), "部门不存在"),
        (MakeMember(user_id="new9", name="孙八", departments=("3",), mobile="139"), "手机号不合法"),
        (MakeMember(user_id="new9", name="", departments=("3",), mobile="13900000009"), "姓名"),
        (ChangeMember(user_id="nobody", name="孙八"), "不存在"),
        (MoveMember(user_id="li4", departments=("x",)), "部门编号"),
        (DisableMember(user_id="li4"), "办理离职"),
        (MakeDepartment(name="教务处"), "同名"),
        (MakeDepartment(name="产教-融合处"), "符号"),
        (MakeDepartment(name="科" * 65), "太长"),
        (MakeDepartment(name="科研处", parent_id="99"), "上级部门不存在"),
        (RenameDepartment(id="99", name="科研处"), "部门不存在"),
        (MoveDepartment(id="3", parent_id="4"), "下级部门"),
    ],
)
async def test_what_the_platform_does_not_take_is_told_and_nothing_is_changed(order, told, contacts, org):
    before = (dict(org.roster.departments), org.roster.members)

    with pytest.raises(PlatformRefused, match=told):
        await contacts.write(order)
    assert (org.roster.departments, org.roster.members) == before


async def test_without_the_permission_it_is_told_where_it_is_given(contacts, org):
    org.may_write_contacts = False

    with pytest.raises(PlatformMisconfigured, match="qyapi_manage_addresslist"):
        await contacts.write(RenameDepartment(id="3", name="教务与科研处"))


async def test_a_new_member_whose_answer_is_lost_is_not_made_again_blindly(contacts, emulator, org):
    emulator.dingtalk.faults.add("/topapi/v2/user/create", LoseAnswer())

    with pytest.raises(PlatformUncertain):
        await contacts.write(QIAN)
    assert [member.name for member in org.roster.members].count("钱七") == 1


async def test_a_busy_platform_makes_nobody_twice(contacts, emulator):
    emulator.dingtalk.faults.add("/topapi/v2/user/create", Refuse(90018))

    with pytest.raises(PlatformBusy):
        await contacts.write(QIAN)
    assert await contacts.write(QIAN) == "qian7"
