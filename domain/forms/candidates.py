"""Whom and which department a typed name may mean."""

from domain.forms.directory import Department, Directory, Member
from domain.forms.typed import Named
from domain.text_fold import fold_text


def people_of(directory: Directory) -> tuple[Named, ...]:
    """Everybody who is there, by name and staff number; told apart by department and position."""
    return tuple(_person(member, directory) for member in directory.active)


def departments_of(directory: Directory) -> tuple[Named, ...]:
    """All departments by all their names; told apart by what they belong to.

    A college on two platforms has most of them twice, at the same place of two trees: that is one to choose. It is the
    one that somebody leads, where only one of them is led.
    """
    chosen: dict[tuple[str, ...], Department] = {}
    for each in directory.departments.values():
        path = tuple(fold_text(above.name) for above in directory.chain(each.id))
        known = chosen.setdefault(path, each)
        if directory.leaders(each.id) and not directory.leaders(known.id):
            chosen[path] = each
    return tuple(_department(each, directory) for each in chosen.values())


def _person(member: Member, directory: Directory) -> Named:
    person = member.person
    home = directory.chain(member.home)[:1]
    names = (person.name, person.staff_no) if person.staff_no else (person.name,)
    return Named(person.id, names, "".join((*(each.name for each in home), person.position)))


def _department(department: Department, directory: Directory) -> Named:
    above = directory.chain(department.parent)[:1]
    others = sorted(directory.posts.names_of(department.name))
    return Named(department.id, (department.name, *others), "".join(each.name for each in above))
