"""Many rows by several statements: the driver looks at every value of one before anybody else has a turn."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 2000  # rows; some ten milliseconds of the driver's


def batches(rows: Iterable[T]) -> Iterator[list[T]]:
    """All of them in their order, so many at once."""
    left = iter(rows)
    while batch := list(islice(left, AT_ONCE)):
        yield batch


def batches_by_person(persons: Mapping[str, int]) -> Iterator[list[str]]:
    """The keys of accounts; those of one person are never apart, for statements that must know all of them."""
    keys: dict[int, list[str]] = {}
    for key, person in persons.items():
        keys.setdefault(person, []).append(key)
    for people in batches(keys):
        yield [key for person in people for key in keys[person]]
