"""What no reading does, however it comes: write for nothing, write by halves, give a right, touch another source."""

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import text

from domain.directory import Directory, Part, ReadDepartment, ReadMember
from domain.directory_plan import Kind
from domain.directory_summary import counts_of, fingerprint, is_routine, telling
from domain.forms.posts import PostRule, Posts
from storage.database import Database
from storage.directory import DirectoryCounts, apply, compare, load
from storage.posts import load_directory
from storage.roles import holders
from storage.snapshot import directory_of
from tests.storage.directories import (
    BOB,
    COLLEGE,
    DEAN,
    EVE,
    HR,
    LAB,
    LEADERS,
    NOW,
    OPEN_DEPARTMENTS,
    PEOPLE,
    PLACES,
    STAFF,
    STUDENTS,
    WHOLE,
    part,
    planned,
    rows,
    sync,
    take_back,
)
from tests.storage.directories import run_of as run_with

WORLD = (PEOPLE, PLACES, LEADERS, OPEN_DEPARTMENTS, "select * from org_changes", "select user_id, active from accounts")
MOVED = Directory(
    (COLLEGE, replace(HR, name="人力资源部"), ReadDepartment(id="4", parent_id="2", name="招聘科")),
    (DEAN, replace(EVE, position="科长", departments=("4",), direct_leaders=()), replace(BOB, user_id="bob2")),
)
OF_STUDENTS = """
    select a.user_id, a.active, d.name, d.active, m.leads from accounts a
    join memberships m using (person_id) join departments d on d.id = m.department_id and d.account = 'students'
    where a.account = 'students' order by 1, 3
"""
POSTS = Posts(rules=(PostRule("head", "处长", positions=("处长",)), PostRule("lab", "主任", ("实训中心",), leads=True)))
ROLES = {"hr": ("wecom:staff:eve", "staff_no:T0003"), "admin": ("staff_no:T0001",)}


async def test_the_same_world_again_writes_no_row_at_all(database: Database):
    await sync(database, WHOLE)

    for same in (WHOLE, part(DEAN, EVE, BOB, departments=WHOLE.departments)):
        async with database.begin(NOW) as tx:
            assert await load(tx, STAFF, same) == DirectoryCounts()
            written = await tx.conn.scalar(text("select pg_current_xact_id_if_assigned()"))
        assert written is None


async def test_only_the_rows_that_differ_are_written(database: Database):
    await sync(database, WHOLE)
    versions = "select 'p', id, xmin::text from people union select 'm', person_id, xmin::text from memberships"
    before = set(await rows(database, versions))

    await sync(database, Directory(WHOLE.departments, (DEAN, EVE, replace(BOB, position="教师"))))

    assert {row[:2] for row in before ^ set(await rows(database, versions))} == {("p", 3)}


class Torn(Exception):
    """Something happens in the middle."""


@dataclass
class Tearing:
    """A connection that breaks after so many statements."""

    conn: object
    left: int

    def __getattr__(self, name: str):
        self.left -= 1
        if self.left < 0:
            raise Torn
        return getattr(self.conn, name)


async def test_whatever_happens_while_it_is_written_all_is_there_or_nothing(database: Database):
    await sync(database, WHOLE)
    before = [await rows(database, query) for query in WORLD]
    statements = 0

    while await _torn_after(database, statements):
        assert [await rows(database, query) for query in WORLD] == before
        statements += 1

    assert statements > 10
    assert [await rows(database, query) for query in WORLD] != before
    assert await sync(database, MOVED) == DirectoryCounts()


async def _torn_after(database: Database, statements: int) -> bool:
    try:
        async with database.begin(NOW) as tx:
            plan = await compare(tx, STAFF, MOVED)
            whole, tx.conn = tx.conn, Tearing(tx.conn, statements)
            await apply(tx, STAFF, plan, run=None, by="job:x")
            tx.conn = whole
    except Torn:
        return True
    return False


async def test_a_part_and_the_way_back_touch_no_other_source(database: Database):
    await sync(database, WHOLE)
    others = tuple(replace(one, user_id=f"d-{one.user_id}", departments=("2",), leads=()) for one in WHOLE.members)
    await sync(database, Directory(WHOLE.departments, others), STUDENTS)
    before = await rows(database, OF_STUDENTS)

    await sync(database, part(replace(EVE, departments=("3",)), gone=("bob",)))
    await sync(database, Part({}, {"3": None}))
    await take_back(database, await run_with(database, MOVED))

    assert await rows(database, OF_STUDENTS) == before != []


