"""Programs that use the embedded PostgreSQL, and what they ask of it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from storage.embedded import Durability, EmbeddedServer

ROOT = Path(__file__).parents[2]
AS_ROOT = os.geteuid() == 0

PROGRAM = """
import asyncio, sys
from pathlib import Path
from storage.embedded import Durability, EmbeddedServer

async def main():
    server = EmbeddedServer(Path(sys.argv[1]), durability=Durability.FAST)
    await server.start()
    print(server.home.pid_lines()[0], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await server.stop()

asyncio.run(main())
"""


class Program:
    """Another program that uses the same embedded database."""

    def __init__(self, path: Path) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )

    async def postmaster(self) -> int:
        """The server it uses, once it is using it."""
        return int(await asyncio.to_thread(self.running.stdout.readline))

    def end(self) -> int:
        self.running.communicate(timeout=30)
        return self.running.returncode

    def kill(self) -> None:
        self.running.kill()
        self.running.communicate(timeout=30)


@asynccontextmanager
async def using(path: Path, durability: Durability = Durability.FAST) -> AsyncIterator[EmbeddedServer]:
    server = EmbeddedServer(path, durability=durability)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def ask(server: EmbeddedServer, query: str):
    conn = await asyncpg.connect(server.dsn())
    try:
        return await conn.fetchval(query)
    finally:
        await conn.close()


async def note(server: EmbeddedServer, word: str) -> None:
    await ask(server, "create table if not exists kept (word text)")
    await ask(server, f"insert into kept values ('{word}')")


async def answers(server: EmbeddedServer) -> bool:
    try:
        return await ask(server, "select true")
    except (FileNotFoundError, ConnectionRefusedError):
        return False


def postmaster(server: EmbeddedServer) -> int:
    return int(server.home.pid_lines()[0])
