"""What the rows of a directory lead to is there, also where no foreign key says so."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

ACCOUNT = "insert into accounts (person_id, platform, account, user_id, user_key) values ({}, 'wecom', 'a', '{}', '{}')"
CHANGE = """
    insert into org_changes (platform, account, kind, key, subject, {}, seen_at, applied_at)
    values ('wecom', 'a', '人员改名', 'x', 'x', {}, now(), now())
"""
COLLEGE = f"""
    insert into departments (platform, account, external_id, name) values ('wecom', 'a', '1', '部');
    insert into people (name, main_department_id) select '王一', id from departments;
    insert into people (name) values ('王二');
    insert into org_runs (platform, account, cause, asked_at) values ('wecom', 'a', 'asked', now());
    insert into memberships (department_id, person_id) select d.id, p.id from departments d, people p where p.id = 1;
    insert into direct_leaders (person_id, leader_id) values (1, 2);
    {ACCOUNT.format(1, "w", "w")};
    {CHANGE.format("person_id, run_id", "1, 1")};
"""


@pytest.fixture
async def conn(address: str) -> AsyncIterator[asyncpg.Connection]:
    conn = await asyncpg.connect(address)
    await conn.execute(COLLEGE)
    yield conn
    await conn.close()


@pytest.mark.parametrize(
    "lost",
    [
        "insert into people (name, main_department_id) values ('王三', 999)",
        "update people set main_department_id = 999 where id = 2",
        ACCOUNT.format(999, "x", "x"),
        "update accounts set person_id = 999",
        "insert into memberships (department_id, person_id) values (1, 999)",
        "insert into memberships (department_id, person_id) values (999, 1)",
        "update memberships set person_id = 999",
        "insert into direct_leaders (person_id, leader_id) values (2, 999)",
        "insert into direct_leaders (person_id, leader_id) values (999, 2)",
        "update direct_leaders set leader_id = 999",
        CHANGE.format("person_id", 999),
        CHANGE.format("run_id", 999),
        "update org_changes set run_id = 999",
        "delete from departments",
        "delete from people where id = 1",
        "delete from people where id = 2",
        "delete from org_runs",
        "update people set id = default",
        "update departments set id = default",
        "update org_runs set id = default",
        "truncate people cascade",
        "truncate departments cascade",
        "truncate org_runs",
    ],
)
async def test_nothing_in_a_directory_leads_nowhere(conn: asyncpg.Connection, lost: str):
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await conn.execute(lost)


async def test_what_is_copied_in_leads_somewhere_too(conn: asyncpg.Connection):
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await conn.copy_records_to_table("memberships", columns=("department_id", "person_id"), records=[(1, 999)])


async def test_what_leads_nowhere_on_purpose_and_whom_nobody_misses_is_no_matter(conn: asyncpg.Connection):
    await conn.execute("insert into people (name) values ('王三')")
    await conn.execute("update people set main_department_id = null")
    await conn.execute(CHANGE.format("person_id", "null"))

    await conn.execute("delete from people where name = '王三'")

    assert await conn.fetchval("select count(*) from people") == 2


async def test_whoever_is_deleted_is_not_given_an_account_at_the_same_time(conn: asyncpg.Connection, address: str):
    await conn.execute("insert into people (name) values ('王三')")
    other = await asyncpg.connect(address)
    deleting = conn.transaction()
    await deleting.start()
    await conn.execute("delete from people where id = 3")

    giving = asyncio.create_task(other.execute(ACCOUNT.format(3, "x", "x")))
    await asyncio.wait([giving], timeout=0.1)
    is_waiting = not giving.done()
    await deleting.commit()

    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await giving
    assert is_waiting
    await other.close()


async def test_whoever_is_given_an_account_is_not_deleted_at_the_same_time(conn: asyncpg.Connection, address: str):
    await conn.execute("insert into people (name) values ('王三')")
    other = await asyncpg.connect(address)
    giving = conn.transaction()
    await giving.start()
    await conn.execute(ACCOUNT.format(3, "x", "x"))

    deleting = asyncio.create_task(other.execute("delete from people where id = 3"))
    await asyncio.wait([deleting], timeout=0.1)
    is_waiting = not deleting.done()
    await giving.commit()

    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await deleting
    assert is_waiting
    await other.close()
