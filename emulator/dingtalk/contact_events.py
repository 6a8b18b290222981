"""What changes of the directory are told as. Source: docs, address book events; ids only, and always as lists."""

from datetime import datetime

from emulator.dingtalk.letter import Said, happened, milliseconds
from emulator.dingtalk.people import Member


def _users(event_type: str, userid: str, now: datetime) -> Said:
    return happened(event_type, {"timeStamp": str(milliseconds(now)), "userId": [userid]})


def member_added(userid: str, now: datetime) -> Said:
    """user_add_org."""
    return _users("user_add_org", userid, now)


def member_left(userid: str, now: datetime) -> Said:
    """user_leave_org, without details."""
    return _users("user_leave_org", userid, now)


def member_activated(userid: str) -> Said:
    """user_active_org."""
    return happened("user_active_org", {"userId": [userid]})


def member_changed(old: Member, new: Member, now: datetime) -> Said:
    """user_modify_org; the difference holds only a few fields, and departments are not among them."""
    before, after = _shown(old), _shown(new)
    names = [name for name in after if before[name] != after[name]]
    data: dict[str, object] = {"timeStamp": str(milliseconds(now)), "userId": [new.userid]}
    if names:
        data["diffInfo"] = {
            "prev": {name: before[name] for name in names},
            "curr": {name: after[name] for name in names},
            "userid": new.userid,
        }
    return happened("user_modify_org", data)


def _shown(member: Member) -> dict[str, str]:
    return {"name": member.name, "managerUserid": member.manager, "jobNumber": member.job_number}


def admins_changed(userid: str, now: datetime, *, is_added: bool) -> Said:
    """org_admin_add or org_admin_remove."""
    return _users("org_admin_add" if is_added else "org_admin_remove", userid, now)


def department_created(dept_id: int) -> Said:
    """org_dept_create."""
    return happened("org_dept_create", {"deptId": [dept_id]})


def department_modified(dept_id: int) -> Said:
    """org_dept_modify."""
    return happened("org_dept_modify", {"deptId": [dept_id]})


def department_removed(dept_id: int) -> Said:
    """org_dept_remove."""
    return happened("org_dept_remove", {"deptId": [dept_id]})
