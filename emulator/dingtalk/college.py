"""The sample college as an organisation of DingTalk: the same people and staff numbers, other ids."""

from collections.abc import Mapping
from pathlib import Path

from emulator.dingtalk.people import ROOT, Department, Member
from emulator.wecom.college import STAFF_NO, College, load_college
from emulator.wecom.people import Department as WecomDepartment
from emulator.wecom.people import Member as WecomMember

# Real ids of departments are large numbers that say nothing; the root's alone is always 1.
DEPARTMENT_OFFSET = 432_825_000
USER_PREFIX = "d-"


def userid_of(wecom_user_id: str) -> str:
    """The same person's id here."""
    return f"{USER_PREFIX}{wecom_user_id}"


def dept_id_of(wecom_id: int) -> int:
    """The same department's id here."""
    return wecom_id if wecom_id == ROOT else DEPARTMENT_OFFSET + wecom_id


def departments_and_members(source: Path | Mapping[str, object] | College) -> tuple[list[Department], list[Member]]:
    """What an `Org` is filled with. Raises ValueError as `load_college` does."""
    college = source if isinstance(source, College) else load_college(source)
    admins = {user_id for user_ids in college.roles.values() for user_id in user_ids}
    departments = [_department(department) for department in college.departments]
    return departments, [_member(member, admins) for member in college.members]


def _department(department: WecomDepartment) -> Department:
    return Department(
        dept_id=dept_id_of(department.id),
        name=department.name,
        parent_id=dept_id_of(department.parent_id) if department.parent_id else 0,
        order=-department.order,  # here the smaller number stands earlier
        managers=tuple(userid_of(user_id) for user_id in department.leaders),
    )


def _member(member: WecomMember, admins: set[str]) -> Member:
    staff_no = dict(member.extattr)[STAFF_NO]
    return Member(
        userid=userid_of(member.user_id),
        name=member.name,
        job_number=staff_no,
        title=member.position,
        dept_ids=tuple(dept_id_of(department) for department in member.departments),
        manager=userid_of(member.direct_leaders[0]) if member.direct_leaders else "",
        leads=tuple(dept_id_of(department) for department in member.leads),
        is_admin=member.user_id in admins,
        mobile=member.mobile,
        extension=((STAFF_NO, staff_no),),
    )
