"""The emulated platform's address book kept by orders with its own secret, and read back with the application's."""

from collections.abc import AsyncIterator

import pytest

from adapters.ports import PlatformBusy, PlatformMisconfigured, PlatformRefused, PlatformUncertain
from adapters.wecom.asking import Asking
from adapters.wecom.client import WecomClient
from adapters.wecom.contacts import WecomContacts
from adapters.wecom.directory_part import PartReader
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
from emulator.server import Emulator
from emulator.wecom.apps import App, ContactSync
from emulator.wecom.corp import Corp
from emulator.wecom.faults import LoseAnswer, Refuse
from emulator.wecom.people import Department, Member
from tests.memory_tokens import MemoryTokens

AGENT = 1000002
CORP = "wwcollege0001"
SECRET, CONTACTS_SECRET = "staff-secret", "contacts-secret"
DEPARTMENTS = (
    Department(id=1, name="示例职业技术学院", parent_id=0),
    Department(id=2, name="人事处"),
    Department(id=3, name="教务处"),
    Department(id=4, name="考试中心", parent_id=3),
)
MEMBERS = (
    Member(user_id="li4", name="李四", departments=(2,), leads=(2,), extattr=(("工号", "T0004"),)),
    Member(
        user_id="zhang3",
        name="张三",
        departments=(2, 4),
        position="干事",
        direct_leaders=("li4",),
        extattr=(("工号", "T0003"), ("校区", "东")),
    ),
)
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
def corp() -> Corp:
    apps = [App(agent_id=AGENT, secret=SECRET)]
    sync = ContactSync(secret=CONTACTS_SECRET)
    return Corp(CORP, departments=DEPARTMENTS, members=MEMBERS, apps=apps, contact_sync=sync)


@pytest.fixture
async def emulator(corp) -> AsyncIterator[Emulator]:
    async with Emulator(corp) as running:
        yield running


@pytest.fixture
async def new_contacts(emulator):
    made: list[WecomClient] = []

    def client(application: str, secret: str) -> WecomClient:
        tokens = MemoryTokens()
        api_base = emulator.api_base
        made.append(WecomClient(api_base=api_base, corp_id=CORP, application=application, secret=secret, tokens=tokens))
        return made[-1]

    yield client
    for one in made:
        await one.aclose()


@pytest.fixture
def contacts(new_contacts) -> WecomContacts:
    return WecomContacts(client=new_contacts("contacts", CONTACTS_SECRET), staff_no_attribute="工号")


@pytest.fixture
def part(new_contacts) -> PartReader:
    return PartReader(asking=Asking(new_contacts(str(AGENT), SECRET)), staff_no_attribute="工号")


@pytest.fixture
def read(part):
    async def member(user_id: str) -> ReadMember:
        return (await part.read([user_id], [])).members[user_id]

    return member


@pytest.fixture
def read_department(part):
    async def department(number: str) -> ReadDepartment:
        return (await part.read([], [number])).departments[number]

    return department


async def test_a_new_member_is_there_with_everything_that_was_ordered(contacts, read):
    assert await contacts.write(QIAN) == "qian7"

    assert await read("qian7") == ReadMember(
        user_id="qian7",
        name="钱七",
        departments=("3", "4"),
        main_department="3",
        leads=("4",),
        direct_leaders=("li4",),
        position="讲师",
        staff_no="T0007",
    )


async def test_only_what_is_to_change_changes(contacts, read, corp):
    before = await read("zhang3")

    await contacts.write(ChangeMember(user_id="zhang3", position="科长", staff_no="T0033"))

    after = await read("zhang3")
    assert (after.position, after.staff_no) == ("科长", "T0033")
    assert (after.name, after.direct_leaders, after.departments) == (
        before.name,
        before.direct_leaders,
        before.departments,
    )
    assert dict(corp.roster.member("zhang3").extattr)["校区"] == "东"


async def test_post_and_superior_can_be_taken_away(contacts, read):
    await contacts.write(ChangeMember(user_id="zhang3", position="", direct_leader=""))

    assert ((await read("zhang3")).position, (await read("zhang3")).direct_leaders) == ("", ())


