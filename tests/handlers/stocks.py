"""A college whose leave types are those of the content, and whose roster says since when people work there."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import text

from domain.leave_types import Catalogue, use
from domain.leave_types_file import load_leave_types
from jobs.runs import Surroundings
from jobs.schedule import Schedule
from storage.ledger import Grant, book
from tests.handlers.college import College

CONTENT = Path(__file__).parents[2] / "content"
FILE = CONTENT / "leave_types.toml"
JOINED = text("""
    with imported as (
        insert into roster_imports (file, sha256, extent, people, imported_at, imported_by)
        values ('名单.xlsx', '', 'part', 1, now(), 'test') returning id
    )
    insert into roster (
        staff_no, name, department, position, standing, joined_on, left_on, working_since, leads, import_id
    )
    select :number, :name, '{系}', '', '在岗', cast(:joined as date), cast(:left as date), cast(:working as date),
        false, id from imported
    on conflict (staff_no) do update set joined_on = excluded.joined_on, left_on = excluded.left_on
""")


def content_types() -> Catalogue:
    """As the content has them."""
    types = load_leave_types(FILE.name, tomllib.loads(FILE.read_text(encoding="utf-8")))
    assert isinstance(types, Catalogue), [str(each) for each in types]
    return types


def with_content_types(college: College) -> College:
    use(content_types())
    college.office = replace(college.office, roles={"hr": ("staff_no:T-吴老师",)})
    return college


async def works_since(
    college: College, name: str, joined: date, left: date | None = None, working: date | None = None
) -> None:
    values = {"number": f"T-{name}", "name": name, "joined": joined, "left": left, "working": working}
    async with college.database.begin(college.now) as tx:
        await tx.conn.execute(JOINED, values)


async def night_of(college: College, day: date) -> None:
    """The nightly job runs on that day, at six on campus."""
    college.now = datetime(day.year, day.month, day.day, 6, 10, tzinfo=college.office.campus).astimezone(UTC)
    around = Surroundings(database=college.database, clock=lambda: college.now, office=college.office)
    assert await Schedule(around).run_now("leave", college.now)


async def ledger_of(college: College, name: str, leave_type: str = "annual") -> list[tuple[object, ...]]:
    return list(
        await college.rows(
            "select minutes, reason from leave_ledger where person_id = :person and leave_type = :type order by id",
            person=college.ids[name],
            type=leave_type,
        )
    )


async def lots_of(college: College, name: str, leave_type: str = "annual") -> list[tuple[object, ...]]:
    return list(
        await college.rows(
            """
            select origin, granted_on::text, expires_on::text, remaining from leave_lots
            where person_id = :person and leave_type = :type order by id
            """,
            person=college.ids[name],
            type=leave_type,
        )
    )


async def given(college: College, name: str, days: float, until: date | None, leave_type: str = "comp_off") -> None:
    """HR grants a lot."""
    async with college.database.begin(college.now) as tx:
        cause, grant = f"given:{name}:{days}:{until}", Grant(expires_on=until)
        minutes = int(days * 480)
        await book(tx, college.ids[name], leave_type, minutes, reason="值班", cause_key=cause, grant=grant)
