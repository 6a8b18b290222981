"""The embedded server as its users see it: start, address, watch, stop."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Never
from urllib.parse import quote

import asyncpg

from storage.embedded.cluster import destroy
from storage.embedded.errors import EmbeddedError, SlowStartError
from storage.embedded.home import Home, settle
from storage.embedded.locks import Lock, Share, grab, turn
from storage.embedded.presence import bring_up, connected, stop_unused, take_down
from storage.embedded.settings import DATABASE, PORT, USER, Durability

log = logging.getLogger(__name__)

RETRY = 2.0  # seconds between two failed revivals


class EmbeddedServer:
    """One program's use of the server of a directory. Any number may use it; the last to stop stops the server.

    A program that is killed leaves the server running: the next one attaches to it and then is a user like any other.
    """

    def __init__(self, path: Path, *, durability: Durability = Durability.FULL) -> None:
        self.path = path
        self.durability = durability
        self._home: Home | None = None
        self._lease: Lock | None = None

    @property
    def home(self) -> Home:
        """Where the database really lives; known once started."""
        if self._home is None:
            raise RuntimeError("the embedded server was not started")
        return self._home

    async def start(self) -> str:
        """Attach to the server or start it, make our database if missing, and return its address."""
        home = self._home = await asyncio.to_thread(settle, self.path)
        async with turn(home.lock):
            lease = grab(home.users, Share.TOGETHER)
            if lease is None:
                raise RuntimeError("the lock of the users is held out of turn")
            try:
                await bring_up(home, self.durability)
                await self._open()
            except BaseException as error:
                lease.release()
                if not isinstance(error, SlowStartError):
                    await stop_unused(home)
                raise
        self._lease = lease
        return self.url()

    async def stop(self) -> None:
        """Cease to use the server, and stop it if nobody else uses it. A second time does nothing."""
        if self._lease is None:
            return
        async with turn(self.home.lock):
            self._lease.release()
            self._lease = None
            await stop_unused(self.home)

    async def watch(self) -> Never:
        """Start the server again whenever it dies, until cancelled."""
        while True:
            try:
                async with turn(self.home.lock):
                    await bring_up(self.home, self.durability)
                await self._until_lost()
            except (EmbeddedError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("embedded PostgreSQL did not come back; trying again: %s", error)
                await asyncio.sleep(RETRY)
            else:
                log.warning("embedded PostgreSQL has gone; starting it again")

    async def create_database(self, name: str, template: str = "template1") -> None:
        """A new database, copied from another one that nobody is connected to."""
        await self._order("create database %I template %I", name, template)

    async def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected to it. A missing one is no error."""
        await self._order("drop database if exists %I with (force)", name)

    def url(self, database: str = DATABASE) -> str:
        """The address for SQLAlchemy."""
        return f"postgresql+asyncpg{self._location(database)}"

    def dsn(self, database: str = DATABASE) -> str:
        """The address for asyncpg and the tools of PostgreSQL."""
        return f"postgresql{self._location(database)}"

    async def _order(self, command: str, *names: str) -> None:
        """Carry out a command that takes no parameters; the server itself quotes the names."""
        async with connected(self.home) as conn:
            quoted = await conn.fetchval("select format($1::text, variadic $2::text[])", command, names)
            await conn.execute(str(quoted))

    def _location(self, database: str) -> str:
        directory = quote(str(self.home.socket_directory()), safe="/")
        return f"://{USER}@/{quote(database, safe='')}?host={directory}&port={PORT}"

    async def _open(self) -> None:
        """Make our database, and refuse to put facts into a server that was started for tests."""
        async with connected(self.home) as conn:
            if self.durability is Durability.FULL and await conn.fetchval("show fsync") != "on":
                raise EmbeddedError(
                    f"{self.path} 中的数据库正以测试方式运行，断电会丢数据，没有使用它。请先停止测试，或换一个目录。"
                )
            if await conn.fetchval("select true from pg_database where datname = $1", DATABASE):
                return
            try:
                await conn.execute(f"create database {DATABASE}")
            except asyncpg.PostgresError as error:
                raise EmbeddedError(f"无法在 {self.path} 中创建数据库（{error}）。请检查磁盘空间后重试。") from error

    async def _until_lost(self) -> None:
        """Return when the server ends an idle connection: at once when it dies, without asking it time and again."""
        lost = asyncio.Event()
        async with connected(self.home) as conn:
            conn.add_termination_listener(lambda _: lost.set())
            await lost.wait()


@contextlib.asynccontextmanager
async def embedded(path: Path, *, durability: Durability = Durability.FULL) -> AsyncGenerator[str]:
    """The address of a server that is there, and comes back, for as long as the block runs."""
    server = EmbeddedServer(path, durability=durability)
    address = await server.start()
    watcher = asyncio.create_task(server.watch())
    try:
        yield address
    finally:
        watcher.cancel()
        await asyncio.wait([watcher])
        await server.stop()


async def erase(path: Path) -> None:
    """Stop the server of the directory and remove its database; refused while any program uses it."""
    home = await asyncio.to_thread(settle, path)
    async with turn(home.lock):
        alone = grab(home.users, Share.ALONE)
        if alone is None:
            raise EmbeddedError(f"{home.directory} 中的数据库正被另一个程序使用，没有清空。请先停止那个程序。")
        try:
            await take_down(home)
            await asyncio.to_thread(destroy, home)
        finally:
            alone.release()