async def test_a_mover_leads_where_it_is_ordered_and_nowhere_else(contacts, read):
    await contacts.write(MoveMember(user_id="li4", departments=("3", "2"), leads=("3",)))

    moved = await read("li4")
    assert (moved.departments, moved.main_department, moved.leads) == (("3", "2"), "3", ("3",))


async def test_who_is_disabled_stays_and_is_on_the_staff_no_longer(contacts, read):
    await contacts.write(DisableMember(user_id="zhang3"))

    assert not (await read("zhang3")).is_active


async def test_departments_are_made_renamed_and_moved(contacts, read_department):
    made = await contacts.write(MakeDepartment(name="科研处"))
    await contacts.write(RenameDepartment(id=made, name="科研与合作处"))
    await contacts.write(MoveDepartment(id=made, parent_id="3"))

    assert await read_department(made) == ReadDepartment(id=made, parent_id="3", name="科研与合作处")


async def test_a_user_id_that_is_the_staff_number_is_not_changed(new_contacts):
    contacts = WecomContacts(client=new_contacts("contacts", CONTACTS_SECRET), staff_no_attribute="")

    with pytest.raises(PlatformRefused, match="没有写入"):
        await contacts.write(ChangeMember(user_id="zhang3", staff_no="T6"))
    await contacts.write(ChangeMember(user_id="zhang3", staff_no="zhang3", position="科长"))


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (MakeMember(user_id="new9", name="孙八", departments=("3",)), "手机号"),
        (MakeMember(user_id="new9", name="孙八", departments=(), mobile="13900000009"), "部门"),
        (MakeMember(user_id="LI4", name="孙八", departments=("3",), mobile="13900000009"), "已存在"),
        (MakeMember(user_id="new9", name="孙八", departments=("99",), mobile="13900000009"), "部门不存在"),
        (MakeMember(user_id="new9", name="", departments=("3",), mobile="13900000009"), "姓名"),
        (ChangeMember(user_id="nobody", name="孙八"), "不存在"),
        (MoveMember(user_id="li4", departments=("x",)), "部门编号"),
        (MakeDepartment(name="教务处"), "同名"),
        (MakeDepartment(name="产教:融合处"), "符号"),
        (MakeDepartment(name="科" * 65), "太长"),
        (MakeDepartment(name="科研处", parent_id="99"), "上级部门不存在"),
        (RenameDepartment(id="99", name="科研处"), "部门不存在"),
        (MoveDepartment(id="3", parent_id="4"), "下级部门"),
    ],
)
async def test_what_the_platform_does_not_take_is_told_and_nothing_is_changed(order, told, contacts, corp):
    before = (dict(corp.roster.departments), list(corp.roster.members))

    with pytest.raises(PlatformRefused, match=told):
        await contacts.write(order)
    assert (corp.roster.departments, list(corp.roster.members)) == before


async def test_a_secret_that_may_not_write_is_told_where_it_is_allowed_to(new_contacts):
    contacts = WecomContacts(client=new_contacts(str(AGENT), SECRET), staff_no_attribute="工号")

    with pytest.raises(PlatformMisconfigured, match="API 编辑通讯录"):
        await contacts.write(RenameDepartment(id="3", name="教务与科研处"))


async def test_an_address_that_is_not_trusted_is_told_where_to_enter_it(contacts, corp):
    corp.contact_sync.trusted_ips = frozenset()

    with pytest.raises(PlatformMisconfigured, match="60020"):
        await contacts.write(RenameDepartment(id="3", name="教务与科研处"))


async def test_a_change_whose_answer_is_lost_is_not_done_again_blindly(contacts, emulator, corp):
    emulator.wecom.faults.add("user/create", LoseAnswer())

    with pytest.raises(PlatformUncertain):
        await contacts.write(QIAN)
    assert [member.name for member in corp.roster.members].count("钱七") == 1


async def test_a_busy_platform_is_told_as_such(contacts, emulator):
    emulator.wecom.faults.add("user/create", Refuse(-1))

    with pytest.raises(PlatformBusy):
        await contacts.write(QIAN)
    assert await contacts.write(QIAN) == "qian7"
