"""The colour of something that is due: how much of the working time for it is left."""

from datetime import datetime
from enum import StrEnum


class Colour(StrEnum):
    """In their order; of each but green somebody is told."""

    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"

    @property
    def label(self) -> str:
        """Chinese, in one sign."""
        return _LABELS[self]

    @property
    def rank(self) -> int:
        """0 is green."""
        return _RANKS[self]


_LABELS = {Colour.GREEN: "绿", Colour.YELLOW: "黄", Colour.ORANGE: "橙", Colour.RED: "红"}
_RANKS = {colour: rank for rank, colour in enumerate(Colour)}


def colour_at(now: datetime, yellow_at: datetime, orange_at: datetime, due_at: datetime) -> Colour:
    """Red from the instant on at which it is over."""
    if now >= due_at:
        return Colour.RED
    if now >= orange_at:
        return Colour.ORANGE
    return Colour.YELLOW if now >= yellow_at else Colour.GREEN
