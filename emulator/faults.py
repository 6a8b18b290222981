"""Faults that can be switched on, as every platform has them: which calls they strike, how often, from which one on.

What a platform's own errors look like stands with that platform; here are silence, slowness, lost and foreign answers.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Generic, TypeVar

HTML_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>"
LONGEST_SILENCE = 600.0


class Moment(StrEnum):
    """Before or after the call has been carried out."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Slow:
    """So many real seconds pass before the call is carried out, or before its answer leaves."""

    seconds: float
    moment: Moment = Moment.BEFORE


@dataclass(frozen=True, slots=True)
class CutOff:
    """The connection is reset and nothing was done."""


@dataclass(frozen=True, slots=True)
class LoseAnswer:
    """It was done, and the connection is reset instead of an answer."""


@dataclass(frozen=True, slots=True)
class Swallow:
    """No answer ever comes."""

    moment: Moment = Moment.BEFORE
    seconds: float = LONGEST_SILENCE


@dataclass(frozen=True, slots=True)
class Canned:
    """Something else is answered: an HTML page, a truncated body, a redirect, 429 with Retry-After."""

    status: int = 502
    body: bytes = HTML_PAGE
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class CloseAfter:
    """The kept-alive connection is closed after a good answer."""


CommonEffect = Slow | CutOff | LoseAnswer | Swallow | Canned | CloseAfter


@dataclass(frozen=True, slots=True)
class Drop:
    """The callback is never sent. No platform promises anything else."""


@dataclass(frozen=True, slots=True)
class Delay:
    """The callback is sent so many real seconds later; what follows does not wait for it."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reorder:
    """Callbacks are held back until so many have gathered, then sent in an order that the seed decides."""

    window: int = 2


@dataclass(frozen=True, slots=True)
class HangUp:
    """The first attempt gives up after so many real seconds, whatever the receiver does."""

    seconds: float = 0.001


E = TypeVar("E")


@dataclass(slots=True)
class Fault(Generic[E]):
    """`pattern` is a path with wildcards; `times` is how often it still strikes, None for ever."""

    pattern: str
    effect: E
    times: int | None
    chance: float
    skip: int
    hits: int = 0

    def strikes(self, path: str, dice: random.Random) -> bool:
        """Whether it strikes this time; counts down."""
        if self.times == 0 or not fnmatchcase(path, self.pattern):
            return False
        if self.skip:
            self.skip -= 1
            return False
        if self.chance < 1 and dice.random() >= self.chance:
            return False
        self.times = None if self.times is None else self.times - 1
        self.hits += 1
        return True


class Faults(Generic[E]):
    """Switched-on faults of one kind. The seed makes a run repeatable; at most one fault strikes at a time."""

    def __init__(self, seed: int = 0) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - repeatable, guards nothing
        self._faults: list[Fault[E]] = []

    def add(self, pattern: str, effect: E, *, times: int | None = 1, chance: float = 1.0, skip: int = 0) -> Fault[E]:
        """Switch a fault on: after `skip` matching calls, with that chance, so many times (None: until cleared)."""
        fault = Fault(pattern, effect, times, chance, skip)
        self._faults.append(fault)
        return fault

    def remove(self, fault: Fault[E]) -> None:
        """Switch one fault off."""
        self._faults.remove(fault)

    def clear(self) -> None:
        """Switch all faults off."""
        self._faults.clear()

    def draw(self, path: str) -> E | None:
        """What happens this time."""
        for fault in self._faults:
            if fault.strikes(path, self.dice):
                return fault.effect
        return None
