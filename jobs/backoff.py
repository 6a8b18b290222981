"""How long to wait after the n-th failure: full jitter, so that replicas do not come back together."""

import random
from datetime import timedelta

SHORTEST = timedelta(seconds=5)
LONGEST = timedelta(minutes=10)

_chance = random.SystemRandom()


def backoff(attempts: int) -> timedelta:
    """Somewhere between nothing and a limit that doubles with every attempt."""
    doublings = min(attempts, 10)
    return min(LONGEST, SHORTEST * (1 << doublings)) * _chance.random()


def soon() -> float:
    """Seconds, a fraction of one, after others were in the way."""
    return 0.05 + 0.2 * _chance.random()
