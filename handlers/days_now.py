"""Somebody's days as they are derived now from what is known now, whatever is kept of them."""

from datetime import date

from domain.attendance.day_record import DayRecord
from domain.attendance.deriving import derive_days, whole_month
from domain.ids import PersonId
from domain.office import Office
from storage.attendance_facts import Stretch, facts_of
from storage.attendance_groups import book_of, campus_of
from storage.database import Tx


async def days_now(tx: Tx, office: Office, person: PersonId, first: date, last: date) -> list[DayRecord]:
    """Empty for whoever is in no group, and for days before the first rule."""
    book = await book_of(tx, office)
    group = book.group_of(person)
    if group is None:
        return []
    facts = await facts_of(tx, office, book, [Stretch(person, whole_month(group, first), last)])
    return derive_days(campus_of(office), group, first, last, facts[person])
