"""Departments and members of the platform in our words."""

import json
from collections.abc import Iterable
from dataclasses import replace

from adapters.ports import PlatformRefused
from adapters.replies import Record, objects, read_text, read_whole, values
from domain.directory import ReadDepartment, ReadMember, Untold

ROOT = "1"
EXTENSION = "extension:"  # how `staff_no_from` names a field of the member's profile

# What our number for the order can hold.
LARGEST_ORDER = 2**31 - 1


def read_id(record: Record, name: str) -> str:
    """A department's id, a number. Raises PlatformRefused: a directory read in part must not pass for a whole one."""
    found = read_text(record, name)
    if not (found.isascii() and found.isdigit()):
        raise _lacks(name)
    return found


def read_flag(record: Record, name: str, *, default: bool = False) -> bool:
    """Also one in text, as some answers have it."""
    found = str(record.get(name, "")).lower()
    return found == "true" if found in {"true", "false"} else default


def read_department(department: str, record: Record) -> ReadDepartment:
    """The root has no parent, whatever is told of it. The platform's smaller order stands earlier, ours later."""
    order = min(max(-LARGEST_ORDER, read_whole(record, "order")), LARGEST_ORDER)
    return ReadDepartment(
        id=department,
        parent_id=None if department == ROOT else read_text(record, "parent_id") or None,
        name=read_text(record, "name"),
        leaders=_texts(values(record, "dept_manager_userid_list")),
        order=-order,
    )


def read_member(record: Record, department: str, staff_no_from: str) -> ReadMember:
    """As `department` lists them. Raises PlatformRefused without a user id."""
    member = _read(record, staff_no_from)
    leads = (department,) if read_flag(record, "leader") else ()
    return replace(member, departments=_unique((*member.departments, department)), leads=leads)


def _read(record: Record, staff_no_from: str) -> ReadMember:
    """A field without permission is not there."""
    user_id = read_text(record, "userid")
    if not user_id:
        raise _lacks("userid")
    return ReadMember(
        user_id=user_id,
        name=read_text(record, "name"),
        departments=_unique(_texts(values(record, "dept_id_list"))),
        direct_leaders=read_superiors(record),
        position=read_text(record, "title"),
        staff_no=_staff_no(record, user_id, staff_no_from),
        is_active=read_flag(record, "active", default=True),
    )


def read_single(record: Record, staff_no_from: str) -> ReadMember:
    """As asked for alone: with flags for all departments at once. Raises PlatformRefused without a user id."""
    leads = [one for one in objects(record, "leader_in_dept") if read_flag(one, "leader")]
    member = _read(record, staff_no_from)
    return replace(member, leads=_unique(read_id(one, "dept_id") for one in leads))


def read_superiors(record: Record) -> tuple[str, ...]:
    """One at most."""
    manager = read_text(record, "manager_userid")
    return (manager,) if manager else ()


def merge_members(members: Iterable[ReadMember]) -> tuple[ReadMember, ...]:
    """One entry for a member however many departments listed them."""
    merged: dict[str, ReadMember] = {}
    for member in members:
        key = member.user_id.lower()
        merged[key] = _union(merged[key], member) if key in merged else member
    return tuple(merged.values())


def untold(members: Iterable[ReadMember]) -> frozenset[Untold]:
    """What nobody at all has is not told to us: a field without permission is missing like one without a value."""
    found = list(members)
    hidden = {
        Untold.POSITION: not any(member.position for member in found),
        Untold.LEADERS: not any(member.direct_leaders for member in found),
    }
    return frozenset(fact for fact, is_hidden in hidden.items() if is_hidden)


def _union(first: ReadMember, second: ReadMember) -> ReadMember:
    return replace(
        first,
        departments=_unique((*first.departments, *second.departments)),
        leads=_unique((*first.leads, *second.leads)),
        direct_leaders=first.direct_leaders or second.direct_leaders,
        position=first.position or second.position,
        staff_no=first.staff_no or second.staff_no,
    )


def _staff_no(record: Record, user_id: str, staff_no_from: str) -> str | None:
    """None where it is not told: what is known of it stays as it is."""
    if staff_no_from == "userid":
        return user_id
    if not staff_no_from.startswith(EXTENSION):
        return read_text(record, staff_no_from) or None
    return read_text(_extension(record), staff_no_from.removeprefix(EXTENSION)) or None


def _extension(record: Record) -> Record:
    """An object, written as the text of one."""
    found = record.get("extension")
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except (ValueError, RecursionError):
            return {}
    return found if isinstance(found, dict) else {}


def _lacks(name: str) -> PlatformRefused:
    return PlatformRefused("schema", f"钉钉通讯录返回的数据缺少 {name}，本次读取作废")


def _texts(found: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(one) for one in found if isinstance(one, (str, int)) and not isinstance(one, bool))


def _unique(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
