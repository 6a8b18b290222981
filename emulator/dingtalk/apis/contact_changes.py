"""Changing departments and members; every change is told to the application like one made by hand.

Source: docs, user/create, user/update, department/create and department/update of version 2. That changes made by an
application are told to it as well is not documented. The permission is qyapi_manage_addresslist.
"""

import json
import re
from dataclasses import replace

from emulator.dingtalk import contact_events
from emulator.dingtalk.call import Answer, Call
from emulator.dingtalk.errors import OldError
from emulator.dingtalk.people import ROOT, Department, Member
from emulator.fields import Fields

FORBIDDEN = 60011
ILLEGAL = 40035
NO_DEPARTMENT = 60003
NO_PARENT = 60004
SAME_NAME = 60008
BAD_SIGN = 60009
CIRCLE = 60010
FIXED_ROOT = 60018
NAME_LENGTH = 60001
USER_TAKEN = 60102
BAD_MOBILE = 60103
MOBILE_TAKEN = 60104
TOO_MANY_DEPARTMENTS = 60110
BAD_NAME = 60112
BAD_JOB_NUMBER = 60123

USER_ID = re.compile(r"[0-9A-Za-z_\-@.]{1,64}")
MOBILE = re.compile(r"[0-9]{11}|\+[0-9]{1,4}-[0-9]{4,16}")
SIGNS = re.compile(r'[-",]')

MEMBER_NAME = 80
JOB_NUMBER = 50
TITLE = 200
EXTENSION = 2000
DEPARTMENT_NAME = 64
MOST_DEPARTMENTS = 100


def _admit(call: Call) -> Fields:
    if not call.org.may_write_contacts:
        raise OldError(FORBIDDEN, "应用尚未开通所需的权限：[qyapi_manage_addresslist]")
    return call.body


def create_user(call: Call) -> Answer:
    """A new member, who has yet to join. Without a userid one is made."""
    body, roster = _admit(call), call.org.roster
    userid = body.text("userid") or f"{call.row.no:016d}"
    if not USER_ID.fullmatch(userid):
        raise OldError(ILLEGAL)
    if roster.member(userid):
        raise OldError(USER_TAKEN)
    mobile = body.text("mobile")
    if not MOBILE.fullmatch(mobile):
        raise OldError(BAD_MOBILE)
    if roster.member_of_mobile(mobile):
        raise OldError(MOBILE_TAKEN)
    if not body.text("name"):
        raise OldError(BAD_NAME)
    if not body.has("dept_id_list"):
        raise OldError(ILLEGAL)
    member = _changed(call, Member(userid=userid, name=body.text("name"), mobile=mobile, is_active=False))
    roster.put_member(member)
    call.world.tell_app(call.org, contact_events.member_added(userid, call.now))
    return call.ok(result={"userid": userid, "unionId": member.union_id})


def update_user(call: Call) -> Answer:
    """Change what the body names. The user id cannot be changed."""
    body = _admit(call)
    old = call.member(body.text("userid"))
    new = _changed(call, old)
    call.org.roster.put_member(new)
    call.world.tell_app(call.org, contact_events.member_changed(old, new, call.now))
    return call.ok()


def _changed(call: Call, member: Member) -> Member:
    body = call.body
    dept_ids = _dept_ids(call) if body.has("dept_id_list") else member.dept_ids
    manager = body.text("manager_userid") or ("" if _is_forced(body, "manager_userid") else member.manager)
    if body.text("manager_userid"):
        call.member(manager)
    return replace(
        member,
        name=_short(body.text("name") or member.name, MEMBER_NAME, BAD_NAME),
        title=_short(body.text("title"), TITLE, ILLEGAL) if body.has("title") else member.title,
        job_number=_short(body.text("job_number"), JOB_NUMBER, BAD_JOB_NUMBER)
        if body.has("job_number")
        else member.job_number,
        dept_ids=dept_ids,
        leads=tuple(dept_id for dept_id in member.leads if dept_id in dept_ids),
        manager=manager,
        extension=_extension(body, member),
    )


def _dept_ids(call: Call) -> tuple[int, ...]:
    """Numbers in one text, parted by commas."""
    texts = call.body.text("dept_id_list").split(",")
    if not all(text.strip().isdecimal() for text in texts):
        raise OldError(ILLEGAL)
    if len(texts) > MOST_DEPARTMENTS:
        raise OldError(TOO_MANY_DEPARTMENTS)
    dept_ids = tuple(dict.fromkeys(int(text) for text in texts))
    if any(dept_id not in call.org.roster.departments for dept_id in dept_ids):
        raise OldError(NO_DEPARTMENT)
    return dept_ids


