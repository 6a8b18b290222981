"""A database from before there were cases is brought to this version with all it has, and nothing in it is amiss."""

import json

import asyncpg
import pytest
from alembic import command
from sqlalchemy import Connection

from domain.ids import PersonId, RequestNo
from storage.audit import GENESIS, Entry, chain_hash
from storage.cases import find_case
from storage.database import Database
from storage.earlier import is_earlier_of, load_earlier
from storage.exports import Export, read
from storage.migrate import _config, migrate
from storage.schema import is_migrated
from storage.verify import verify
from tests.jobs.scripted import clock
from tests.storage.test_verify import DECIDE, HISTORY


async def test_what_ran_on_the_machine_before_gives_its_time_back(empty_address: str):
    database = Database(empty_address)
    async with database.engine.begin() as conn:
        await conn.run_sync(upgrade, "0008")
    await fill(empty_address)

    await migrate(empty_address)

    conn = await asyncpg.connect(empty_address)
    assert await conn.fetch("select request_no from leave_periods where active") == [(1001,)]
    assert await conn.fetch("select request_no from steps where state in ('waiting', 'pending')") == []
    assert await conn.fetchval("select count(*) from report.requests where state = 'approved'") == 1
    await conn.close()
    await database.close()


async def test_requests_from_before_stay_what_they_were(empty_address: str):
    database = Database(empty_address)
    async with database.engine.begin() as conn:
        await conn.run_sync(upgrade, "0005")
    assert not await is_migrated(database)
    await fill(empty_address)

    await migrate(empty_address)

    assert await verify(database) == []
    async with database.begin(clock()) as tx:
        earlier = await load_earlier(tx, [RequestNo(number) for number in range(1001, 1007)])
        assert await is_earlier_of(tx, RequestNo(1001), PersonId(1))
        assert not await is_earlier_of(tx, RequestNo(1001), PersonId(2))
        assert await find_case(tx, RequestNo(1001)) is None
        exported = [row async for row in read(tx, Export.APPROVALS, None, None)]
    assert [each.state.value for each in sorted(earlier, key=lambda each: each.no)] == [
        "approved",
        "rejected",
        "withdrawn",
        "expired",  # was on its way
        "expired",  # was being filled in
        "expired",
    ]
    assert {row[1] for row in exported} == {"teacher_leave"}
    assert [(row[0], row[8], row[9], row[13]) for row in exported if row[8]] == [
        (1001, 1, "部门", "approve"),
        (1001, 2, "人事", "approve"),
        (1002, 1, "部门", "reject"),
    ]
    await database.close()


def upgrade(connection: Connection, revision: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def fill(address: str) -> None:
    """As the version of that time did it."""
    conn = await asyncpg.connect(address)
    await conn.execute(HISTORY)
    previous = GENESIS
    for seq, (number, step, action) in enumerate(((1001, 1, "approve"), (1001, 2, "approve"), (1002, 1, "reject")), 1):
        await conn.execute(DECIDE, number, step, 2, action)
        entry = Entry("person:2", f"request.{action}", f"request:{number}", {"step": step})
        at = clock()
        digest = chain_hash(seq, at, entry, previous)
        row = (seq, at, entry.actor, entry.action, entry.subject, json.dumps(entry.detail), previous, digest)
        await conn.execute("insert into audit values ($1, $2, $3, $4, $5, $6, $7, $8)", *row)
        previous = digest
    await conn.close()


@pytest.mark.parametrize(
    ("change", "is_noted"),
    [
        ("update people set name = '王二'", True),
        ("update people set receive_on = 'wecom'", False),
        ("update accounts set last_seen_at = now()", False),
        ("update accounts set active = false", True),
        ("update departments set name = '人事处'", True),
        ("insert into memberships select id, (select min(id) from people) from departments", True),
        ("insert into direct_leaders select min(id), min(id) from people", True),
    ],
)
async def test_the_directory_has_another_revision_after_what_forms_look_at_has_changed(
    address: str, change: str, is_noted: bool
):
    conn = await asyncpg.connect(address)
    await conn.execute("insert into people (name) values ('王一')")
    await conn.execute("insert into departments (platform, account, external_id, name) values ('w', 'a', '1', '部')")
    await conn.execute(
        "insert into accounts (person_id, platform, account, user_id, user_key)"
        " select id, 'wecom', 'a', 'w', 'w' from people"
    )
    before = await conn.fetchval("select count(*) from directory_changes")

    await conn.execute(change)

    assert (await conn.fetchval("select count(*) from directory_changes") > before) == is_noted
    await conn.close()
