"""A platform's directory as read, before anything is done with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDepartment:
    """`parent_id` is None for the root. Ids are the platform's, as text. A larger `order` stands earlier."""

    id: str
    parent_id: str | None
    name: str
    leaders: tuple[str, ...] = ()
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMember:
    """`user_id` as the platform spells it; compared without case. `leads` are departments this member leads."""

    user_id: str
    name: str
    departments: tuple[str, ...]
    main_department: str | None = None
    leads: tuple[str, ...] = ()
    direct_leaders: tuple[str, ...] = ()
    position: str = ""
    staff_no: str | None = None
    is_active: bool = True


class Untold(StrEnum):
    """Facts of members that some accounts are not told of anybody, for want of a permission."""

    POSITION = "position"
    LEADERS = "leaders"


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything one account may see. What is known of `untold` facts stays as it is."""

    departments: tuple[ReadDepartment, ...]
    members: tuple[ReadMember, ...]
    untold: frozenset[Untold] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """These members and departments read again, and nothing else. None: the platform says that it is gone.

    Keys are as they were asked for: members by their user id in lower case, departments by the platform's id.
    """

    members: Mapping[str, ReadMember | None]
    departments: Mapping[str, ReadDepartment | None]
    untold: frozenset[Untold] = frozenset()
