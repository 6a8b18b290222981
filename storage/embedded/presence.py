"""Whether the server of a directory is there, judged by connecting to it."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncGenerator, Coroutine
from enum import StrEnum

import asyncpg

from storage.embedded.cluster import launch, sentence_for_failure
from storage.embedded.errors import EmbeddedError, SlowStartError
from storage.embedded.home import Home, drop_socket_directory
from storage.embedded.locks import PAUSE, Share, grab, grab_within
from storage.embedded.settings import PORT, USER, Durability

CONNECT_TIMEOUT = 5  # seconds
STOP_TIMEOUT = 1  # seconds for an answer of a server that is to be stopped anyway
START_PATIENCE = 120.0  # seconds; a long recovery after a crash takes less
STOPS = (  # signal and seconds of patience; a program must end within 20
    (signal.SIGINT, 1.0),  # "fast": sessions end, a checkpoint is written
    (signal.SIGINT, 7.0),  # it may not have been there yet, but on its way
    (signal.SIGQUIT, 2.0),  # "immediate": the next start recovers
    (signal.SIGKILL, 2.0),  # for a server that was frozen; recovered in the same way
)
LONGEST_PAUSE = 0.5  # seconds between two tries; each leaves a line in the log of a server that recovers
LAUNCHES = 3  # a fresh server may still meet the last traces of a killed one
IDENTITY_LINES = 3  # of postmaster.pid: process, directory, start time
MAINTENANCE = "postgres"  # the database to connect to when none of ours is meant

UNREADY = (
    asyncpg.OperatorInterventionError,  # starting up, shutting down, recovering
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,  # every connection taken
    asyncpg.InterfaceError,  # closed while we asked
    ConnectionError,
    TimeoutError,
)


class Answer(StrEnum):
    """What a server says when one connects."""

    UP = "up"
    BUSY = "busy"
    DOWN = "down"


@contextlib.asynccontextmanager
async def connected(home: Home, patience: int = CONNECT_TIMEOUT) -> AsyncGenerator[asyncpg.Connection]:
    """A connection of a moment, to the server rather than to a database of ours."""
    conn = await asyncpg.connect(
        host=str(home.socket_directory()),
        port=PORT,
        user=USER,
        database=MAINTENANCE,
        timeout=patience,
        command_timeout=60,
        server_settings={"application_name": "dutybell embedded"},
    )
    try:
        yield conn
    finally:
        await conn.close(timeout=patience)


async def ask(home: Home, patience: int = CONNECT_TIMEOUT) -> Answer:
    """Connect and see. A server of another directory at our socket is on its way out: it looks after its pid file."""
    try:
        async with connected(home, patience) as conn:
            told = str(await conn.fetchval("select pg_read_file('postmaster.pid', 0, 4096, true)"))
    except (FileNotFoundError, ConnectionRefusedError):
        return Answer.DOWN
    except UNREADY:
        return Answer.BUSY
    except asyncpg.InvalidAuthorizationSpecificationError as error:
        raise EmbeddedError(
            f"{home.directory} 中的数据库不是本程序创建的，没有使用它。请在 database.url 中换一个新目录。"
        ) from error
    same = told.splitlines()[:IDENTITY_LINES] == home.pid_lines()[:IDENTITY_LINES]
    return Answer.UP if same else Answer.BUSY


async def bring_up(home: Home, durability: Durability) -> None:
    """Return once the server answers, launched if nobody of it lives. The caller holds `home.lock`."""
    clock = asyncio.get_running_loop().time
    begun, launches = clock(), 0
    while (answer := await ask(home)) is not Answer.UP:
        claim = grab(home.server, Share.ALONE) if answer is Answer.DOWN else None
        if claim is None:
            waited = clock() - begun
            if waited > START_PATIENCE:
                raise SlowStartError(
                    f"{home.directory} 中的数据库一直没有应答，本次没有继续。请查看 {home.directory / 'log'} 中的日志。"
                )
            await asyncio.sleep(min(PAUSE + waited / 10, LONGEST_PAUSE))
            continue
        if launches == LAUNCHES:
            claim.release()
            raise EmbeddedError(sentence_for_failure(home))
        launches += 1
        await to_the_end(asyncio.to_thread(launch, home, durability, claim))


async def to_the_end(work: Coroutine[None, None, None]) -> None:
    """Finish what a thread has begun, and only then be cancelled: there is no half of it to clean up."""
    begun = asyncio.ensure_future(work)
    try:
        await asyncio.shield(begun)
    except asyncio.CancelledError:
        with contextlib.suppress(EmbeddedError):
            await begun
        raise


async def take_down(home: Home) -> None:
    """Stop the server: in order, and if it does not end in time, the way that recovery repairs."""
    for number, patience in STOPS:
        lines = home.pid_lines()
        if lines and await ask(home, STOP_TIMEOUT) is not Answer.DOWN:  # else its last children end by themselves
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(lines[0]), number)
        if await gone(home, patience):
            return
    raise EmbeddedError(f"{home.directory} 中的数据库没有停下来。请查看 {home.directory / 'log'} 中的日志。")


async def stop_unused(home: Home) -> None:
    """Stop the server unless somebody uses it. The caller holds `home.lock`."""
    alone = grab(home.users, Share.ALONE)
    if alone is None:
        return
    try:
        await take_down(home)
    finally:
        alone.release()


async def gone(home: Home, patience: float) -> bool:
    """Wait until nobody of the server lives; whether that came in time."""
    claim = await grab_within(patience, home.server)
    if claim is None:
        return False
    claim.release()
    drop_socket_directory(home)
    return True
