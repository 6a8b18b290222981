"""Locks on files that the kernel lets go when their holder dies, however it dies."""

import asyncio
import fcntl
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from enum import Enum
from pathlib import Path

from storage.embedded.errors import EmbeddedError

PAUSE = 0.02  # seconds between two tries
PATIENCE = 150.0  # seconds; more than one start with a long recovery


class Share(Enum):
    """Whether others may hold the lock at the same time."""

    ALONE = fcntl.LOCK_EX
    TOGETHER = fcntl.LOCK_SH


class Lock:
    """A held lock. Programs started with `descriptor` passed on hold it too, until the last of them has ended."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def release(self) -> None:
        """Let go; a second time does nothing."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def grab(path: Path, share: Share) -> Lock | None:
    """The lock on an existing file, or nothing if others hold it."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(descriptor, share.value | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError as error:
        os.close(descriptor)
        raise EmbeddedError(f"无法给 {path} 加锁，内置数据库没有启动。请把数据目录放在本机磁盘上。") from error
    return Lock(descriptor)


async def grab_within(seconds: float, path: Path) -> Lock | None:
    """The lock for oneself, waited for; nothing if others hold it all the time."""
    # Not asyncio.timeout: before Python 3.11.4 it takes its own end for ours while a cancelled caller cleans up.
    clock = asyncio.get_running_loop().time
    deadline = clock() + seconds
    while (lock := grab(path, Share.ALONE)) is None:
        if clock() > deadline:
            return None
        await asyncio.sleep(PAUSE)
    return lock


@asynccontextmanager
async def turn(path: Path) -> AsyncGenerator[None]:
    """Wait until nobody else holds the lock, and hold it for the block."""
    lock = await grab_within(PATIENCE, path)
    if lock is None:
        raise EmbeddedError(f"另一个程序一直在启动或停止 {path.parent.parent} 中的数据库，本次没有继续。请稍后再试。")
    try:
        yield
    finally:
        lock.release()
