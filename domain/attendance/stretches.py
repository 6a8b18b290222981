"""Stretches of minutes: what is left of some when others are taken away."""

from collections.abc import Iterable, Sequence

Stretch = tuple[int, int]


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """In their order, those that meet or overlap made one: two halves of a leave are the leave."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > start:
            found.append((start, end))
    return tuple(found)


def remaining(pieces: Sequence[Stretch], taken: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """What of the pieces lies in none of the merged `taken`."""
    left: list[Stretch] = []
    for piece in pieces:
        start, end = piece
        for first, last in taken:
            if last <= start or first >= end:
                continue
            if first > start:
                left.append((start, first))
            start = max(start, last)
        if start < end:
            left.append((start, end))
    return tuple(left)


def within(pieces: Iterable[Stretch], start: int, end: int) -> int:
    """How many minutes of the pieces lie between the two."""
    return sum(max(0, min(end, last) - max(start, first)) for first, last in pieces)
