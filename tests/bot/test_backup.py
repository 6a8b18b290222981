"""A backup is one moment, whole or not there; it goes back into an empty database, all of it or nothing."""

import stat
import zipfile
from datetime import UTC, datetime

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.backup import back_up, bring_back
from bot.backup_file import BackupFile, write_backup
from bot.sentences import UNREACHABLE, Unable, sentence_for
from bot.settings import Settings
from storage import backup
from storage.backup import snapshot
from storage.database import Database
from storage.migrate import upgrade
from storage.schema import known_revisions
from storage.verify import verify
from tests.storage.test_verify import HISTORY

OLDER = "0032"  # before deliveries had the id of what led to them
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ATTACHED = """
insert into attachments (id, request_no, field, name, media_type, size, sha256, content, person_id, at)
values (gen_random_uuid(), 1001, 'proof', 'a\tb\\n.pdf', 'application/pdf', 320000, 'x',
    (select string_agg(sha256(n::text::bytea), '') from generate_series(1, 10000) n), 1, now());
"""
EVERYTHING = "select table_name from information_schema.tables where table_schema = 'public' order by 1"


async def rows_of(address: str) -> dict[str, int]:
    conn = await asyncpg.connect(address)
    try:
        names = [row[0] for row in await conn.fetch(EVERYTHING)]
        return {name: await conn.fetchval(f'select count(*) from "{name}"') for name in names}
    finally:
        await conn.close()


@pytest.fixture
async def settings(database, address) -> Settings:
    """A database with something in it, and a chain of two."""
    connection = await database.connect()
    await connection.execute(HISTORY)
    await connection.execute(ATTACHED)
    await connection.close()
    async with database.begin(NOW) as tx:
        tx.audit("cli:test", "began", "site:1", note="一")
        tx.audit("cli:test", "went_on", "site:1")
    return Settings.model_validate({"database": {"url": address}})


@pytest.fixture
async def file(settings, tmp_path):
    """What `run.py backup` writes."""
    path = tmp_path / "值铃.backup"
    await back_up(settings, path, lambda _: None)
    return path


def at(address: str) -> Settings:
    return Settings.model_validate({"database": {"url": address}})


async def test_what_was_backed_up_is_there_again_to_the_byte_and_numbers_go_on(file, empty_address, address, database):
    said = []
    await bring_back(at(empty_address), file, said.append, verifies=True)

    restored = Database(empty_address)
    async with restored.begin(NOW) as tx:
        tx.audit("cli:test", "goes_on", "site:1")
    violations = await verify(restored)
    conn = await restored.connect()
    number = await conn.fetchval("""insert into requests (form, form_version, applicant_id, fields, created_at)
        values ('leave', 1, 1, '{}', now()) returning no""")
    await conn.close()
    await restored.close()
    before, after = await rows_of(address), await rows_of(empty_address)
    assert "逐字节相同" in "".join(said)
    assert violations == await verify(database)
    assert number == 1007
    # The original tells of its backup; the other one of its restoration, of what goes on, and of one request more.
    assert after | {"audit": 0, "requests": 0} == before | {"audit": 0, "requests": 0}
    assert after["audit"] == before["audit"] + 1


async def test_triggers_and_foreign_keys_work_again_after_a_restoration(file, empty_address):
    await bring_back(at(empty_address), file, lambda _: None, verifies=False)

    conn = await asyncpg.connect(empty_address)
    asleep = await conn.fetchval("select count(*) from pg_trigger where not tgisinternal and tgenabled <> 'O'")
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await conn.execute("insert into dialogues (person_id, topic, state, updated_at) values (9, 'x', '{}', now())")
    await conn.close()
    assert asleep == 0


async def test_the_file_is_its_owners_alone_and_is_never_written_over(settings, file):
    before = file.read_bytes()

    with pytest.raises(Unable, match="已经存在，没有备份"):
        await back_up(settings, file, lambda _: None)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


async def test_a_backup_that_breaks_off_leaves_no_file(settings, tmp_path, monkeypatch):
    async def breaks_off(*_):
        raise ConnectionResetError

    monkeypatch.setattr("bot.backup.write_backup", breaks_off)

    with pytest.raises(ConnectionResetError):
        await back_up(settings, tmp_path / "x.backup", lambda _: None)

    assert list(tmp_path.iterdir()) == []


