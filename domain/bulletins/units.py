"""Which department something counts for."""

from domain.duties.duty import Duty, Owed
from domain.forms.directory import Department, Directory
from domain.ids import PersonId


def unit_of(directory: Directory, duty: Duty | None, owner: PersonId) -> Department | None:
    """The duty's department. What many owe each for themselves, and what is of no one department, is the owner's."""
    if duty is not None and duty.owed is Owed.SHARED:
        named = directory.standing_for(duty.department)
        if len(named) == 1:
            return named[0]
    return home_unit(directory, owner)


def home_unit(directory: Directory, person: PersonId) -> Department | None:
    """The department right below the college in which somebody is at home; the college itself for those in it."""
    member = directory.members.get(person)
    chain = directory.chain(member.home) if member else ()
    return next(reversed(chain[:-1] or chain), None)
