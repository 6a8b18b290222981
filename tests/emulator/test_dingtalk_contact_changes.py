"""The emulated DingTalk takes changes of its address book as documented, and tells the application of them."""

import json
from dataclasses import replace

import pytest

NEW = {"userid": "qian7", "name": "钱七", "mobile": "13900000007", "dept_id_list": "200,201"}
USER_CREATE, USER_UPDATE = "/topapi/v2/user/create", "/topapi/v2/user/update"
DEPT_CREATE, DEPT_UPDATE = "/topapi/v2/department/create", "/topapi/v2/department/update"


async def test_a_new_member_has_yet_to_join(ding_api, org):
    made = await ding_api.old(USER_CREATE, NEW | {"job_number": "T7", "title": "讲师", "manager_userid": "li4"})

    member = org.roster.member("qian7")
    assert made["result"] == {"userid": "qian7", "unionId": member.union_id}
    assert (member.dept_ids, member.job_number, member.title, member.manager) == ((200, 201), "T7", "讲师", "li4")
    assert not member.is_active


async def test_a_member_without_a_user_id_gets_one(ding_api, org):
    made = await ding_api.old(USER_CREATE, {name: value for name, value in NEW.items() if name != "userid"})

    assert org.roster.member(made["result"]["userid"]).name == "钱七"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"userid": "有 空格"}, 40035),
        ({"userid": "li4"}, 60102),
        ({"mobile": ""}, 60103),
        ({"mobile": "139"}, 60103),
        ({"mobile": "13800000000"}, 60104),
        ({"name": ""}, 60112),
        ({"name": "钱" * 81}, 60112),
        ({"dept_id_list": None}, 40035),
        ({"dept_id_list": "2,x"}, 40035),
        ({"dept_id_list": "99"}, 60003),
        ({"dept_id_list": ",".join(str(n) for n in range(101))}, 60110),
        ({"job_number": "T" * 51}, 60123),
        ({"title": "讲" * 201}, 40035),
        ({"extension": "[]"}, 40035),
        ({"extension": "{"}, 40035),
        ({"manager_userid": "nobody"}, 60121),
    ],
)
async def test_a_faulty_new_member_is_refused(change, code, ding_api, org):
    before = org.roster.members

    assert (await ding_api.old(USER_CREATE, NEW | change))["errcode"] == code
    assert org.roster.members == before


async def test_only_what_the_body_names_is_changed(ding_api, org):
    before = org.roster.member("zhang3")

    await ding_api.old(USER_UPDATE, {"userid": "zhang3", "title": "科长"})

    assert org.roster.member("zhang3") == replace(before, title="科长")


async def test_a_superior_is_cleared_only_by_force(ding_api, org):
    await ding_api.old(USER_UPDATE, {"userid": "zhang3", "manager_userid": ""})
    assert org.roster.member("zhang3").manager == "li4"

    forced = {"userid": "zhang3", "manager_userid": "", "force_update_fields": "manager_userid"}
    await ding_api.old(USER_UPDATE, forced)
    assert org.roster.member("zhang3").manager == ""


async def test_a_profile_is_replaced_unless_it_is_added_to(ding_api, org):
    added = {"userid": "zhang3", "extension": json.dumps({"校区": "东"}), "ext_attrs_update_mode": 1}
    await ding_api.old(USER_UPDATE, added)
    assert dict(org.roster.member("zhang3").extension) == {"工号": "T0003", "校区": "东"}

    await ding_api.old(USER_UPDATE, {"userid": "zhang3", "extension": json.dumps({"校区": "西"})})
    assert dict(org.roster.member("zhang3").extension) == {"校区": "西"}


async def test_an_unknown_member_is_not_changed(ding_api):
    assert (await ding_api.old(USER_UPDATE, {"userid": "nobody", "name": "某"}))["errcode"] == 60121


async def test_departments_are_made_renamed_and_moved(ding_api, org):
    made = (await ding_api.old(DEPT_CREATE, {"name": "科研处", "parent_id": 1}))["result"]["dept_id"]
    await ding_api.old(DEPT_UPDATE, {"dept_id": made, "name": "科研与合作处", "parent_id": 200})

    department = org.roster.departments[made]
    assert (department.name, department.parent_id) == ("科研与合作处", 200)


async def test_who_manages_a_department_is_marked_as_its_leader(ding_api, org):
    body = {"dept_id": 100, "dept_manager_userid_list": "zhang3"}
    await ding_api.old(DEPT_UPDATE, body | {"force_update_fields": "dept_manager_userid_list"})

    assert org.roster.departments[100].managers == ("zhang3",)
    assert (org.roster.member("zhang3").leads, org.roster.member("li4").leads) == ((100,), ())


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        (DEPT_CREATE, {"name": "教务处", "parent_id": 1}, 60008),
        (DEPT_CREATE, {"name": "", "parent_id": 1}, 60001),
        (DEPT_CREATE, {"name": "科" * 65, "parent_id": 1}, 60001),
        (DEPT_CREATE, {"name": "科研-处", "parent_id": 1}, 60009),
        (DEPT_CREATE, {"name": "科研处", "parent_id": 9}, 60004),
        (DEPT_CREATE, {"name": "科研处"}, 60004),
        (DEPT_UPDATE, {"dept_id": 9, "name": "科研处"}, 60003),
        (DEPT_UPDATE, {"dept_id": 200, "parent_id": 201}, 60010),
        (DEPT_UPDATE, {"dept_id": 200, "parent_id": 200}, 60010),
        (DEPT_UPDATE, {"dept_id": 200, "parent_id": 9}, 60004),
        (DEPT_UPDATE, {"dept_id": 1, "parent_id": 200}, 60018),
        (DEPT_UPDATE, {"dept_id": 200, "name": "人事处"}, 60008),
        (DEPT_UPDATE, {"dept_id": 200, "dept_manager_userid_list": "nobody"}, 60121),
    ],
)
async def test_a_faulty_change_of_a_department_is_refused(path, body, code, ding_api, org):
    before = dict(org.roster.departments)

    assert (await ding_api.old(path, body))["errcode"] == code
    assert org.roster.departments == before


async def test_without_the_permission_nothing_is_written(ding_api, org):
    org.may_write_contacts = False

    for path in (USER_CREATE, USER_UPDATE, DEPT_CREATE, DEPT_UPDATE):
        refused = await ding_api.old(path, NEW)
        assert (refused["errcode"], refused["sub_code"]) == (88, "60011")


async def test_changes_by_the_application_are_told_to_it_as_well(ding, org, http_bot, ding_api):
    org.callback = http_bot.address

    await ding_api.old(USER_CREATE, NEW)
    await ding_api.old(USER_UPDATE, {"userid": "qian7", "name": "钱柒"})
    await ding_api.old(DEPT_CREATE, {"name": "科研处", "parent_id": 1})
    await ding_api.old(DEPT_UPDATE, {"dept_id": 200, "name": "教务与科研处"})
    await ding.settled()

    told = {event["EventType"] for event in http_bot.events}
    assert told == {"user_add_org", "user_modify_org", "org_dept_create", "org_dept_modify"}