async def who_may(database: Database) -> list[tuple[int, ...]]:
    async with database.begin(NOW) as tx:
        return [await holders(tx, references) for references in ROLES.values()]


@pytest.mark.parametrize("name", ["人事处", "人力资源部", "管理员", "hr"])
async def test_a_department_of_whatever_name_gives_nobody_a_right(database: Database, name: str):
    await sync(database, WHOLE)
    before = await who_may(database)

    await sync(database, part(replace(DEAN, departments=("2", "3")), departments=(replace(LAB, name=name),)))

    assert await who_may(database) == before


async def test_a_department_id_that_is_used_again_brings_nobody_back(database: Database):
    await sync(database, WHOLE)
    await sync(database, Directory((COLLEGE, HR), (DEAN, EVE, replace(BOB, departments=("1",)))))
    before = await who_may(database)
    again = replace(LAB, name="保卫处")

    plan = await planned(database, part(departments=(again,)))
    await sync(database, part(departments=(again,)))

    assert [(each.kind, each.before, each.after) for each in plan.differences] == [
        (Kind.DEPARTMENT_RETURNED, "实训中心", "示例学院 / 保卫处")
    ]
    assert not [row for row in await rows(database, PLACES) if row[1] == "保卫处"]
    assert await who_may(database) == before


async def test_spelling_and_a_new_user_id_move_no_right(database: Database):
    await sync(database, WHOLE)
    before = await who_may(database)

    await sync(
        database, Directory(WHOLE.departments, (replace(DEAN, user_id="DEAN"), replace(EVE, user_id="Eve"), BOB))
    )
    await sync(database, Directory(WHOLE.departments, (replace(DEAN, user_id="li.zhu"), EVE, BOB)))

    assert await who_may(database) == before


async def test_a_fingerprint_is_of_the_change_and_not_of_the_order_of_reading(database: Database):
    await sync(database, WHOLE)
    backwards = Directory(MOVED.departments[::-1], MOVED.members[::-1])
    other = Directory(MOVED.departments, (*MOVED.members[:2], replace(MOVED.members[2], position="教师")))

    prints = [fingerprint(await planned(database, read)) for read in (MOVED, backwards, other)]

    assert prints[0] == prints[1] != prints[2]


async def test_the_most_telling_differences_come_first_and_of_each_kind(database: Database):
    crowd = tuple(ReadMember(user_id=f"u{n}", name=f"新人{n}", departments=("2",)) for n in range(40))
    await sync(database, WHOLE)

    plan = await planned(database, Directory(WHOLE.departments, (DEAN, replace(EVE, position="科长"), *crowd)))

    assert [each.kind for each in telling(plan)][:4] == [
        Kind.LEFT,
        Kind.DEPARTMENT_EMPTIED,
        Kind.PROMOTED,
        Kind.JOINED,
    ]
    assert len(telling(plan)) == 10
    assert counts_of(plan) == {Kind.LEFT: 1, Kind.DEPARTMENT_EMPTIED: 1, Kind.PROMOTED: 1, Kind.JOINED: 40}


async def test_little_and_nothing_to_be_wondered_at_is_routine(database: Database):
    await sync(database, WHOLE)
    promoted = await planned(database, part(replace(EVE, position="科长")))
    emptied = await planned(database, part(replace(BOB, departments=("2",))))

    assert is_routine(promoted, 1)
    assert not is_routine(promoted, 0)
    assert not is_routine(emptied, 10)
    assert not is_routine(await planned(database, Part({}, {"3": None})), 10)


async def test_after_a_part_only_its_people_are_read_again_and_nothing_is_missing(database: Database):
    await sync(database, WHOLE)
    changes = (
        part(replace(EVE, position="处长", departments=("3",))),
        part(gone=("bob",)),
        part(ReadMember(user_id="zoe", name="佐伊", departments=("3",), leads=("3",), staff_no="T0004")),
        part(departments=(replace(LAB, name="实训部"),)),
        part(BOB),
    )
    async with database.begin(NOW) as tx:
        before = await directory_of(tx, POSTS, ROLES)

    for change in changes:
        await sync(database, change)
        async with database.begin(NOW) as tx:
            after = await directory_of(tx, POSTS, ROLES)
            whole = await load_directory(tx, POSTS, ROLES)
        assert (after.members, after.departments, after.roles) == (whole.members, whole.departments, whole.roles)
        assert after.holders("head") == whole.holders("head")
        assert after.members[1] is before.members[1]  # nobody has read the dean again
