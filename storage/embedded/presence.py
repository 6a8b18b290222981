"""Whether the server of a directory is there, judged by connecting to it."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncGenerator
from enum import StrEnum

import asyncpg

from storage.embedded.cluster import launch, sentence_for_failure
from storage.embedded.errors import EmbeddedError
from storage.embedded.home import Home
from storage.embedded.locks import PAUSE, Share, grab, grab_within
from storage.embedded.settings import PORT, USER, Durability

CONNECT_TIMEOUT = 5  # seconds
START_PATIENCE = 120.0  # seconds; a long recovery after a crash takes less
STOPS = (  # signal and seconds of patience; a program must end within 20
    (signal.SIGINT, 10.0),  # "fast": sessions end, a checkpoint is written
    (signal.SIGQUIT, 3.0),  # "immediate": the next start recovers
    (signal.SIGKILL, 3.0),  # for a server that was frozen; recovered in the same way
)
LAUNCHES = 3  # a fresh server may still meet the last traces of a killed one
LONGEST_PAUSE = 0.2  # seconds between two tries
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
async def connected(home: Home) -> AsyncGenerator[asyncpg.Connection]:
    """A connection of a moment, to the server rather than to a database of ours."""
    conn = await asyncpg.connect(
        host=str(home.socket_directory()),
        port=PORT,
        user=USER,
        database=MAINTENANCE,
        timeout=CONNECT_TIMEOUT,
        command_timeout=60,
        server_settings={"application_name": "dutybell embedded"},
    )
    try:
        yield conn
    finally:
        await conn.close(timeout=CONNECT_TIMEOUT)


async def ask(home: Home) -> Answer:
    """Connect and see. A server of another directory at our socket is on its way out: it looks after its pid file."""
    try:
        async with connected(home) as conn:
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
    launches, pause = 0, PAUSE
    try:
        async with asyncio.timeout(START_PATIENCE):
            while (answer := await ask(home)) is not Answer.UP:
                claim = grab(home.server, Share.ALONE) if answer is Answer.DOWN else None
                if claim is None:
                    await asyncio.sleep(pause)
                    pause = min(pause * 1.5, LONGEST_PAUSE)
                    continue
                if launches == LAUNCHES:
                    claim.release()
                    raise EmbeddedError(sentence_for_failure(home))
                launches, pause = launches + 1, PAUSE
                await asyncio.to_thread(launch, home, durability, claim)
    except TimeoutError as error:
        raise EmbeddedError(
            f"{home.directory} 中的数据库一直没有应答，本次没有继续。请查看 {home.directory / 'log'} 中的日志。"
        ) from error
    except OSError as error:
        raise EmbeddedError(
            f"{home.directory} 中的数据库没有启动（{error.strerror}）。请检查磁盘空间和目录权限后重试。"
        ) from error


async def take_down(home: Home) -> None:
    """Stop the server: in order, and if it does not end in time, the way that recovery repairs."""
    lines = home.pid_lines()
    if not lines or await ask(home) is Answer.DOWN:
        return
    for number, patience in STOPS:
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(lines[0]), number)
        if await gone(home, patience):
            return
    raise EmbeddedError(f"{home.directory} 中的数据库没有停下来。请查看 {home.directory / 'log'} 中的日志。")


async def gone(home: Home, patience: float) -> bool:
    """Wait until nobody of the server lives; whether that came in time."""
    claim = await grab_within(patience, home.server)
    if claim is None:
        return False
    claim.release()
    with contextlib.suppress(OSError):  # it is ours, or shared with what we do not know
        if home.chosen_socket_directory() != home.ours:
            home.chosen_socket_directory().rmdir()
    return True
