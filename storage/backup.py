"""One moment of the whole database, copied out table by table and put back into an empty one, in a transaction each.

Text of PostgreSQL's own COPY: nothing is read into the program, no version of a server matters, and no program beside
ours has to be installed. What is loaded is what was there when it was copied: triggers rest meanwhile, and foreign keys
are taken off and put on again, which checks every one of them.
"""

import hashlib
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from storage.database import CONNECT_TIMEOUT, SESSION, plain_address
from storage.migrate import MIGRATION_LOCK, upgrade
from storage.schema import known_revisions

# How values are spelt must not depend on the server; a scan that joins another one would begin in the middle.
SPELLING = {
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "client_encoding": "UTF8",
    "synchronize_seqscans": "off",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}

TABLES = """
    select c.relname as name,
        array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'alembic_version'
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    group by c.relname order by c.relname
"""
SEQUENCES = "select sequencename::text as name, last_value from pg_sequences where schemaname = 'public' order by 1"
FOREIGN_KEYS = """
    select conrelid::regclass::text as owner, quote_ident(conname) as name, pg_get_constraintdef(oid) as rule
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by 1, 2
"""
ANYTHING = """
    select exists (
        select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
            and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
            and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    )
"""
LAST_OF_CHAIN = "select seq, hash from audit order by seq desc limit 1"

Sink = Callable[[bytes], Awaitable[None]]


class BackupUnfit(Exception):
    """The backup cannot become this database; the sentence says why, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Part:
    """A table: its columns in the order of its text, its rows, and the SHA-256 of the text."""

    table: str
    columns: tuple[str, ...]
    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup has: the version of the schema, every table, where numbers go on, and the audit chain's end."""

    revision: str
    parts: tuple[Part, ...]
    sequences: dict[str, int]
    chain_length: int
    chain_hash: str

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(part.rows for part in self.parts)


