"""Modules are read in once and stay; the collector of garbage need not look through them, neither then nor later."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def reading_in() -> Generator[None]:
    """Around imports. Looking for garbage among them takes a tenth of a start, and a pause now and then later."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
