"""What is to be done in a platform's directory. Nobody and nothing is ever deleted by an order.

Ids are the platform's, as it spells them. None stands for "stays as it is", an empty text for "taken away".
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeMember:
    """A new member. The first department is the main one.

    Both platforms want a telephone number (WeCom takes a mail address instead): it is handed through and kept nowhere.
    """

    user_id: str
    name: str
    departments: tuple[str, ...]
    leads: tuple[str, ...] = ()
    direct_leader: str = ""
    position: str = ""
    staff_no: str = ""
    mobile: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMember:
    """Other facts of a member than where they are."""

    user_id: str
    name: str | None = None
    position: str | None = None
    staff_no: str | None = None
    direct_leader: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMember:
    """All departments of a member from now on, the main one first, and which of them they lead."""

    user_id: str
    departments: tuple[str, ...]
    leads: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisableMember:
    """A member may not log in any longer; what they left behind stays."""

    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDepartment:
    """A new department. `parent_id` None: below the root."""

    name: str
    parent_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameDepartment:
    """Another name for a department, which stays what it is."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDepartment:
    """A department goes below another one, with everything under it. `parent_id` None: below the root."""

    id: str
    parent_id: str | None = None


MemberOrder = MakeMember | ChangeMember | MoveMember | DisableMember
DepartmentOrder = MakeDepartment | RenameDepartment | MoveDepartment
Order = MemberOrder | DepartmentOrder
