"""A month of punches of a large college derived whole, and one late punch of somebody derived again."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import uvloop
from sqlalchemy import text

from benchmarks.cases import OFFICE
from benchmarks.own_database import own_database
from benchmarks.product import folder
from benchmarks.table import Figure
from domain.attendance.loading import load_rules
from domain.attendance.rules import AttendanceRules
from domain.ids import PersonId
from domain.punches import Punch
from jobs.attendance import Deriver
from storage.attendance_days import touch_days
from storage.attendance_groups import book_of
from storage.database import Database
from storage.punches import note

PEOPLE, FIRST, LAST = 50_000, date(2030, 4, 1), date(2030, 4, 30)
AFTER = datetime(2030, 5, 1, 1, tzinfo=UTC)
DERIVERS = 2  # one waits for the database while the other reckons
LATE_PUNCHES = 200
WHOLE, LATE = 120, 50  # seconds, milliseconds: the goals
RULES = {
    "groups": [
        {
            "name": "教职工",
            "rules": [
                {"since": date(2030, 1, 1), "punch": "each", "grace": 5, "serious_after": 30, "absent_after": 120}
            ],
        }
    ]
}
PLACE = """
    with root as (
        insert into departments (platform, account, external_id, name) values ('wecom', 'staff', '1', '基准学院')
        returning id
    ), made as (
        insert into people (staff_no, name, main_department_id)
        select 'N' || n, '人' || n, root.id from root, generate_series(1, :people) as n returning id, main_department_id
    )
    insert into memberships (department_id, person_id) select main_department_id, id from made
"""
# Four a day, some late, some missing, some twice; the order of a device that stores and forwards.
PUNCHES = """
    insert into punches (person_id, source, key, punched_at, said_at, place, received_at)
    select p.id, 'device:gate-' || p.id % 8, p.id || ':' || d.day || ':' || t.n, at.at, at.at, '东门', :now
    from generate_series(cast(:first as date), cast(:last as date), interval '1 day') as d (day)
    cross join people p
    cross join (values (1, time '00:00'), (2, time '04:00'), (3, time '06:00'), (4, time '10:00')) as t (n, due)
    cross join lateral (
        select (d.day + t.due)::timestamp at time zone 'UTC'
            + case when t.n in (1, 3) then -1 else 1 end * ((p.id * 7 + t.n) % 20) * interval '1 minute'
            + case when (p.id + t.n) % 23 = 0 then interval '9 minutes' else interval '0' end as at
    ) at
    where (p.id * 31 + extract(doy from d.day)::int * 17 + t.n) % 97 <> 0
"""


def measure() -> list[Figure]:
    """One process with a database of its own, as a worker derives."""
    with folder() as place:
        return uvloop.run(_measure(place / "postgres"))


async def _measure(place) -> list[Figure]:
    async with own_database(place) as database:
        people, punches = await _fill(database)
        office = replace(OFFICE, attendance=rules())
        seconds = await _derive_all(database, office, people)
        again = await _derive_all(database, office, people)
        days = await _count(database, "attendance_days")
        late = [
            await _late(database, office, people[number * 7 % len(people)], number) for number in range(LATE_PUNCHES)
        ]
    if days != len(people) * ((LAST - FIRST).days + 1):
        raise RuntimeError(f"{days} days were derived")
    ordered = sorted(late[5:])
    p50, p99 = ordered[len(ordered) // 2], ordered[int(0.99 * len(ordered))]
    what = f"{len(people):,} people, {punches:,} punches of a month"
    return [
        Figure(f"{what}: every day derived", f"{seconds:.1f} s", f"≤ {WHOLE} s", is_met=seconds <= WHOLE),
        Figure("all of it derived again, nothing different", f"{again:.1f} s"),
        Figure("one late punch, noted and derived: p50", f"{p50:.1f} ms"),
        Figure("one late punch, noted and derived: p99", f"{p99:.1f} ms", f"≤ {LATE} ms", is_met=p99 <= LATE),
    ]


def rules() -> AttendanceRules:
    """Everybody under one rule."""
    found = load_rules("attendance.toml", RULES)
    if not isinstance(found, AttendanceRules):
        raise TypeError(found)
    return found


async def _fill(database: Database) -> tuple[list[PersonId], int]:
    """As a month of operation has left it, with the statistics that PostgreSQL makes by itself."""
    values = {"first": FIRST, "last": LAST, "now": AFTER}
    async with database.begin(AFTER) as tx:
        await tx.conn.execute(text(PLACE), {"people": PEOPLE})
        people = [PersonId(one) for one in await tx.conn.scalars(text("select id from people order by id"))]
    connection = await database.connect()
    try:
        await connection.execute("set session_replication_role = replica")  # the people are there
        statement = PUNCHES.replace(":first", "$1").replace(":last", "$2").replace(":now", "$3")
        await connection.execute(statement, *values.values(), timeout=600)
        await connection.execute("vacuum analyze", timeout=600)
    finally:
        await connection.close()
    return people, await _count(database, "punches")


async def _count(database: Database, table: str) -> int:
    async with database.begin(AFTER) as tx:
        count: int = await tx.conn.scalar(text(f"select count(*) from {table}"))
    return count


async def _derive_all(database: Database, office, people: list[PersonId]) -> float:
    async with database.begin(AFTER) as tx:
        await book_of(tx, office)
        await touch_days(tx, people, FIRST, LAST, "daily")
    began = time.perf_counter()
    await asyncio.gather(*(_until_done(Deriver(database, office, lambda: AFTER)) for _ in range(DERIVERS)))
    return time.perf_counter() - began


async def _until_done(deriver: Deriver) -> None:
    while await deriver.derive_next():
        pass


async def _late(database: Database, office, person: PersonId, number: int) -> float:
    """Milliseconds from the begin of the transaction that notes it until its day is written."""
    at = datetime(2030, 4, 2 + number % 25, 0, 3, tzinfo=UTC)
    punch = Punch(person=person, source="device:gate-9", at=at, key=f"late:{number}", said_at=at)
    began = time.perf_counter()
    async with database.begin(AFTER + timedelta(seconds=number)) as tx:
        await note(tx, [punch])
    await Deriver(database, office, lambda: AFTER + timedelta(seconds=number)).derive_next()
    return 1000 * (time.perf_counter() - began)
