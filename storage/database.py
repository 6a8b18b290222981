"""The way to PostgreSQL: one engine per process, one `Tx` per event."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

import asyncpg
from sqlalchemy import AdaptedConnection, ExceptionContext, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage import audit
from storage.failures import AWAY, FOREIGN, sqlstate

CONNECT_TIMEOUT = 5  # seconds
COMMAND_TIMEOUT = 30.0  # seconds; longer than any statement of ours, shorter than a person's patience

SESSION = {
    "application_name": "dutybell",
    "timezone": "UTC",
    "lock_timeout": "8s",
    "idle_in_transaction_session_timeout": "60s",
}


def plain_address(address: str) -> str:
    """The driver's spelling of SQLAlchemy's address."""
    return address.replace("postgresql+asyncpg://", "postgresql://")


@dataclass(slots=True)
class Tx:
    """One open transaction with the one `now` of everything decided in it.

    Audit entries are collected and written last, because the chain's head is one row for all: holding it from the first
    entry on would let a slow handler stop everybody.
    """

    conn: AsyncConnection
    now: datetime
    entries: list[audit.Entry] = field(default_factory=list[audit.Entry])

    def audit(self, actor: str, action: str, subject: str, **detail: object) -> None:
        """Note an act for the audit chain; written when the transaction ends well.

        `actor` and `subject` are typed references such as "person:17", "request:1024", "job:retention".
        """
        self.entries.append(audit.Entry(actor, action, subject, detail))


def _drop_the_pool_after_a_failover(context: ExceptionContext) -> None:
    """A server that went down or turned read-only is left by every connection at once, not by one after the other."""
    if sqlstate(context.original_exception) in AWAY | FOREIGN:
        context.is_disconnect = True


def _leave_closed_connections(dbapi: DBAPIConnection, _record: object, _proxy: object) -> None:
    """The driver knows when the server has hung up; asking the server each time would cost three round trips."""
    if cast("AdaptedConnection", dbapi).driver_connection.is_closed():
        raise InvalidatePoolError


class Database:
    """Opens transactions. `address` is an asyncpg DSN; of several hosts the first that takes writes is used."""

    def __init__(self, address: str, *, pool_size: int = 10) -> None:
        self.address = address
        self.engine: AsyncEngine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=self.connect,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=20,
        )
        event.listen(self.engine.sync_engine, "handle_error", _drop_the_pool_after_a_failover)
        event.listen(self.engine.sync_engine, "checkout", _leave_closed_connections)

    async def connect(self) -> asyncpg.Connection:
        """A connection of one's own, outside the pool: for the inbox's flusher and for LISTEN.

        Raises:
            ConnectionError: whatever the system's reason, so that a missing socket is not taken for a missing file.
        """
        try:
            return await asyncpg.connect(
                plain_address(self.address),
                timeout=CONNECT_TIMEOUT,
                command_timeout=COMMAND_TIMEOUT,
                server_settings=SESSION,
                target_session_attrs="read-write",
            )
        except (OSError, asyncpg.InternalClientError) as cause:
            raise ConnectionError("no database that takes writes can be reached") from cause

    @asynccontextmanager
    async def begin(self, now: datetime) -> AsyncGenerator[Tx]:
        """A transaction that commits when the block ends well, the audit entries with it, and rolls back otherwise."""
        async with self.engine.begin() as conn:
            tx = Tx(conn, now)
            yield tx
            await audit.write(tx.conn, tx.now, tx.entries)

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()
