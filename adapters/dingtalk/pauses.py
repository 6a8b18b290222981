"""How long to wait before the next connection: full jitter, so that replicas do not come back together.

Other people's clients came back at once and stormed the gateway with thousands of connections a day; a wrong secret
hammered it until the address was blocked.
"""

import random

SHORTEST = 1.0  # seconds; the limit of the first wait, doubled with each further failure
LONGEST = 60.0  # seconds
REFUSED = 60.0  # seconds, at least, after credentials were refused: only a person can put that right

_chance = random.SystemRandom()


class Pauses:
    """Counts failures in a row. Seconds throughout."""

    def __init__(self, shortest: float = SHORTEST, longest: float = LONGEST, refused: float = REFUSED) -> None:
        self._shortest = shortest
        self._longest = longest
        self._refused = refused
        self._failures = 0

    def after_failure(self) -> float:
        """Somewhere between nothing and a limit that doubles with every failure in a row."""
        limit = min(self._longest, self._shortest * (1 << min(self._failures, 16)))
        self._failures += 1
        return limit * _chance.random()

    def after_refusal(self) -> float:
        """Never soon, and not all replicas at once."""
        self._failures += 1
        return self._refused * (1 + _chance.random() / 2)

    def after_brief_life(self) -> float:
        """A connection that ended soon: the first time an ordinary hand-over, then a failure."""
        if self._failures == 0:
            self._failures = 1
            return 0.0
        return self.after_failure()

    def forget(self) -> None:
        """All went well for a while."""
        self._failures = 0
