"""Punches are facts: what comes twice counts once, and what is new has its days derived again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text

from domain.ids import PersonId
from domain.punches import Punch, Side
from storage.attendance_days import touch_days
from storage.database import Database
from storage.punches import note, punches_of
from tests.storage.people import add_people

NOW = datetime(2026, 5, 4, 2, tzinfo=UTC)
TOUCHED = text("select person_id, first_day, last_day, cause from attendance_touched order by id")


def punch(person: int, at: datetime, key: str = "k1", **more: object) -> Punch:
    made = Punch(person=PersonId(person), source="device:gate-1", at=at, key=key, said_at=at)
    return replace(made, **more)


async def kept(database: Database, *punches: Punch) -> int:
    async with database.begin(NOW) as tx:
        return await note(tx, punches)


async def touched(database: Database) -> list[tuple[object, ...]]:
    async with database.begin(NOW) as tx:
        return [tuple(row) for row in await tx.conn.execute(TOUCHED)]


async def test_a_punch_is_kept_as_it_was_said_and_read_back(database: Database):
    [person] = await add_people(database, "王芳")
    said = punch(person, NOW, place="东门", side=Side.IN, within_fence=True, said_at=NOW + timedelta(minutes=3))

    assert await kept(database, said) == 1

    async with database.begin(NOW) as tx:
        assert await punches_of(tx, PersonId(person), NOW, NOW + timedelta(minutes=1)) == [said]
        assert await punches_of(tx, PersonId(person), NOW - timedelta(minutes=1), NOW) == []


async def test_what_comes_again_counts_once_and_touches_nothing(database: Database):
    [person] = await add_people(database, "王芳")
    first = punch(person, NOW)
    assert await kept(database, first, first) == 1
    before = await touched(database)

    assert await kept(database, first, punch(person, NOW, "k2")) == 1
    assert await kept(database, first) == 0

    assert len(await touched(database)) == len(before) + 1


async def test_the_same_key_of_another_source_is_another_punch(database: Database):
    [person] = await add_people(database, "王芳")

    assert await kept(database, punch(person, NOW), punch(person, NOW, source="device:gate-2")) == 2


async def test_a_new_punch_has_its_day_and_the_days_beside_it_derived_again(database: Database):
    [person] = await add_people(database, "王芳")

    await kept(database, punch(person, NOW))

    assert await touched(database) == [(person, date(2026, 5, 3), date(2026, 5, 5), "punch")]


async def test_a_touch_names_each_person_once(database: Database):
    one, two = await add_people(database, "王芳", "李强")

    async with database.begin(NOW) as tx:
        people = [PersonId(two), PersonId(one), PersonId(one)]
        await touch_days(tx, people, date(2026, 5, 1), date(2026, 5, 2), "leave:1024")
        await touch_days(tx, [], date(2026, 5, 1), date(2026, 5, 2), "leave:1025")

    days = (date(2026, 5, 1), date(2026, 5, 2), "leave:1024")
    assert await touched(database) == [(one, *days), (two, *days)]


async def test_thousands_are_kept_in_one_statement(database: Database):
    [person] = await add_people(database, "王芳")
    many = [punch(person, NOW + timedelta(minutes=number), f"k{number}") for number in range(3000)]

    assert await kept(database, *many) == 3000
    assert await kept(database, *reversed(many)) == 0
