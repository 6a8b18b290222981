"""Many readings of one kind, a few at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

Subject = TypeVar("Subject")
Result = TypeVar("Result")


async def politely(
    subjects: Iterable[Subject], read: Callable[[Subject], Awaitable[Result]], *, at_once: int
) -> list[Result]:
    """Results in the order of the subjects; a few at once, and none any more after the first failure."""
    waiting = iter(enumerate(subjects))
    results: dict[int, Result] = {}

    async def work() -> None:
        for index, subject in waiting:
            results[index] = await read(subject)

    workers = [asyncio.create_task(work()) for _ in range(at_once)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
    return [results[index] for index in sorted(results)]
