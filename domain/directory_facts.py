"""Facts of a directory as they are kept with each change, and read back to undo it."""

from collections.abc import Mapping
from typing import cast

from domain.directory_reading import DepartmentFacts, MemberFacts

Kept = Mapping[str, object]

_SETS = ("departments", "leads", "leaders")


def member_json(facts: MemberFacts | None) -> dict[str, object] | None:
    """Sets as sorted lists: the same facts are always the same text. What is empty is left out."""
    if facts is None:
        return None
    kept: dict[str, object] = {"user_id": facts.user_id, "name": facts.name}
    if facts.staff_no is not None:
        kept["staff_no"] = facts.staff_no
    if facts.position:
        kept["position"] = facts.position
    if facts.main_department is not None:
        kept["main_department"] = facts.main_department
    for name in _SETS:
        if keys := getattr(facts, name):
            kept[name] = sorted(keys)
    if not facts.is_active:
        kept["is_active"] = False
    return kept


def member_from(kept: Kept) -> MemberFacts:
    """Back from `member_json`; what was kept before it left anything out is read the same way."""
    values = {name: frozenset(cast("list[str]", kept.get(name, ()))) for name in _SETS}
    return MemberFacts(
        user_id=str(kept["user_id"]),
        name=str(kept["name"]),
        staff_no=_text(kept.get("staff_no")),
        position=str(kept.get("position", "")),
        main_department=_text(kept.get("main_department")),
        is_active=bool(kept.get("is_active", True)),
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
