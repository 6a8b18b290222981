"""No sweep through all of memory while a hundred thousand people are worked on in a thread.

Python's collector looks for circles among everything that has lived long, once a quarter more of it is there, and
nobody else has a turn meanwhile: up to a second, some twenty times for one roster. What is built here has no circles
and goes by its counts; whatever is young is looked through as always.
"""

import gc
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

NEVER = 2**31 - 1  # rounds of the younger generations before the oldest has its turn; the largest that is taken


@dataclass(slots=True)
class _Sweeps:
    """How many works are under way, and how often the oldest generation is looked through without any."""

    under_way: int = 0
    usual: tuple[int, int, int] = (0, 0, 0)


_sweeps = _Sweeps()


@contextmanager
def without_sweeps() -> Generator[None]:
    """As long as any such block is open, the oldest objects are not looked through."""
    if not _sweeps.under_way:
        _sweeps.usual = gc.get_threshold()
        gc.set_threshold(*_sweeps.usual[:2], NEVER)
    _sweeps.under_way += 1
    try:
        yield
    finally:
        _sweeps.under_way -= 1
        if not _sweeps.under_way:
            gc.set_threshold(*_sweeps.usual)
