"""The timetable as it is held: replaced as a whole per term, read by teacher, by class or by room."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import text

from domain.ids import PersonId
from domain.lessons import Lesson
from storage.database import Tx
from storage.plain import storable
from storage.rows import AnyRow

# Whoever agrees to a cover reads under the weaker lock, so that no timetable changes between the look and the commit.
_ALONE = text("lock table lessons in share row exclusive mode")
_TOGETHER = text("lock table lessons in row share mode")
_TEACHERS = text("select staff_no, id from people where status = 'active' and staff_no is not null")
_DROP = text("delete from lessons where term = any(cast(:terms as text[]))")
_TERMS_HELD = text("""
    select name from unnest(cast(:terms as text[])) name where exists (select from lessons where term = name)
""")
_COUNTS = text("select term, count(*) as lessons from lessons group by term order by term")
_ADD = text("""
    insert into lessons (term, person_id, course, classes, weekday, first_period, last_period, weeks, room, campus)
    select term, person_id, course, array(select jsonb_array_elements_text(classes)), weekday, first_period,
        last_period, array(select cast(jsonb_array_elements_text(weeks) as integer)), room, campus
    from jsonb_to_recordset(cast(:lessons as jsonb)) as given (
        term text, person_id bigint, course text, classes jsonb, weekday integer, first_period integer,
        last_period integer, weeks jsonb, room text, campus text
    )
""")
_OF_TEACHERS = text("""
    select * from lessons where person_id = any(cast(:people as bigint[]))
    order by term, weekday, first_period, id
""")
_OF_COURSES = text("""
    select distinct person_id, course from lessons where course = any(cast(:courses as text[])) and term = :term
    order by person_id, course
""")
_OF_CLASSES = text("""
    select * from lessons where term = :term and (classes && cast(:classes as text[])
        or (room <> '' and room = any(cast(:rooms as text[]))))
    order by weekday, first_period, id
""")
EACH = 1000  # lessons of one statement


async def lock_timetable(tx: Tx) -> None:
    """Until the transaction ends nobody else writes it or relies on it."""
    await tx.conn.execute(_ALONE)


async def rely_on_timetable(tx: Tx) -> None:
    """Until the transaction ends it stays as it is; others may rely on it too."""
    await tx.conn.execute(_TOGETHER)


async def teachers(tx: Tx) -> Mapping[str, PersonId]:
    """Who may have lessons, by staff number."""
    return {row.staff_no: PersonId(row.id) for row in await tx.conn.execute(_TEACHERS)}


async def held_counts(tx: Tx) -> Mapping[str, int]:
    """How many lessons each term has."""
    return {row.term: row.lessons for row in await tx.conn.execute(_COUNTS)}


async def terms_held(tx: Tx, terms: Collection[str]) -> frozenset[str]:
    """Which of these terms have a timetable."""
    if not terms:
        return frozenset()
    return frozenset(await tx.conn.scalars(_TERMS_HELD, {"terms": sorted(terms)}))


async def replace_terms(tx: Tx, terms: Collection[str], lessons: Sequence[Lesson]) -> None:
    """These terms have these lessons and no others."""
    await tx.conn.execute(_DROP, {"terms": sorted(terms)})
    for at in range(0, len(lessons), EACH):
        await tx.conn.execute(_ADD, {"lessons": [_written(each) for each in lessons[at : at + EACH]]})


async def lessons_of(tx: Tx, *people: PersonId) -> list[Lesson]:
    """Everything these people teach."""
    return [_lesson(row) for row in await tx.conn.execute(_OF_TEACHERS, {"people": sorted(people)})]


async def who_teaches(tx: Tx, term: str, courses: Collection[str]) -> Mapping[PersonId, frozenset[str]]:
    """Who has lessons of these courses in that term."""
    found: dict[PersonId, frozenset[str]] = {}
    for row in await tx.conn.execute(_OF_COURSES, {"term": term, "courses": sorted(courses)}):
        person = PersonId(row.person_id)
        found[person] = found.get(person, frozenset()) | {row.course}
    return found


async def lessons_at(tx: Tx, term: str, classes: Collection[str], rooms: Collection[str]) -> list[Lesson]:
    """The lessons of these classes, and whatever takes place in these rooms."""
    values = {"term": term, "classes": sorted(classes), "rooms": sorted(rooms)}
    return [_lesson(row) for row in await tx.conn.execute(_OF_CLASSES, values)]


def _written(lesson: Lesson) -> dict[str, object]:
    return {
        "term": storable(lesson.term),
        "person_id": lesson.teacher,
        "course": storable(lesson.course),
        "classes": [storable(name) for name in lesson.classes],
        "weekday": lesson.weekday,
        "first_period": lesson.first,
        "last_period": lesson.last,
        "weeks": sorted(lesson.weeks),
        "room": storable(lesson.room),
        "campus": storable(lesson.campus),
    }


def _lesson(row: AnyRow) -> Lesson:
    return Lesson(
        term=row.term,
        teacher=PersonId(row.person_id),
        course=row.course,
        classes=tuple(row.classes),
        weekday=row.weekday,
        first=row.first_period,
        last=row.last_period,
        weeks=frozenset(row.weeks),
        room=row.room,
        campus=row.campus,
    )
