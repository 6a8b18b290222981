"""Some of a directory read again, put together as the whole would show it.

Departments come with everything above them, so that a parent that is missing is one out of the account's sight.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from adapters.politely import politely
from adapters.ports import PlatformFailure
from domain.directory import Part, ReadDepartment, ReadMember

ReadOne = Callable[[str], Awaitable[ReadDepartment | None]]


def require_absence(failure: PlatformFailure, *, gone: AbstractSet[str], hidden: AbstractSet[str]) -> None:
    """Return where the platform says that there is no such one.

    Raises LookupError for one that is there and not shown to us, and the failure itself for everything else.
    """
    if failure.code in hidden:
        raise LookupError from failure
    if failure.code not in gone:
        raise failure


async def climb(starts: Collection[str], read: ReadOne, *, at_once: int) -> dict[str, ReadDepartment | None]:
    """By id, each once. Where `read` raises LookupError, the department is out of sight and left out."""
    found: dict[str, ReadDepartment | None] = {}
    hidden: set[str] = set()

    async def look(department: str) -> None:
        try:
            found[department] = await read(department)
        except LookupError:
            hidden.add(department)

    level = list(dict.fromkeys(starts))
    while level:
        await politely(level, look, at_once=at_once)
        above = dict.fromkeys(one.parent_id for key in level if (one := found.get(key)) is not None)
        level = [parent for parent in above if parent and parent not in found and parent not in hidden]
    return found


def join_part(
    members: Mapping[str, ReadMember | None],
    departments: Mapping[str, ReadDepartment | None],
    asked: Collection[str],
) -> Part:
    """As the whole directory would show them: parents in sight only, and members as the leaders that departments name.

    Departments which are gone are told of only where they were asked for.
    """
    told = {key: one and _in_sight(one, departments) for key, one in departments.items() if one or key in asked}
    heads: defaultdict[str, list[str]] = defaultdict(list)
    for department in filter(None, told.values()):
        for leader in department.leaders:
            heads[leader.lower()].append(department.id)
    return Part({key: one and _with_heads(one, heads[key]) for key, one in members.items()}, told)


def _in_sight(department: ReadDepartment, departments: Mapping[str, ReadDepartment | None]) -> ReadDepartment:
    return department if departments.get(department.parent_id or "") else replace(department, parent_id=None)


def _with_heads(member: ReadMember, heads: Collection[str]) -> ReadMember:
    return replace(member, leads=tuple(dict.fromkeys((*member.leads, *heads))))
