"""Whose duty the timetable says: their lessons with what was arranged instead, and their days when it changes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from domain.attendance.grouping import GroupBook
from domain.attendance.taught import Teacher
from domain.class_hits import Cover, Teaching
from domain.ids import PersonId
from domain.lessons import Lesson
from domain.office import Office
from storage.attendance_days import touch_days
from storage.covers import agreed_of
from storage.database import Tx
from storage.timetable import lessons_of, terms_held

TIMETABLE = "timetable"  # the cause that is told of a day whose lessons are others now


async def teachers_of(
    tx: Tx, office: Office, book: GroupBook, people: Sequence[PersonId]
) -> Mapping[PersonId, Teacher]:
    """Those of them who are in a group by the timetable; nothing is read where nobody is."""
    named = {group.name for group in book.rules.groups if group.is_by_timetable}
    asked = [each for each in people if named and (group := book.group_of(each)) and group.name in named]
    if not asked:
        return {}
    calendar = office.calendar
    terms = await terms_held(tx, [term.name for term in calendar.terms])
    lessons: defaultdict[PersonId, list[Lesson]] = defaultdict(list)
    for lesson in await lessons_of(tx, *asked):
        lessons[lesson.teacher].append(lesson)
    covers: defaultdict[PersonId, list[Cover]] = defaultdict(list)
    for cover in await agreed_of(tx, asked):
        for person in {cover.person, cover.teacher}:
            covers[person].append(cover)
    return {
        person: Teacher(
            person,
            Teaching(
                lessons=lessons[person], terms=terms, calendar=calendar, zone=office.campus, covers=covers[person]
            ),
        )
        for person in asked
    }


async def touch_taught(tx: Tx, office: Office, book: GroupBook, first: date, last: date, cause: str) -> int:
    """Derive the days of everybody again whose duty the timetable says; how many people that are."""
    people = [
        member.person.id
        for member in book.directory.active
        if (group := book.group_of(member.person.id)) and group.is_by_timetable
    ]
    until = min(last, tx.now.astimezone(office.campus).date())
    if first <= until:
        await touch_days(tx, people, first, until, cause)
    return len(people)