async def test_all_tables_are_of_one_moment(settings, address, tmp_path):
    conn = await asyncpg.connect(address)
    async with snapshot(address) as source:
        await source.revision()
        await conn.execute("insert into people (name) values ('后来的人')")
        contents = await write_backup(tmp_path / "x", source, NOW)
    await conn.close()

    assert next(part.rows for part in contents.parts if part.table == "people") == 3


@pytest.mark.parametrize("kept", [0.3, 0.999])
def test_a_file_that_was_cut_off_is_refused(file, kept):
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * kept)])

    with pytest.raises(Unable, match="不是完整的备份"):
        BackupFile(file)


@pytest.mark.parametrize("member", ["backup.json", "tables/people.copy"])
def test_a_file_in_which_anything_was_changed_is_refused(file, tmp_path, member):
    changed = tmp_path / "changed"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w") as new:
        new.comment = old.comment
        for name in old.namelist():
            content = old.read(name)
            new.writestr(
                name,
                content.replace("张三".encode(), "张四".encode()).replace(b'"rows": 3', b'"rows": 4')
                if name == member
                else content,
            )

    with pytest.raises(Unable, match="不是完整的备份"):
        BackupFile(changed)


async def test_a_database_that_is_not_empty_is_left_as_it_is(settings, file, address):
    before = await rows_of(address)

    with pytest.raises(Unable, match="不是空的，没有恢复"):
        await bring_back(settings, file, lambda _: None, verifies=True)

    assert await rows_of(address) == before


async def test_a_restoration_whose_connection_dies_in_the_middle_leaves_the_database_empty(
    file, empty_address, monkeypatch
):
    whole = BackupFile.read

    async def cut_off(self, part):
        async for piece in whole(self, part):
            if part.table == "people":  # somewhere in the middle of the alphabet
                conn = await asyncpg.connect(empty_address)
                await conn.execute("""select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid()""")
                await conn.close()
            yield piece

    monkeypatch.setattr(BackupFile, "read", cut_off)

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, ConnectionError)) as died:
        await bring_back(at(empty_address), file, lambda _: None, verifies=True)
    before = await rows_of(empty_address)
    monkeypatch.undo()
    await bring_back(at(empty_address), file, lambda _: None, verifies=False)

    assert before == {}
    assert sentence_for(died.value) == UNREACHABLE


async def test_what_was_loaded_wrongly_is_not_committed(file, empty_address, monkeypatch):
    async def another(*_):
        return 7, "another chain"

    monkeypatch.setattr(backup.Snapshot, "end_of_chain", another)

    with pytest.raises(Unable, match="审计链的末尾与备份记下的不同"):
        await bring_back(at(empty_address), file, lambda _: None, verifies=True)

    assert await rows_of(empty_address) == {}


async def test_a_backup_of_an_older_release_is_brought_up_to_this_one(empty_address, databases, tmp_path):
    engine = create_async_engine(empty_address.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.begin() as conn:
        await conn.run_sync(upgrade, OLDER)
        await conn.execute(text("insert into people (name) values ('张三')"))
    await engine.dispose()
    async with snapshot(empty_address) as source:
        contents = await write_backup(tmp_path / "x", source, NOW)
    name = databases.make()
    newer = databases.server.dsn(name)

    await bring_back(at(newer), tmp_path / "x", lambda _: None, verifies=True)

    conn = await asyncpg.connect(newer)
    people = await conn.fetchval("select name from people")
    revision = await conn.fetchval("select version_num from alembic_version")
    await conn.close()
    databases.remove(name)
    assert contents.revision == OLDER
    assert people == "张三"
    assert revision == known_revisions()[0]


async def test_a_backup_of_a_newer_release_is_refused_with_what_to_do(file, empty_address, monkeypatch):
    monkeypatch.setattr(backup, "known_revisions", lambda: ("0001",))

    with pytest.raises(Unable, match="请先升级程序"):
        await bring_back(at(empty_address), file, lambda _: None, verifies=False)
