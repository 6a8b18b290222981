"""Bring a database to this version: one starter migrates, the others wait, an interrupted one leaves nothing behind."""

from functools import cache, partial
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.database import CONNECT_TIMEOUT, SESSION, Database, plain_address

SCRIPTS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 0x6475_747A
# Waiting for the other starter may take as long as its migration; a table must not be queued for behind a long reader.
WAITING = SESSION | {"lock_timeout": "0", "idle_in_transaction_session_timeout": "0"}
TABLE_LOCK_TIMEOUT = "30s"


async def migrate(address: str) -> None:
    """Bring the database to this version. Safe to run twice, to interrupt, and to run from two replicas at once.

    A newer database is left alone: a replica of the old release may restart while the new one takes over.
    """
    engine = create_async_engine("postgresql+asyncpg://", async_creator=partial(_connect, address), poolclass=NullPool)
    try:
        async with engine.connect() as conn:
            # Held by the connection that migrates, until it closes: a lock that is asked for and given back before the
            # work guards nothing.
            await conn.execute(text("select pg_advisory_lock(:lock)"), {"lock": MIGRATION_LOCK})
            await conn.execute(text(f"set lock_timeout = '{TABLE_LOCK_TIMEOUT}'"))
            await conn.commit()
            async with conn.begin():
                await conn.run_sync(_upgrade)
    finally:
        await engine.dispose()


async def is_migrated(database: Database) -> bool:
    """Whether this version can work with the database: its own schema is there, or a newer one."""
    async with database.engine.connect() as conn:
        return not _behind(await conn.run_sync(_revision))


async def _connect(address: str) -> asyncpg.Connection:
    """Without the time limit that ordinary statements have."""
    return await asyncpg.connect(
        plain_address(address), timeout=CONNECT_TIMEOUT, server_settings=WAITING, target_session_attrs="read-write"
    )


def _upgrade(connection: Connection) -> None:
    if not _behind(_revision(connection)):
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _behind(revision: str | None) -> bool:
    """A revision that this version does not know is a newer one, since versions are never taken back."""
    return revision is None or revision in _known()[1:]


@cache
def _known() -> tuple[str, ...]:
    """Every revision, the newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config
