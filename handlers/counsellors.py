"""A student's counsellors, who hear what HR hears of staff."""

from domain.forms.directory import Directory, Member
from domain.forms.finding import Request, find
from domain.forms.who import Counsellor
from domain.ids import PersonId


def counsellors_of(directory: Directory, student: Member) -> list[PersonId]:
    """As the college's posts name them; without the student."""
    request = Request(applicant=student, values={}, directory=directory)
    found = [each.member.person.id for each in find((Counsellor(),), request)]
    return [person for person in found if person != student.person.id]
