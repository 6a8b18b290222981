"""Changing departments and members: only with the contact synchronisation's token, and never called back.

Source: paths 90195, 90197, 90205 and 90970.
"""

import re
from dataclasses import replace

from emulator.fields import Fields
from emulator.wecom.call import Answer, Call, ok
from emulator.wecom.errors import ApiError
from emulator.wecom.people import ROOT, Department, Member, Status

USER_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_\-@.]{0,63}")
FORBIDDEN_IN_NAMES = re.compile(r'[\\:*?"<>|｜]')
NAME_CHARACTERS = 64


def _answer(errmsg: str, **fields: object) -> Answer:
    return ok(**fields) | {"errmsg": errmsg}


def create_member(call: Call) -> Answer:
    """A new member who has not activated the account yet."""
    _ = call.contact_sync
    body, roster = call.body, call.corp.roster
    user_id = body.text("userid")
    if not USER_ID.fullmatch(user_id):
        raise ApiError(40003)
    if roster.member(user_id):
        raise ApiError(60102)
    if not 1 <= len(body.text("name")) <= NAME_CHARACTERS:
        raise ApiError(60112)
    if not body.text("mobile") and not body.text("email"):
        raise ApiError(60129)
    if not body.numbers("department"):
        raise ApiError(60127)
    new = Member(
        user_id=user_id,
        name=body.text("name"),
        status=Status.NOT_ACTIVATED,
        mobile=body.text("mobile"),
        email=body.text("email"),
    )
    roster.put_member(_changed(call, new))
    return _answer("created")


def update_member(call: Call) -> Answer:
    """Change what the body names; the mobile of an activated member is ignored without a word."""
    _ = call.contact_sync
    member = _known(call, call.body.text("userid"))
    new = _changed(call, member)
    if call.body.text("mobile") and member.status is Status.NOT_ACTIVATED:
        new = replace(new, mobile=call.body.text("mobile"))
    call.corp.roster.put_member(new)
    return _answer("updated")


def delete_member(call: Call) -> Answer:
    """Remove a member for good."""
    _ = call.contact_sync
    call.corp.roster.drop_member(_known(call, call.query.get("userid", "")).user_id)
    return _answer("deleted")


def _known(call: Call, user_id: str) -> Member:
    member = call.corp.roster.member(user_id)
    if member is None:
        raise ApiError(60111)
    return member


def _changed(call: Call, member: Member) -> Member:
    body = call.body
    departments = tuple(body.numbers("department")) or member.departments
    if any(department not in call.corp.roster.departments for department in departments):
        raise ApiError(60003)
    return replace(
        member,
        name=body.text("name") or member.name,
        departments=departments,
        main_department=body.number("main_department") or member.main_department,
        leads=_leads(body, departments, member),
        direct_leaders=tuple(body.texts("direct_leader")) if body.has("direct_leader") else member.direct_leaders,
        position=body.text("position") if body.has("position") else member.position,
        status=_status(body, member.status),
        extattr=_extattr(body, member),
    )


def _extattr(body: Fields, member: Member) -> tuple[tuple[str, str], ...]:
    """Named texts of one's own; what the body does not name stays, which is not documented."""
    given = {
        attribute.text("name"): attribute.part("text").text("value")
        for attribute in body.part("extattr").parts("attrs")
    }
    return tuple((dict(member.extattr) | given).items())


def _leads(body: Fields, departments: tuple[int, ...], member: Member) -> tuple[int, ...]:
    if not body.has("is_leader_in_dept"):
        return tuple(department for department in member.leads if department in departments)
    flags = body.numbers("is_leader_in_dept")
    if len(flags) != len(departments):
        raise ApiError(60132)
    return tuple(department for department, flag in zip(departments, flags, strict=True) if flag)


def _status(body: Fields, status: Status) -> Status:
    match body.number("enable"):
        case 0:
            return Status.DISABLED
        case 1 if status is Status.DISABLED:
            return Status.ACTIVE
        case _:
            return status


def create_department(call: Call) -> Answer:
    """A new department under an existing one."""
    _ = call.contact_sync
    body, departments = call.body, call.corp.roster.departments
    parent_id = body.number("parentid") or 0
    if parent_id not in departments:
        raise ApiError(60004)
    new_id = body.number("id") or max(departments, default=ROOT) + 1
    if new_id in departments:
        raise ApiError(60008)
    _check_name(call, body.text("name"), parent_id, new_id)
    call.corp.roster.put_department(
        Department(id=new_id, name=body.text("name"), parent_id=parent_id, order=body.number("order") or 0)
    )
    return _answer("created", id=new_id)


def update_department(call: Call) -> Answer:
    """Rename, move or reorder a department."""
    _ = call.contact_sync
    body, roster = call.body, call.corp.roster
    old = roster.departments.get(body.number("id") or 0)
    if old is None:
        raise ApiError(60003)
    parent_id = body.number("parentid") or old.parent_id
    if parent_id in {department.id for department in roster.below(old.id)}:
        raise ApiError(60010)
    if old.id != ROOT and parent_id not in roster.departments:
        raise ApiError(60004)
    name = body.text("name") or old.name
    _check_name(call, name, parent_id, old.id)
    order = body.number("order")
    roster.put_department(replace(old, name=name, parent_id=parent_id, order=old.order if order is None else order))
    return _answer("updated")


def _check_name(call: Call, name: str, parent_id: int, own_id: int) -> None:
    if not 1 <= len(name) <= NAME_CHARACTERS:
        raise ApiError(60125)
    if FORBIDDEN_IN_NAMES.search(name):
        raise ApiError(60009)
    if any(other.name == name and other.id != own_id for other in call.corp.roster.children(parent_id)):
        raise ApiError(60008)


def delete_department(call: Call) -> Answer:
    """Remove an empty department."""
    _ = call.contact_sync
    roster = call.corp.roster
    department_id = call.number("id") or 0
    if department_id not in roster.departments:
        raise ApiError(60003)
    if department_id == ROOT:
        raise ApiError(60007)
    if roster.members_in(department_id):
        raise ApiError(60005)
    if roster.children(department_id):
        raise ApiError(60006)
    roster.drop_department(department_id)
    return _answer("deleted")
