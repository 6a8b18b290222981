"""Facts of a directory as they are kept with each change, and read back to undo it."""

from collections.abc import Mapping
from typing import cast

from domain.directory_reading import DepartmentFacts, MemberFacts

Kept = Mapping[str, object]

_SETS = ("departments", "leads", "leaders")


def member_json(facts: MemberFacts | None) -> dict[str, object] | None:
    """Sets as sorted lists: the same facts are always the same text."""
    if facts is None:
        return None
    return {
        "user_id": facts.user_id,
        "name": facts.name,
        "staff_no": facts.staff_no,
        "position": facts.position,
        "main_department": facts.main_department,
        "departments": sorted(facts.departments),
        "leads": sorted(facts.leads),
        "leaders": sorted(facts.leaders),
        "is_active": facts.is_active,
    }


def member_from(kept: Kept) -> MemberFacts:
    """Back from `member_json`."""
    values = {name: frozenset(cast("list[str]", kept[name])) for name in _SETS}
    return MemberFacts(
        user_id=str(kept["user_id"]),
        name=str(kept["name"]),
        staff_no=_text(kept["staff_no"]),
        position=str(kept["position"]),
        main_department=_text(kept["main_department"]),
        is_active=bool(kept["is_active"]),
        **values,
    )


def department_json(facts: DepartmentFacts | None) -> dict[str, object] | None:
    """As it is kept."""
    return None if facts is None else {"name": facts.name, "parent": facts.parent, "order": facts.order}


def department_from(kept: Kept) -> DepartmentFacts:
    """Back from `department_json`."""
    order = kept["order"]
    return DepartmentFacts(
        name=str(kept["name"]), parent=_text(kept["parent"]), order=order if isinstance(order, int) else 0
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
