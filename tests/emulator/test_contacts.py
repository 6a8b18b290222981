"""Reading and changing the directory: what each secret may see, and what is called back."""

import pytest

from emulator.wecom.apps import ContactForm
from emulator.wecom.people import Department, Member
from tests.emulator.conftest import STAFF_APP


async def test_an_application_sees_its_range_and_no_personal_details(other_api):
    departments = (await other_api.get("department/list"))["department"]
    member = await other_api.get("user/get", userid="zhang3")
    mail = await other_api.get("user/get", userid="wang5")

    assert [department["id"] for department in departments] == [3, 4]
    assert member["department"] == [4]
    assert member["is_leader_in_dept"] == [0]
    assert mail.keys().isdisjoint({"mobile", "email", "biz_mail", "avatar", "qr_code", "address"})
    assert mail["gender"] == "0"


async def test_whoever_is_unknown_and_whoever_is_out_of_range_is_told_apart(other_api):
    assert (await other_api.get("user/get", userid="nobody"))["errcode"] == 60111
    assert (await other_api.get("user/get", userid="li4"))["errcode"] == 60011
    assert (await other_api.get("user/get"))["errcode"] == 41009
    assert (await other_api.get("department/get", id=9))["errcode"] == 60003
    assert (await other_api.get("department/get", id=2))["errcode"] == 60011
    assert (await other_api.get("user/list", department_id=2))["errcode"] == 60011


async def test_a_member_is_described_with_department_leader_superior_and_staff_number(api):
    member = await api.get("user/get", userid="li4")

    assert member["userid"] == "Li4"
    assert member["is_leader_in_dept"] == [1]
    assert member["direct_leader"] == ["Dean"]
    assert member["main_department"] == 2
    assert member["status"] == 1
    assert (await api.get("user/get", userid="gone6"))["status"] == 2


async def test_members_of_a_department_are_not_listed_from_below_it(api):
    users = (await api.get("user/list", department_id=3, fetch_child=1))["userlist"]

    assert [user["userid"] for user in users] == ["gone6"]


async def test_the_simple_list_has_id_name_and_departments(api):
    users = (await api.get("user/simplelist", department_id=4))["userlist"]

    assert users[0] == {"userid": "zhang3", "department": [2, 4], "name": "张三"}


@pytest.mark.parametrize(
    ("path", "query"),
    [("department/list", {}), ("user/get", {"userid": "li4"}), ("user/list", {"department_id": 2})],
)
async def test_the_contact_synchronisation_is_refused_details(contacts_api, path, query):
    refused = await contacts_api.get(path, **query)

    assert refused["errcode"] == 48009


async def test_the_contact_synchronisation_sees_ids_of_everything(contacts_api):
    departments = (await contacts_api.get("department/simplelist"))["department_id"]
    one = (await contacts_api.get("department/get", id=2))["department"]
    users = (await contacts_api.get("user/simplelist", department_id=4))["userlist"]

    assert [department["id"] for department in departments] == [1, 2, 3, 4]
    assert "name" not in one
    assert users[0].keys() == {"userid", "department"}


async def test_an_address_from_before_the_change_still_reads_details(contacts_api, corp):
    corp.contact_sync.early_ips = frozenset({"127.0.0.1"})

    assert (await contacts_api.get("user/get", userid="li4"))["name"] == "李四"
    assert (await contacts_api.get("user/simplelist", department_id=4))["userlist"][0]["name"] == "张三"


async def test_ids_of_all_members_come_in_pages_with_one_row_for_each_department(contacts_api):
    rows, cursor = [], ""
    while True:
        page = await contacts_api.post("user/list_id", {"cursor": cursor, "limit": 2})
        rows += [(row["userid"], row["department"]) for row in page["dept_user"]]
        cursor = page["next_cursor"]
        if not cursor:
            break

    assert rows == [("Dean", 1), ("Li4", 2), ("zhang3", 2), ("zhang3", 4), ("wang5", 4), ("gone6", 3)]


async def test_the_list_of_ids_is_for_the_contact_synchronisation_only(api, contacts_api):
    assert (await api.post("user/list_id", {}))["errcode"] == 48002
    assert (await contacts_api.post("user/list_id", {"limit": 10_001}))["errcode"] == 40058
    assert (await contacts_api.post("user/list_id", {"cursor": "x"}))["errcode"] == 50100


