"""Reading departments and members. Source: paths 90196 to 90208, 95350, 96067.

An application sees its visible range, and neither mobile, mail, avatar, gender, QR code nor address. The contact
synchronisation sees ids only, and is refused details (48009) unless its address was in use before 2022-08-15.
"""

from emulator.wecom.call import Answer, Call, ok
from emulator.wecom.corp import Scope
from emulator.wecom.errors import ApiError
from emulator.wecom.people import ROOT, Department, Member

IDS_ONLY = 48009
NO_DEPARTMENT = 60003
OUT_OF_RANGE = 60011
NO_USER_ID = 41009
UNKNOWN_USER = 60111
BAD_CURSOR = 50100
MOST_IDS = 10_000


def _scope(call: Call) -> Scope:
    if call.grant and call.grant.app:
        return call.corp.scope(call.grant.app)
    return Scope(frozenset(call.corp.roster.departments), frozenset())


def _sees_details(call: Call) -> bool:
    return bool(call.grant and call.grant.app) or call.row.ip in call.contact_sync.early_ips


def _require_details(call: Call) -> None:
    if not _sees_details(call):
        raise ApiError(IDS_ONLY)


def _department(call: Call, name: str) -> Department:
    """The department that the query names."""
    department = call.corp.roster.departments.get(call.number(name) or 0)
    if department is None:
        raise ApiError(NO_DEPARTMENT)
    if department.id not in _scope(call).departments:
        raise ApiError(OUT_OF_RANGE)
    return department


def _departments(call: Call) -> list[Department]:
    top = _department(call, "id").id if "id" in call.query else ROOT
    visible = _scope(call).departments
    return [department for department in call.corp.roster.below(top) if department.id in visible]


def _ids(department: Department) -> dict[str, object]:
    return {"id": department.id, "parentid": department.parent_id, "order": department.order}


def _details(department: Department) -> dict[str, object]:
    return {
        "id": department.id,
        "name": department.name,
        "name_en": "",
        "department_leader": list(department.leaders),
        "parentid": department.parent_id,
        "order": department.order,
    }


def department_list(call: Call) -> Answer:
    """A department and everything under it, with names; the whole range without an id."""
    _require_details(call)
    return ok(department=[_details(department) for department in _departments(call)])


def department_simplelist(call: Call) -> Answer:
    """The same with ids only."""
    return ok(department_id=[_ids(department) for department in _departments(call)])


def department_get(call: Call) -> Answer:
    """One department."""
    department = _department(call, "id")
    return ok(department=_details(department) if _sees_details(call) else _ids(department))


def user_get(call: Call) -> Answer:
    """One member."""
    _require_details(call)
    if not call.query.get("userid"):
        raise ApiError(NO_USER_ID)
    member = call.corp.roster.member(call.query["userid"])
    if member is None:
        raise ApiError(UNKNOWN_USER)
    if not _scope(call).sees(member):
        raise ApiError(OUT_OF_RANGE)
    return ok(**_member(call, member))


def user_list(call: Call) -> Answer:
    """Members directly in a department; fetch_child, which SDKs still send, has no effect any longer."""
    _require_details(call)
    return ok(userlist=[_member(call, member) for member in _members_in(call)])


def user_simplelist(call: Call) -> Answer:
    """The same with id, name and departments; for the contact synchronisation without the name."""
    is_named = _sees_details(call)
    return ok(
        userlist=[
            {"userid": member.user_id, "department": _visible(call, member)}
            | ({"name": member.name} if is_named else {})
            for member in _members_in(call)
        ]
    )


def _members_in(call: Call) -> list[Member]:
    return call.corp.roster.members_in(_department(call, "department_id").id)


def _visible(call: Call, member: Member) -> list[int]:
    visible = _scope(call).departments
    return [department for department in member.departments if department in visible]


def _member(call: Call, member: Member) -> dict[str, object]:
    departments = _visible(call, member)
    return {
        "userid": member.user_id,
        "name": member.name,
        "department": departments,
        "order": [0] * len(departments),
        "position": member.position,
        "gender": "0",
        "is_leader_in_dept": [int(department in member.leads) for department in departments],
        "direct_leader": list(member.direct_leaders),
        "main_department": member.main_department or member.departments[0],
        "status": member.status.value,
        "enable": int(member.status is not member.status.DISABLED),
        "telephone": "",
        "alias": "",
        "extattr": {"attrs": [{"type": 0, "name": name, "text": {"value": value}} for name, value in member.extattr]},
        "external_position": "",
    }


def user_list_id(call: Call) -> Answer:
    """One row per member and department, a page at a time. Only for the contact synchronisation."""
    _ = call.contact_sync
    cursor, limit = call.body.text("cursor") or "0", call.body.number("limit") or MOST_IDS
    if not cursor.isdecimal():
        raise ApiError(BAD_CURSOR)
    if not 1 <= limit <= MOST_IDS:
        raise ApiError(40058)
    rows = [(member.user_id, d) for member in call.corp.roster.members for d in member.departments]
    begin = int(cursor)
    end = begin + limit
    return ok(
        next_cursor=str(end) if end < len(rows) else "",
        dept_user=[{"userid": user_id, "department": department} for user_id, department in rows[begin:end]],
    )
