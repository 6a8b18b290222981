"""Which group of attendance somebody is in, and what follows: their shifts, and what is asked of their punches."""

from datetime import date, timedelta

from cachetools import LRUCache
from sqlalchemy import text

from domain.attendance.duty import Campus
from domain.attendance.grouping import GroupBook
from domain.attendance.shifts import PersonalShifts
from domain.fences import PunchDemand
from domain.ids import PersonId
from domain.office import Office
from storage.database import Tx
from storage.snapshot import directory_of

KNOWN_AHEAD, KNOWN_BACK = timedelta(days=400), timedelta(days=400)  # of assigned shifts; no leave lies further away

_ASSIGNED = text("""
    select day, shift from assigned_shifts where person_id = :person and day between :first and :last
""")
_books: LRUCache[int, GroupBook] = LRUCache(2)


async def book_of(tx: Tx, office: Office) -> GroupBook:
    """Everybody's group, kept for as long as neither the directory nor the rules change."""
    directory = await directory_of(tx, office.posts, office.roles)
    book = _books.get(id(directory))
    if book is None or book.directory is not directory or book.rules is not office.attendance:
        book = _books[id(directory)] = GroupBook(office.attendance, directory)
    return book


def campus_of(office: Office) -> Campus:
    """By what days are judged now."""
    return Campus(office.campus, office.calendar, office.shifts, office.attendance)


async def demand_of(tx: Tx, office: Office, person: PersonId) -> PunchDemand:
    """What somebody's punch in chat must have; nothing where no group says so."""
    group = (await book_of(tx, office)).group_of(person)
    return group.demand if group else PunchDemand()


async def shifts_of(tx: Tx, office: Office, person: PersonId) -> PersonalShifts | None:
    """Somebody's own working day on every day, by the plan of shifts and their group; None: it is the college's."""
    if not office.attendance.groups:
        return None
    group = (await book_of(tx, office)).group_of(person)
    if group is None:
        return None
    today = tx.now.astimezone(office.campus).date()
    values = {"person": person, "first": today - KNOWN_BACK, "last": today + KNOWN_AHEAD}
    assigned: dict[date, str] = {row.day: row.shift for row in await tx.conn.execute(_ASSIGNED, values)}
    return PersonalShifts(campus_of(office), group, assigned)
