"""Whether everything is tried, as `make proof` does, or something of every kind, as `make test` does."""

import os
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
IS_THOROUGH = "DUTYBELL_THOROUGH" in os.environ


def share(everything: Sequence[T], place: int, places: int) -> Sequence[T]:
    """All of it, or the part of one of several places that take turns, so that together they have tried everything."""
    return everything if IS_THOROUGH else everything[place::places]


def examples(usual: int) -> int:
    """How many examples a property is tried on: some of the usual number while working, many more to prove it."""
    return usual * 5 if IS_THOROUGH else usual // 4