def _extension(body: Fields, member: Member) -> tuple[tuple[str, str], ...]:
    """The text of an object. It takes the place of the whole profile, unless it is to be added to it."""
    if not body.has("extension"):
        return member.extension
    try:
        given = json.loads(_short(body.text("extension"), EXTENSION, ILLEGAL))
    except ValueError:
        raise OldError(ILLEGAL) from None
    if not isinstance(given, dict):
        raise OldError(ILLEGAL)
    kept = dict(member.extension) if body.number("ext_attrs_update_mode") == 1 else {}
    return tuple((kept | {str(name): str(value) for name, value in given.items()}).items())


def create_department(call: Call) -> Answer:
    """A new department under an existing one."""
    body, departments = _admit(call), call.org.roster.departments
    parent_id = body.number("parent_id") or 0
    if parent_id not in departments:
        raise OldError(NO_PARENT)
    dept_id = max(departments) + 1
    _check_name(call, body.text("name"), parent_id, dept_id)
    order = body.number("order") or 0
    call.org.roster.put_department(
        Department(dept_id=dept_id, name=body.text("name"), parent_id=parent_id, order=order)
    )
    call.world.tell_app(call.org, contact_events.department_created(dept_id))
    return call.ok(result={"dept_id": dept_id})


def update_department(call: Call) -> Answer:
    """Rename or move a department, or say who manages it."""
    body, roster = _admit(call), call.org.roster
    old = roster.departments.get(body.number("dept_id") or 0)
    if old is None:
        raise OldError(NO_DEPARTMENT)
    parent_id = _parent_id(call, old)
    name = body.text("name") or old.name
    _check_name(call, name, parent_id, old.dept_id)
    order = body.number("order")
    managers = _managers(call, old)
    roster.put_department(
        replace(old, name=name, parent_id=parent_id, order=old.order if order is None else order, managers=managers)
    )
    _mark_leaders(call, old, managers)
    call.world.tell_app(call.org, contact_events.department_modified(old.dept_id))
    return call.ok()


def _parent_id(call: Call, old: Department) -> int:
    parent_id = call.body.number("parent_id") or old.parent_id
    if parent_id == old.parent_id:
        return parent_id
    if old.dept_id == ROOT:
        raise OldError(FIXED_ROOT)
    if parent_id not in call.org.roster.departments:
        raise OldError(NO_PARENT)
    if parent_id in {department.dept_id for department in call.org.roster.below(old.dept_id)}:
        raise OldError(CIRCLE)
    return parent_id


def _managers(call: Call, old: Department) -> tuple[str, ...]:
    """User ids in one text, parted by commas. An empty one changes nothing, unless it is forced to."""
    field = "dept_manager_userid_list"
    given = tuple(userid for userid in call.body.text(field).split(",") if userid)
    if not given:
        return () if _is_forced(call.body, field) and call.body.has(field) else old.managers
    for userid in given:
        call.member(userid)
    return given


def _mark_leaders(call: Call, old: Department, managers: tuple[str, ...]) -> None:
    """Whoever manages a department is marked as its leader, and nobody else any longer."""
    for userid in {*old.managers, *managers}:
        member = call.org.roster.member(userid)
        if member is not None and (userid in managers) is not (old.dept_id in member.leads):
            leads = {*member.leads, old.dept_id} if userid in managers else {*member.leads} - {old.dept_id}
            call.org.roster.put_member(replace(member, leads=tuple(sorted(leads))))


def _check_name(call: Call, name: str, parent_id: int, own_id: int) -> None:
    if not 1 <= len(name) <= DEPARTMENT_NAME:
        raise OldError(NAME_LENGTH)
    if SIGNS.search(name):
        raise OldError(BAD_SIGN)
    if any(other.name == name and other.dept_id != own_id for other in call.org.roster.children(parent_id)):
        raise OldError(SAME_NAME)


def _is_forced(body: Fields, name: str) -> bool:
    return name in body.text("force_update_fields").split(",")


def _short(text: str, most: int, code: int) -> str:
    if len(text) > most:
        raise OldError(code)
    return text
