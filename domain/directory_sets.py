"""Sets of keys, each kept once: most members of a large college stand in the same places as many others."""

from collections.abc import Iterable


class SharedSets:
    """Equal sets that it has given out are the same one."""

    def __init__(self) -> None:
        self._kept: dict[frozenset[str], frozenset[str]] = {}

    def of(self, keys: Iterable[str]) -> frozenset[str]:
        """The set of these keys."""
        found = frozenset(keys)
        return self._kept.setdefault(found, found)

    def of_each(self, pairs: Iterable[tuple[int, str]]) -> dict[int, frozenset[str]]:
        """The second ones of each first one."""
        found: dict[int, frozenset[str]] = {}
        for owner, key in pairs:
            held = found.get(owner)
            found[owner] = self.of((key,) if held is None else (*held, key))
        return found
