"""Bring a database to this version: one starter migrates, the others wait, an interrupted one leaves nothing behind."""

from functools import partial

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage.database import CONNECT_TIMEOUT, SESSION, plain_address
from storage.schema import SCRIPTS, is_behind

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
                await conn.run_sync(upgrade)
    finally:
        await engine.dispose()


async def _connect(address: str) -> asyncpg.Connection:
    """Without the time limit that ordinary statements have."""
    return await asyncpg.connect(
        plain_address(address), timeout=CONNECT_TIMEOUT, server_settings=WAITING, target_session_attrs="read-write"
    )


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring what the connection reaches to this revision, in its own transaction; what is newer is left alone."""
    if not is_behind(MigrationContext.configure(connection).get_current_revision()):
        return
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config
