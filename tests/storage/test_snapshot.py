"""The directory is kept in the process for as long as nothing of it changes, and never longer."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from domain.events import Source
from domain.forms.posts import PostRule, Posts
from storage.database import Database
from storage.people import admit_sender
from storage.snapshot import directory_of, forget_changes

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
POSTS = Posts(rules=(PostRule("head", "处长", positions=("处长",)),))
ROLES = {"admin": ("staff_no:T1",)}

COLLEGE = (
    "insert into departments (platform, account, external_id, name) values ('wecom', 'staff', 'a', '教务处')",
    "insert into people (name, staff_no, position, since) values ('王', 'T1', '处长', now())",
    "insert into people (name, staff_no, position, since) values ('李', 'T2', '干事', now())",
    """insert into accounts (platform, account, user_key, user_id, person_id, active)
    select 'wecom', 'staff', lower(staff_no), staff_no, id, true from people""",
    "insert into memberships (department_id, person_id, leads) select d.id, p.id, false from departments d, people p",
)
CHANGES = (
    "update people set position = '处长' where staff_no = 'T2'",
    "update people set status = 'left' where staff_no = 'T2'",
    "update accounts set active = false where user_key = 't2'",
    "update departments set name = '教学部'",
    "update memberships set leads = true",
    "delete from memberships",
    """insert into direct_leaders (person_id, leader_id)
    select a.id, b.id from people a, people b where a.staff_no = 'T2' and b.staff_no = 'T1'""",
)


async def run(database: Database, *statements: str) -> None:
    async with database.begin(NOW) as tx:
        for statement in statements:
            await tx.conn.execute(text(statement), {})


async def read(database: Database, posts: Posts = POSTS):
    async with database.begin(NOW) as tx:
        return await directory_of(tx, posts, ROLES)


@pytest.fixture
async def college(database: Database) -> Database:
    await run(database, *COLLEGE)
    return database


async def test_nothing_is_loaded_twice_while_nothing_changes(college: Database):
    first = await read(college)
    async with college.begin(NOW) as tx:
        await admit_sender(tx, Source("wecom", "staff"), "T1")  # somebody is seen: no change of the directory

    again = await read(college)

    assert again is first
    assert [member.person.name for member in again.holders("head")] == ["王"]
    assert again.roles["admin"] == tuple(m.person.id for m in again.holders("head"))


@pytest.mark.parametrize("change", CHANGES)
async def test_any_change_of_the_directory_is_seen_by_the_next_who_looks(college: Database, change: str):
    before = await read(college)

    await run(college, change)

    after = await read(college)
    assert after is not before
    assert (after.members, after.departments) != (before.members, before.departments)


async def test_what_was_rolled_back_was_never_there(college: Database):
    before, seen = await read(college), []

    with pytest.raises(ZeroDivisionError):
        await _change_and_fail(college, seen)

    assert [member.person.name for member in seen[0].holders("head")] == ["王", "李"]
    assert await read(college) is before


async def _change_and_fail(college: Database, seen: list) -> None:
    async with college.begin(NOW) as tx:
        await tx.conn.execute(text(CHANGES[0]), {})
        seen.append(await directory_of(tx, POSTS, ROLES))
        raise ZeroDivisionError


async def test_a_change_that_commits_late_is_seen_too(college: Database):
    """The order in which changes are numbered is not the order in which they are seen."""
    async with college.begin(NOW) as slow:
        await slow.conn.execute(text(CHANGES[0]), {})
        await run(college, CHANGES[3])
        between = await read(college)

    after = await read(college)

    assert [len(each.holders("head")) for each in (between, after)] == [1, 2]


async def test_other_posts_find_other_people(college: Database):
    await read(college)

    other = await read(college, Posts(rules=(PostRule("head", "干事", positions=("干事",)),)))

    assert [member.person.name for member in other.holders("head")] == ["李"]


async def test_marks_of_changes_are_forgotten_without_a_stale_directory_coming_back(college: Database):
    before = await read(college)
    await run(college, CHANGES[0], "update directory_changes set at = at - interval '2 days'")

    async with college.begin(NOW) as tx:
        gone = await forget_changes(tx, datetime.now(UTC) - timedelta(days=1))
        (left,) = await tx.conn.scalars(text("select count(*) from directory_changes"), {})
    after = await read(college)

    assert (gone > 0, left) == (True, 1)
    assert [len(each.holders("head")) for each in (before, after)] == [1, 2]
