"""A person of the directory, as far as deciding needs one."""

from dataclasses import dataclass

from domain.ids import DepartmentId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One human, whatever accounts they have. Someone who left is kept, but is not active and may do nothing."""

    id: PersonId
    name: str
    staff_no: str | None = None
    main_department_id: DepartmentId | None = None
    position: str = ""
    is_active: bool = True
