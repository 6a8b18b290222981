"""How old a signed callback may be."""

import re
from datetime import datetime

from adapters.ports import CallbackRefused

# An hour is the platform's own rule for robots. Its repeats come within minutes and may keep their first timestamp.
OLDEST_SECONDS = 3_600

MOMENT = re.compile(r"[0-9]{13}|[0-9]{10}")  # milliseconds; a published example has seconds
SECONDS_LENGTH = 10


def check_age(timestamp: str, now: datetime) -> None:
    """An hour on either side. Raises CallbackRefused."""
    if not MOMENT.fullmatch(timestamp):
        raise CallbackRefused(403, "parameters")
    seconds = int(timestamp) if len(timestamp) == SECONDS_LENGTH else int(timestamp) / 1000
    if abs(now.timestamp() - seconds) > OLDEST_SECONDS:
        raise CallbackRefused(403, "stale")
