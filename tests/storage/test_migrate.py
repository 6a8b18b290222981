"""The database's versions: complete, repeatable, and one starter at a time."""

import asyncio
import re
from pathlib import Path

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.database import Database
from storage.described import METADATA
from storage.migrate import _config, migrate
from storage.records import paper_secret
from storage.schema import is_migrated, known_revisions
from tests.jobs.scripted import clock

COLUMNS = """
    select table_name, column_name, data_type, is_nullable, is_identity, column_default
    from information_schema.columns where table_schema = 'public' order by 1, ordinal_position"""
CONSTRAINTS = """
    select conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2"""
INDEXES = "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public' order by 1, 2"

REPORT = {
    "inbox": "id, platform, account, event_key, kind, received_at, state, attempts, handled_at",
    "deliveries": (
        "id, platform, account, recipient, kind, state, attempts, created_at, sent_at, platform_message_id, error"
    ),
    "people": "person_id, staff_no, name, status, main_department, position",
    "accounts": "person_id, platform, account, user_id, active",
    "departments": "department_id, parent_id, name, head_person_id, active",
    "requests": "no, form, form_version, applicant_id, state, submitted_at, finished_at, fields",
    "decisions": "request_no, step, actor_id, on_behalf_of_id, action, comment, channel, decided_at",
    "leave_ledger": "id, person_id, leave_type, minutes, reason, request_no, booked_at",
    "leave_balances": "person_id, leave_type, minutes",
    "org_changes": "id, account, run_id, kind, subject, before, after, seen_at, applied_at",
    "punches": "id, person_id, source, punched_at, place, received_at",
    "attendance_days": "person_id, day, status, detail, computed_at",
    "audit": "seq, at, actor, action, object, detail, previous_hash, hash",
    "job_runs": "job, occurrence, started_at, finished_at, outcome",
}


async def catalogue(address: str) -> list[list[tuple[object, ...]]]:
    conn = await asyncpg.connect(address)
    try:
        found = [await conn.fetch(query) for query in (COLUMNS, CONSTRAINTS, INDEXES)]
    finally:
        await conn.close()
    return [[tuple(row) for row in rows if "alembic_version" not in tuple(row)] for rows in found]


async def test_the_versions_build_what_the_tables_describe(database: Database):
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return list(compare_metadata(context, METADATA))

    async with database.engine.connect() as conn:
        found = await conn.run_sync(differences)

    assert found == []


async def test_constraints_and_indexes_are_the_described_ones_too(address: str, empty_address: str):
    described = Database(empty_address)
    async with described.engine.begin() as conn:
        await conn.run_sync(METADATA.create_all)
    await described.close()

    assert await catalogue(address) == await catalogue(empty_address)


async def test_migrating_twice_changes_nothing(address: str):
    before = await catalogue(address)

    await migrate(address)

    assert await catalogue(address) == before


async def test_two_starters_migrate_once_and_the_other_waits(empty_address: str):
    await asyncio.gather(*(migrate(empty_address) for _ in range(3)))

    database = Database(empty_address)
    assert await is_migrated(database)
    await database.close()


async def test_each_college_has_a_paper_secret_of_its_own_and_keeps_it(address: str, empty_address: str):
    await asyncio.gather(*(migrate(empty_address) for _ in range(2)))
    first = await secret_at(empty_address)

    await migrate(empty_address)

    assert await secret_at(empty_address) == first != await secret_at(address)


async def secret_at(address: str) -> bytes:
    database = Database(address)
    async with database.begin(clock()) as tx:
        secret = await paper_secret(tx)
    await database.close()
    return secret


async def test_an_empty_database_is_not_migrated(empty_address: str):
    database = Database(empty_address)

    assert not await is_migrated(database)

    await database.close()


def test_the_revisions_are_those_that_the_migrating_tool_knows():
    found = ScriptDirectory.from_config(_config()).walk_revisions()

    assert known_revisions() == tuple(script.revision for script in found)


async def test_a_newer_database_is_left_alone_and_usable(database: Database, address: str):
    """While replicas are replaced one after the other, an old one may start on the new one's database."""
    async with database.engine.begin() as conn:
        await conn.exec_driver_sql("update alembic_version set version_num = '9999'")

    await migrate(address)

    assert await is_migrated(database)


async def test_an_interrupted_migration_leaves_nothing_behind(
    empty_address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    from storage.migrations import scripts

    whole = scripts.SCRIPTS / "0003_report.sql"
    for script in scripts.SCRIPTS.iterdir():
        (tmp_path / script.name).write_bytes(script.read_bytes())
    (tmp_path / whole.name).write_text(whole.read_text() + "\nselect 1 / 0;\n")
    monkeypatch.setattr(scripts, "SCRIPTS", tmp_path)
    with pytest.raises(Exception, match="division by zero"):
        await migrate(empty_address)

    assert await catalogue(empty_address) == [[], [], []]

    monkeypatch.undo()
    await migrate(empty_address)
    assert len((await catalogue(empty_address))[0]) > 100


@pytest.mark.parametrize("view", REPORT)
async def test_a_report_view_has_the_columns_that_were_promised(database: Database, view: str):
    async with database.engine.connect() as conn:
        result = await conn.exec_driver_sql(f"select * from report.{view}")

    assert ", ".join(result.keys())[: len(REPORT[view])] == REPORT[view]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("audit", "actor"),
        ("leave_ledger", "reason"),
        ("leave_uses", "minutes"),
        ("decisions", "comment"),
        ("acts", "words"),
    ],
)
@pytest.mark.parametrize("change", ["truncate {}", "delete from {}", "update {} set {} = null"])
async def test_what_is_written_once_stays_as_it_was_written(address: str, table: str, column: str, change: str):
    """The triggers hold even for whoever writes SQL by hand."""
    conn = await asyncpg.connect(address)
    await conn.execute(_one_row(table))

    with pytest.raises(asyncpg.RestrictViolationError, match=re.escape(f"{table} is append-only")):
        await conn.execute(change.format(table, column))

    assert await conn.fetchval(f"select count(*) from {table}") == 1
    await conn.close()


def _one_row(table: str) -> str:
    rows = {
        "audit": "insert into audit values (1, now(), 'a', 'b', 'c', '{}', 'd', 'e')",
        "leave_ledger": """
            insert into people (name) values ('王一');
            insert into leave_ledger (person_id, leave_type, minutes, reason, cause_key, booked_at)
            select id, 'annual', 480, '', 'grant:1', now() from people""",
        "leave_uses": """
            insert into people (name) values ('王一');
            insert into leave_lots (person_id, leave_type, origin, granted_on, remaining, reason)
            select id, 'annual', 'given', now(), 480, '' from people;
            insert into leave_uses select 1, id, 480 from leave_lots""",
        "decisions": """
            insert into people (name) values ('王一');
            insert into requests (form, form_version, applicant_id, fields, created_at)
            select 'leave', 1, id, '{}', now() from people;
            insert into steps (request_no, ordinal, label) select no, 1, '' from requests;
            insert into decisions (request_no, step, actor_id, action, channel, decided_at)
            select no, 1, applicant_id, 'approve', 'card', now() from requests""",
        "acts": """
            insert into people (name) values ('王一');
            insert into requests (form, form_version, applicant_id, fields, created_at)
            select 'travel', 1, id, '{}', now() from people;
            insert into acts (request_no, no, at, kind, step, words, version)
            select no, 1, now(), 'elapse', '', '', 1 from requests""",
    }
    return rows[table]
