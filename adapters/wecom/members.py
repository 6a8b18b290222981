"""Departments and members of the platform in our words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from adapters.plain_text import clean
from adapters.ports import PlatformRefused
from adapters.replies import Record, as_whole, objects, read_text, read_whole, values
from domain.directory import ReadDepartment, ReadMember

NO_PARENT = "0"

# 1 active and 4 not activated yet are on the staff; 2 is disabled, 5 has left.
GONE = frozenset({2, 5})


def read_department(record: Record) -> ReadDepartment:
    """Raises PlatformRefused where there is no id: a directory read in part must not pass for a whole one."""
    return ReadDepartment(
        id=_identifier(record, "id"),
        parent_id=_parent(record),
        name=clean(read_text(record, "name")),
        leaders=_texts(values(record, "department_leader")),
        order=read_whole(record, "order"),
    )


def read_member(record: Record, staff_no_attribute: str) -> ReadMember:
    """Raises PlatformRefused where there is no user id."""
    departments = _texts(values(record, "department"))
    flags = [as_whole(flag) for flag in values(record, "is_leader_in_dept")]
    return ReadMember(
        user_id=_identifier(record, "userid"),
        name=clean(read_text(record, "name")),
        departments=departments,
        main_department=read_text(record, "main_department") or None,
        leads=tuple(department for department, flag in zip(departments, flags, strict=False) if flag),
        direct_leaders=_texts(values(record, "direct_leader")),
        position=clean(read_text(record, "position")),
        staff_no=_attribute(record, staff_no_attribute) if staff_no_attribute else read_text(record, "userid"),
        is_active=read_whole(record, "status", 1) not in GONE and read_whole(record, "enable", 1) != 0,
    )


def with_visible_parents(departments: Sequence[ReadDepartment]) -> tuple[ReadDepartment, ...]:
    """Where the visible range begins below the root, the parent is not known: such a department is a root of ours."""
    ids = {department.id for department in departments}
    return tuple(
        department if department.parent_id in ids else replace(department, parent_id=None) for department in departments
    )


def merge_members(members: Iterable[ReadMember], departments: Sequence[ReadDepartment]) -> tuple[ReadMember, ...]:
    """One entry for a member however many departments listed them, and what departments say of their leaders."""
    merged: dict[str, ReadMember] = {}
    for member in members:
        known = merged.get(member.user_id.lower())
        merged[member.user_id.lower()] = _union(known, member) if known else member
    for department in departments:
        for leader in department.leaders:
            found = merged.get(leader.lower())
            if found:
                merged[leader.lower()] = replace(found, leads=_unique((*found.leads, department.id)))
    return tuple(merged.values())


def _union(first: ReadMember, second: ReadMember) -> ReadMember:
    return replace(
        first,
        departments=_unique((*first.departments, *second.departments)),
        leads=_unique((*first.leads, *second.leads)),
        direct_leaders=_unique((*first.direct_leaders, *second.direct_leaders)),
        staff_no=first.staff_no or second.staff_no,
    )


def _parent(record: Record) -> str | None:
    found = read_text(record, "parentid")
    return found if found not in {"", NO_PARENT} else None


def _identifier(record: Record, name: str) -> str:
    found = read_text(record, name)
    if not found:
        raise PlatformRefused("schema", f"企业微信通讯录返回的数据缺少 {name}，本次读取作废")
    return found


def _attribute(record: Record, name: str) -> str | None:
    """Of the member's own attributes; `value` at the top in old answers, inside `text` in new ones."""
    for attribute in objects(record, "extattr", "attrs"):
        if read_text(attribute, "name") == name:
            inner = attribute.get("text")
            found = read_text(inner, "value") if isinstance(inner, dict) else ""
            return clean(found or read_text(attribute, "value")) or None
    return None


def _texts(found: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(one) for one in found if isinstance(one, (str, int)) and not isinstance(one, bool))


def _unique(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