class Snapshot:
    """A database as it was at one moment, for as long as the block of `snapshot` runs."""

    def __init__(self, conn: asyncpg.Connection) -> None:
        self._conn = conn

    async def revision(self) -> str:
        """The version of its schema; raises BackupUnfit if it has none of ours."""
        if not await self._conn.fetchval("select to_regclass('alembic_version') is not null"):
            raise BackupUnfit("数据库还没有建表，没有备份。请先运行 run.py migrate。")
        return str(await self._conn.fetchval("select version_num from alembic_version"))

    async def tables(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every table with the columns that are copied."""
        return [(row["name"], tuple(row["columns"])) for row in await self._conn.fetch(TABLES)]

    async def copy(self, table: str, columns: tuple[str, ...], sink: Sink) -> Part:
        """Send a table's text to the sink, piece by piece."""
        digest = hashlib.sha256()

        async def take(piece: bytes) -> None:
            digest.update(piece)
            await sink(piece)

        status = await self._conn.copy_from_table(table, output=take, columns=columns, timeout=None)
        return Part(table, columns, int(status.rpartition(" ")[2]), digest.hexdigest())

    async def sequences(self) -> dict[str, int]:
        """The last number of each sequence that has given one."""
        return {row["name"]: row["last_value"] for row in await self._conn.fetch(SEQUENCES) if row["last_value"]}

    async def end_of_chain(self) -> tuple[int, str]:
        """The audit chain's last number and hash."""
        row = await self._conn.fetchrow(LAST_OF_CHAIN)
        return (row["seq"], row["hash"]) if row else (0, "")


@asynccontextmanager
async def snapshot(address: str) -> AsyncGenerator[Snapshot]:
    """One moment of the database; the service goes on meanwhile."""
    conn = await _connect(address)
    try:
        async with conn.transaction(isolation="repeatable_read", readonly=True):
            yield Snapshot(conn)
    finally:
        await conn.close()


async def refuse_unfit(address: str, contents: Contents) -> None:
    """Raise BackupUnfit unless the database is empty and this program knows the backup's version."""
    if contents.revision not in known_revisions():
        raise BackupUnfit(
            f"备份来自更新的版本（结构 {contents.revision}），没有恢复。请先升级程序到做备份时的版本或更新。"
        )
    conn = await _connect(address)
    try:
        if await conn.fetchval(ANYTHING):
            raise BackupUnfit("数据库不是空的，没有恢复，也没有改动它。请换一个新建的空库，或一个新的内置数据库目录。")
    finally:
        await conn.close()


async def restore(
    address: str, contents: Contents, read: Callable[[Part], AsyncIterable[bytes]], *, compares: bool
) -> None:
    """Build the backup's own schema, load it and bring it up to this version, in one transaction: all of it or nothing.

    `compares` reads every table back and compares it with the backup.

    Raises:
        BackupUnfit: the database is not empty, or what was loaded is not what the backup says.
    """
    engine = create_async_engine("postgresql+asyncpg://", async_creator=partial(_connect, address), poolclass=NullPool)
    try:
        async with engine.connect() as conn, _all_or_nothing(conn):
            driver: Any = (await conn.get_raw_connection()).driver_connection
            await conn.exec_driver_sql(f"select pg_advisory_xact_lock({MIGRATION_LOCK})")
            if await driver.fetchval(ANYTHING):  # somebody else's restore or migration was first
                raise BackupUnfit("数据库不是空的，没有恢复。请换一个空库。")
            await conn.run_sync(upgrade, contents.revision)
            await _load(driver, contents, read)
            await _compare(Snapshot(driver), contents, compares=compares)
            await conn.run_sync(upgrade)
    finally:
        await engine.dispose()


@asynccontextmanager
async def _all_or_nothing(conn: AsyncConnection) -> AsyncGenerator[None]:
    """A transaction. Of a connection that died nothing has to be taken back, and why it died is what is told."""
    transaction = await conn.begin()
    try:
        yield
        await transaction.commit()
    except BaseException:
        with suppress(DBAPIError):
            await transaction.rollback()
        raise


async def _load(conn: asyncpg.Connection, contents: Contents, read: Callable[[Part], AsyncIterable[bytes]]) -> None:
    tables = await Snapshot(conn).tables()
    if {(part.table, frozenset(part.columns)) for part in contents.parts} != {(t, frozenset(c)) for t, c in tables}:
        raise BackupUnfit("备份里的表与这个版本的结构对不上，没有恢复。请用做备份时的版本恢复。")
    keys = await conn.fetch(FOREIGN_KEYS)
    for key in keys:
        await conn.execute(f"alter table {key['owner']} drop constraint {key['name']}")
    for table, _ in tables:
        await conn.execute(f'alter table "{table}" disable trigger user')
    await conn.execute("truncate " + ", ".join(f'"{table}"' for table, _ in tables))
    for part in contents.parts:
        status = await conn.copy_to_table(part.table, source=read(part), columns=part.columns, timeout=None)
        if status != f"COPY {part.rows}":
            raise BackupUnfit(f"表 {part.table} 没有装全，没有恢复。请换一份备份。")
    for table, _ in tables:
        await conn.execute(f'alter table "{table}" enable trigger user')
    for key in keys:
        await conn.execute(f"alter table {key['owner']} add constraint {key['name']} {key['rule']}")
    for name, last in contents.sequences.items():
        await conn.execute("select setval(quote_ident($1)::regclass, $2)", name, last)


async def _compare(loaded: Snapshot, contents: Contents, *, compares: bool) -> None:
    if await loaded.end_of_chain() != (contents.chain_length, contents.chain_hash):
        raise BackupUnfit("审计链的末尾与备份记下的不同，没有恢复。请换一份备份。")
    for part in contents.parts if compares else ():
        if await loaded.copy(part.table, part.columns, _nowhere) != part:
            raise BackupUnfit(f"表 {part.table} 读回来与备份不同，没有恢复。请换一份备份，或换一台数据库服务器。")


async def _nowhere(_: bytes) -> None:
    """Only the digest is wanted."""


async def _connect(address: str) -> asyncpg.Connection:
    """Without the time limits of ordinary statements."""
    return await asyncpg.connect(
        plain_address(address),
        timeout=CONNECT_TIMEOUT,
        server_settings=SESSION | SPELLING,
        target_session_attrs="read-write",
    )
