"""A few lines out of many, so that a hundred of one kind do not hide the one of another."""

from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

Kind = TypeVar("Kind")
Line = TypeVar("Line")

MOST = 10  # lines that a card names


def telling_of(by_kind: Mapping[Kind, Collection[Line]], most: int = MOST) -> list[Line]:
    """The first lines of each kind in turn, in the order of the kinds; every kind has its share."""
    shares = dict.fromkeys(by_kind, 0)
    for kind in _in_turn(by_kind):
        if sum(shares.values()) == most:
            break
        shares[kind] += 1
    return [line for kind, lines in by_kind.items() for line in list(lines)[: shares[kind]]]


def _in_turn(by_kind: Mapping[Kind, Collection[Line]]) -> Iterator[Kind]:
    """Each kind once, then again those that have more, as often as they have lines."""
    longest = max(map(len, by_kind.values()), default=0)
    return (kind for turn in range(longest) for kind, lines in by_kind.items() if len(lines) > turn)
