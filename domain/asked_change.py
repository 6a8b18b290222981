"""What the form of changes in the directory asks for, and by which change of the directory it can be seen there."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.directory_plan import Kind
from domain.ids import DepartmentId, PersonId

FORM = "org_person_change"
STEP = "update"  # in which somebody does it

KINDS: Mapping[object, frozenset[Kind]] = {
    "新增部门": frozenset({Kind.DEPARTMENT_MADE, Kind.DEPARTMENT_RETURNED}),
    "撤销部门": frozenset({Kind.DEPARTMENT_GONE}),
    "部门改名": frozenset({Kind.DEPARTMENT_RENAMED}),
    "部门调整上级": frozenset({Kind.DEPARTMENT_MOVED}),
    "新进人员": frozenset({Kind.JOINED, Kind.RETURNED}),
    "离职": frozenset({Kind.LEFT}),
    "调动": frozenset({Kind.MOVED}),
    "岗位变动": frozenset({Kind.PROMOTED}),
    "组成员变动": frozenset({Kind.MOVED}),
}
"""By the form's own words. The order of people is nothing that we read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenChange:
    """A change of the directory: whom or which department it is about, where they are now, and it in words."""

    id: int
    kind: Kind
    line: str
    person: PersonId | None = None
    name: str = ""
    department: DepartmentId | None = None
    above: DepartmentId | None = None
    places: frozenset[DepartmentId] = frozenset()


def kinds_for(fields: Mapping[str, object]) -> frozenset[Kind]:
    """By which kinds of change it would be seen."""
    return KINDS.get(fields.get("change_type"), frozenset())


def is_shown_by(fields: Mapping[str, object], change: SeenChange) -> bool:
    """Whether this change is the one that the form asks for. What the form leaves open is not guessed."""
    department, target = _id(fields, "department"), _id(fields, "target_department")
    if change.kind not in kinds_for(fields):
        return False
    match fields.get("change_type"):
        case "新增部门":
            return change.above == department
        case "撤销部门" | "部门改名":
            return change.department == department
        case "部门调整上级":
            return change.department == department and change.above == target
        case "新进人员":
            return change.name == fields.get("newcomer") and department in change.places
        case "调动":
            return change.person == _id(fields, "person") and target in change.places
        case _:
            return change.person is not None and change.person == _id(fields, "person")


def _id(fields: Mapping[str, object], name: str) -> int | None:
    match fields.get(name):
        case {"id": int() as number}:
            return number
        case _:
            return None
