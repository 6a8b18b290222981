"""Who stands above whoever owes something."""

from domain.forms.directory import Directory
from domain.forms.finding import Request, above, find
from domain.forms.who import DepartmentHead
from domain.ids import PersonId


def heads_over(directory: Directory, person: PersonId) -> set[PersonId]:
    """The head of their department; of a head whoever leads the next above."""
    member = directory.members.get(person)
    if member is None:
        return set()
    found = find([DepartmentHead()], Request(applicant=member, values={}, directory=directory))
    heads = {each.member.person.id for each in found}
    if person not in heads and heads:
        return heads
    levels = (
        {each.member.person.id for each in level if each.member.person.is_active} for level in above(member, directory)
    )
    return next((level - {person} for level in levels if level - {person}), set())
