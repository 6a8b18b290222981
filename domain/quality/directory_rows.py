"""Our own directory as rows that checks read."""

from collections.abc import Iterator, Sequence

from domain.forms.directory import Directory, Member
from domain.forms.posts import STAFF
from domain.quality.check import Table
from domain.quality.judging import Row


def rows_of(directory: Directory, table: Table) -> Sequence[Row]:
    """Everybody who is there, every department, or every post."""
    match table:
        case Table.PEOPLE:
            return [_person(directory, member) for member in directory.active if directory.kind(member) == STAFF]
        case Table.DEPARTMENTS:
            return list(_departments(directory))
        case Table.POSTS:
            return list(_posts(directory))


def _person(directory: Directory, member: Member) -> Row:
    person, home = member.person, directory.chain(member.home)
    leaders = (directory.members[each].person.name for each in member.leaders if each in directory.members)
    return {
        "person_id": person.id,
        "staff_no": person.staff_no,
        "name": person.name,
        "position": person.position,
        "department": unit_of(directory, member),
        "section": home[0].name if home else "",
        "leaders": "、".join(leaders),
    }


def unit_of(directory: Directory, member: Member) -> str:
    """The department, not the section: what lies right below the college."""
    chain = directory.chain(member.home)
    if not chain:
        return ""
    return chain[max(0, len(chain) - 1 - directory.posts.department_level)].name


def _departments(directory: Directory) -> Iterator[Row]:
    """Not the roots, which are the college itself."""
    for each in directory.departments.values():
        if each.parent is None:
            continue
        chain = directory.chain(each.id)
        yield {
            "department_id": each.id,
            "name": each.name,
            "path": ">".join(above.name for above in reversed(chain[:-1])),
            "department": chain[max(0, len(chain) - 1 - directory.posts.department_level)].name,
            "heads": "、".join(member.person.name for member in directory.leaders(each.id)),
            "people": directory.headcount([each])[0],
            "others": directory.headcount([each])[1],
            "level": len(chain) - 1,
        }


def _posts(directory: Directory) -> Iterator[Row]:
    for rule in directory.posts.rules:
        yield {
            "code": rule.code,
            "title": rule.title,
            "department": rule.departments[0] if rule.departments else "",
            "holders": "、".join(member.person.name for member in directory.holders(rule.code)),
        }
