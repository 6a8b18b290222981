"""On which campus somebody works: the one that a department of theirs, or their position, is named after."""

from collections.abc import Sequence

from domain.forms.directory import Directory, Member


def campus_of(member: Member, directory: Directory, campuses: Sequence[str]) -> str:
    """One of these names; empty where none or several of them fit, so that nobody is put onto the wrong one."""
    departments = (each.name for place in member.departments for each in directory.chain(place))
    names = (*departments, member.person.position or "")
    found = {campus for campus in campuses if any(campus in name for name in names)}
    return found.pop() if len(found) == 1 else ""
