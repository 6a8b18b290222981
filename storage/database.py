"""The way to PostgreSQL: one engine per process, one `Tx` per event."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import asyncpg
from sqlalchemy import NullPool, text

from storage import audit
from storage.connection import Connection, set_up
from storage.drafts import Draft, write_drafts
from storage.failures import AWAY, FOREIGN, sqlstate

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

POOL_TIMEOUT = 20  # seconds
CONNECT_TIMEOUT = 5  # seconds
COMMAND_TIMEOUT = 30.0  # seconds; longer than any statement of ours, shorter than a person's patience

# Planning our statements anew for each execution would cost as much as executing them; see `plan_for_many`.
SESSION = {
    "application_name": "dutybell",
    "timezone": "UTC",
    "lock_timeout": "8s",
    "idle_in_transaction_session_timeout": "60s",
    "plan_cache_mode": "force_generic_plan",
    "random_page_cost": "1.1",  # what is asked for row by row lies in memory, or on a disk without arms
}


def plain_address(address: str) -> str:
    """The driver's spelling of SQLAlchemy's address."""
    return address.replace("postgresql+asyncpg://", "postgresql://")


@dataclass(slots=True)
class Tx:
    """One open transaction with the one `now` of everything decided in it.

    Audit entries are collected and written last, because the chain's head is one row for all: holding it from the first
    entry on would let a slow handler stop everybody. Deliveries are collected too, by their keys. `arrived_at` is when
    what is handled had reached us, where it has waited since then.
    """

    conn: Connection
    now: datetime
    arrived_at: datetime | None = None
    entries: list[audit.Entry] = field(default_factory=list[audit.Entry])
    drafts: dict[str, Draft] = field(default_factory=dict[str, Draft])

    def audit(self, actor: str, action: str, subject: str, **detail: object) -> None:
        """Note an act for the audit chain; written when the transaction ends well.

        `actor` and `subject` are typed references such as "person:17", "request:1024", "job:retention".
        """
        self.entries.append(audit.Entry(actor, action, subject, detail))

    @asynccontextmanager
    async def undoable(self) -> AsyncGenerator[None]:
        """What happens inside is undone if the block ends badly, also what was collected there for the end."""
        entries, drafts = len(self.entries), dict(self.drafts)
        has_ended_well = False
        try:
            async with self.conn.begin_nested():
                yield
            has_ended_well = True
        finally:
            if not has_ended_well:
                del self.entries[entries:]
                self.drafts = drafts


_FOR_MANY = text("set local plan_cache_mode = 'force_custom_plan'")


async def plan_for_many(tx: Tx) -> None:
    """From here on this transaction works on thousands of rows at once, for which a plan for few would take minutes."""
    await tx.conn.execute(_FOR_MANY)


class Database:
    """Opens transactions. `address` is an asyncpg DSN; of several hosts the first that takes writes is used."""

    def __init__(self, address: str, *, pool_size: int = 10) -> None:
        self.address = address
        self._pool_size = pool_size
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    @property
    def connections(self) -> tuple[int, int, int]:
        """Of the pool: how many are in use, how many are open, and how many there may be."""
        if self._pool is None:
            return 0, 0, self._pool_size
        size = self._pool.get_size()
        return size - self._pool.get_idle_size(), size, self._pool_size

    @cached_property
    def engine(self) -> "AsyncEngine":
        """SQLAlchemy's own, with a fresh connection each time, for what runs seldom, such as `verify`.

        Read in when first asked for: a server that starts needs none of it.
        """
        from sqlalchemy.ext.asyncio import create_async_engine

        return create_async_engine("postgresql+asyncpg://", async_creator=self.connect, poolclass=NullPool)

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
        """A transaction that commits when the block ends well, with what it has collected, and rolls back otherwise."""
        async with self.work() as conn:
            tx = Tx(conn, now)
            yield tx
            await write_drafts(tx.conn, tx.drafts)
            await audit.write(tx.conn, tx.now, tx.entries)

    @asynccontextmanager
    async def work(self) -> AsyncGenerator[Connection]:
        """A transaction without a `now`, for what goes by the database's clock."""
        pool = await self._open_pool()
        try:
            async with AsyncExitStack() as stack:
                yield Connection(await self._begin_on(pool, stack))
        except Exception as error:
            if sqlstate(error) in AWAY | FOREIGN:
                # A server that went down or turned read-only is left by every connection at once.
                await pool.expire_connections()
            raise

    @asynccontextmanager
    async def at_once(self) -> AsyncGenerator[Connection]:
        """A connection without a transaction: each statement is one of its own, and saves two round trips."""
        pool = await self._open_pool()
        try:
            async with pool.acquire(timeout=POOL_TIMEOUT) as driver:
                yield Connection(driver)
        except Exception as error:
            if sqlstate(error) in AWAY | FOREIGN:
                await pool.expire_connections()
            raise

    async def _begin_on(self, pool: asyncpg.Pool, stack: AsyncExitStack) -> Any:
        """A connection with its transaction begun; not one whose server said goodbye and that has not heard it yet."""
        for _ in range(self._pool_size):
            driver = await stack.enter_async_context(pool.acquire(timeout=POOL_TIMEOUT))
            try:
                await stack.enter_async_context(driver.transaction())
            except asyncpg.InternalClientError:
                driver.terminate()
                await stack.aclose()
            else:
                return driver
        raise ConnectionError("every connection was ended by the server")

    async def _open_pool(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    min_size=0,
                    max_size=self._pool_size,
                    connect=self._connect_for_pool,
                    init=set_up,
                    reset=_leave_as_it_is,
                    max_inactive_connection_lifetime=0,
                )
        return self._pool

    async def _connect_for_pool(self, *_: object, **__: object) -> asyncpg.Connection:
        return await self.connect()

    async def close(self) -> None:
        """Give every connection back."""
        if self._pool is not None:
            await self._pool.close()
        if "engine" in vars(self):
            await self.engine.dispose()


async def _leave_as_it_is(_: object) -> None:
    """A transaction has ended when its connection comes back, and nothing else of ours outlives one."""