async def test_only_the_contact_synchronisation_may_write(api):
    assert (await api.post("user/create", {"userid": "new7"}))["errcode"] == 48002
    assert (await api.post("department/create", {"name": "科研处", "parentid": 1}))["errcode"] == 48002


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"userid": "有 空格"}, 40003),
        ({"userid": "ZHANG3"}, 60102),
        ({"name": ""}, 60112),
        ({"mobile": ""}, 60129),
        ({"department": []}, 60127),
        ({"department": [99]}, 60003),
        ({"is_leader_in_dept": [1, 0]}, 60132),
    ],
)
async def test_a_faulty_new_member_is_refused(contacts_api, change, code):
    body = {"userid": "new7", "name": "新人", "mobile": "13900000000", "department": [2], **change}

    assert (await contacts_api.post("user/create", body))["errcode"] == code


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("department/create", {"name": "科研处", "parentid": 99}, 60004),
        ("department/create", {"name": "科研处", "parentid": 1, "id": 2}, 60008),
        ("department/create", {"name": "人事处", "parentid": 1}, 60008),
        ("department/create", {"name": "科研:处", "parentid": 1}, 60009),
        ("department/create", {"name": "", "parentid": 1}, 60125),
        ("department/update", {"id": 99}, 60003),
        ("department/update", {"id": 3, "parentid": 4}, 60010),
        ("user/update", {"userid": "nobody"}, 60111),
    ],
)
async def test_a_faulty_change_is_refused(contacts_api, path, body, code):
    assert (await contacts_api.post(path, body))["errcode"] == code


@pytest.mark.parametrize(("department", "code"), [(1, 60007), (2, 60005), (3, 60005), (99, 60003)])
async def test_only_an_empty_department_can_be_deleted(contacts_api, department, code):
    assert (await contacts_api.get("department/delete", id=department))["errcode"] == code


async def test_changes_made_with_the_contact_secret_are_not_called_back(contacts_api, emulator):
    await contacts_api.post("user/update", {"userid": "zhang3", "department": [3], "position": "科长"})
    await contacts_api.post("department/update", {"id": 4, "name": "考务中心"})
    await contacts_api.post("user/update", {"userid": "wang5", "enable": 0})
    await contacts_api.get("user/delete", userid="li4")

    assert emulator.wecom.ledger.letters == []


def told(emulator):
    """What the receiver of contact changes was told, without headers."""
    return [row.xml.split("</Event>")[1] for row in emulator.wecom.ledger.letters if row.kind == "change_contact"]


async def test_by_default_only_ids_are_told_and_only_of_departments_and_ids(emulator):
    admin = emulator.admin()
    admin.put_member(Member(user_id="new7", name="新人", departments=(2,), position="干事"))
    admin.put_member(Member(user_id="new7", name="改名", departments=(2,), position="科长"))
    admin.put_member(Member(user_id="new7", name="改名", departments=(2, 3)))
    admin.rename_user_id("new7", "new8")
    admin.drop_member("new8")

    created, moved, renamed, removed = told(emulator)
    assert created == (
        "<ChangeType><![CDATA[create_user]]></ChangeType><UserID><![CDATA[new7]]></UserID>"
        "<Department><![CDATA[2]]></Department></xml>"
    )
    assert moved == (
        "<ChangeType><![CDATA[update_user]]></ChangeType><UserID><![CDATA[new7]]></UserID>"
        "<Department><![CDATA[2,3]]></Department></xml>"
    )
    assert renamed == (
        "<ChangeType><![CDATA[update_user]]></ChangeType><UserID><![CDATA[new7]]></UserID>"
        "<NewUserID><![CDATA[new8]]></NewUserID></xml>"
    )
    assert removed == "<ChangeType><![CDATA[delete_user]]></ChangeType><UserID><![CDATA[new8]]></UserID></xml>"


async def test_an_older_address_is_told_everything_that_changed(emulator, corp):
    corp.contact_sync.form = ContactForm.FULL
    member = Member(user_id="new7", name="新人", departments=(2,), position="干事", extattr=(("工号", "T9"),))
    emulator.admin().put_member(member)
    emulator.admin().put_member(Member(user_id="new7", name="新人", departments=(2,), position="科长"))
    emulator.admin().put_department(Department(id=9, name="科研处", order=3))
    emulator.admin().put_department(Department(id=9, name="科研院", parent_id=2, order=3))

    created, updated, founded, moved = told(emulator)
    assert "<Name><![CDATA[新人]]></Name>" in created
    assert "<ExtAttr><Item><Name><![CDATA[工号]]></Name>" in created
    assert "<Position><![CDATA[科长]]></Position>" in updated
    assert "<Name>" not in updated
    assert "<Name><![CDATA[科研处]]></Name><ParentId>1</ParentId><Order>3</Order>" in founded
    assert "<Name><![CDATA[科研院]]></Name><ParentId>2</ParentId>" in moved


async def test_a_new_member_in_range_subscribes_and_one_who_leaves_unsubscribes(emulator):
    emulator.admin().put_member(Member(user_id="new7", name="新人", departments=(2,)))
    emulator.admin().drop_member("new7")

    app_events = [row for row in emulator.wecom.ledger.letters if row.agent_id == STAFF_APP]
    assert [(row.kind, row.user_id) for row in app_events] == [("subscribe", "new7"), ("unsubscribe", "new7")]
