"""Reading departments and members. Source: docs, user and department management.

What an application has no right to, and what is empty, is absent and not null: here mobile, mail and hired date.
"""

import json

from emulator.dingtalk.call import Answer, Call
from emulator.dingtalk.errors import OldError
from emulator.dingtalk.people import ROOT, Department, Member

ILLEGAL = 40035
NO_DEPARTMENT = 60003
DEPARTMENT_OUT_OF_RANGE = 50004
NO_USER = 60121
BAD_MOBILE = 40104
MOST_USERS = 100
MOBILE_DIGITS = 11


def list_departments(call: Call) -> Answer:
    """The direct children of a department, the root's without an id."""
    return call.ok(result=[_brief(department) for department in _children(call, call.body.number("dept_id") or ROOT)])


def list_department_ids(call: Call) -> Answer:
    """The same, ids only."""
    children = _children(call, _department(call).dept_id)
    return call.ok(result={"dept_id_list": [department.dept_id for department in children]})


def get_department(call: Call) -> Answer:
    """One department."""
    department = _department(call)
    members = call.org.roster.members_in(department.dept_id)
    return call.ok(
        result={
            **_brief(department),
            "order": department.order,
            "dept_manager_userid_list": list(department.managers),
            "hide_dept": False,
            "dept_permits": [],
            "user_permits": [],
            "outer_dept": False,
            "outer_permit_depts": [],
            "outer_permit_users": [],
            "org_dept_owner": department.managers[0] if department.managers else "",
            "from_union_org": False,
            "member_count": len(members),
        }
    )


def list_users(call: Call) -> Answer:
    """Members directly in a department, a page at a time."""
    department = _department(call)
    members, page = _page(call, department)
    tells = call.org.rules.lists_tell_superiors
    listed = [_listed(member, department) | (_superior(member) if tells else {}) for member in members]
    return call.ok(result={**page, "list": listed})


def list_users_simply(call: Call) -> Answer:
    """The same, ids and names only."""
    members, page = _page(call, _department(call))
    return call.ok(result={**page, "list": [{"userid": member.userid, "name": member.name} for member in members]})


def list_user_ids(call: Call) -> Answer:
    """The same without pages, ids only."""
    members = call.org.roster.members_in(_department(call).dept_id)
    return call.ok(result={"userid_list": [member.userid for member in members]})


def get_user(call: Call) -> Answer:
    """One member."""
    if not call.body.text("userid"):
        raise OldError(ILLEGAL)
    member = call.member(call.body.text("userid"))
    dept_ids = _visible(call, member)
    return call.ok(
        result={
            **_common(member),
            "dept_id_list": dept_ids,
            "dept_order_list": [{"dept_id": dept_id, "order": 0} for dept_id in dept_ids],
            "leader_in_dept": [{"dept_id": dept_id, "leader": dept_id in member.leads} for dept_id in dept_ids],
            "role_list": [],
            "union_emp_ext": {},
            "senior": False,
            "real_authed": member.is_active,
            **_superior(member),
        }
    )


def get_user_by_union_id(call: Call) -> Answer:
    """Who that is in this organisation."""
    member = call.org.roster.member_of_union_id(call.body.text("unionid"))
    if member is None:
        raise OldError(NO_USER)
    return call.ok(result={"contact_type": 0, "userid": member.userid})


def get_user_by_mobile(call: Call) -> Answer:
    """Who has that number."""
    mobile = call.body.text("mobile")
    if len(mobile) != MOBILE_DIGITS or not mobile.isdecimal():
        raise OldError(BAD_MOBILE)
    member = call.org.roster.member_of_mobile(mobile)
    if member is None:
        raise OldError(NO_USER)
    return call.ok(result={"userid": member.userid})


def _superior(member: Member) -> dict[str, object]:
    return {"manager_userid": member.manager} if member.manager else {}


def _department(call: Call) -> Department:
    """The department that the body names."""
    dept_id = call.body.number("dept_id")
    if dept_id is None:
        raise OldError(ILLEGAL)
    department = call.org.roster.departments.get(dept_id)
    if department is None:
        raise OldError(NO_DEPARTMENT)
    if dept_id not in call.org.visible_departments():
        raise OldError(DEPARTMENT_OUT_OF_RANGE)
    return department


def _children(call: Call, dept_id: int) -> list[Department]:
    if dept_id not in call.org.roster.departments:
        raise OldError(NO_DEPARTMENT)
    visible = call.org.visible_departments()
    if dept_id in visible:
        return call.org.roster.children(dept_id)
    if dept_id == ROOT:
        # Whoever may not see the root still has to find where to begin.
        return [call.org.roster.departments[top] for top in sorted(call.org.visible.departments) if top in visible]
    raise OldError(DEPARTMENT_OUT_OF_RANGE)


def _page(call: Call, department: Department) -> tuple[list[Member], dict[str, object]]:
    cursor, size = call.body.number("cursor"), call.body.number("size")
    if cursor is None or size is None or cursor < 0 or not 1 <= size <= MOST_USERS:
        raise OldError(ILLEGAL)
    members = call.org.roster.members_in(department.dept_id)
    end = cursor + size
    page: dict[str, object] = {"has_more": False}
    if end < len(members):
        page = {"has_more": True, "next_cursor": end}
    return members[cursor:end], page


def _visible(call: Call, member: Member) -> list[int]:
    visible = call.org.visible_departments()
    return [dept_id for dept_id in member.dept_ids if dept_id in visible]


def _brief(department: Department) -> dict[str, object]:
    shown: dict[str, object] = {
        "dept_id": department.dept_id,
        "name": department.name,
        "create_dept_group": False,
        "auto_add_user": False,
    }
    return shown if department.dept_id == ROOT else {**shown, "parent_id": department.parent_id}


def _common(member: Member) -> dict[str, object]:
    shown: dict[str, object] = {
        "userid": member.userid,
        "unionid": member.union_id,
        "name": member.name,
        "avatar": "",
        "hide_mobile": False,
        "exclusive_account": False,
        "active": member.is_active,
        "admin": member.is_admin,
        "boss": False,
    }
    if member.job_number:
        shown["job_number"] = member.job_number
    if member.title:
        shown["title"] = member.title
    if member.extension:
        shown["extension"] = json.dumps(dict(member.extension), ensure_ascii=False)
    return shown


def _listed(member: Member, department: Department) -> dict[str, object]:
    return {
        **_common(member),
        "dept_id_list": list(member.dept_ids),
        "dept_order": 0,
        "leader": department.dept_id in member.leads,
    }
