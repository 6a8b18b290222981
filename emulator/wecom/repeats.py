"""The duplicate check of message/send: an identical request within the interval is accepted and not delivered."""

from datetime import datetime, timedelta

from emulator.fields import Fields

DEFAULT_INTERVAL = 1800
LONGEST_INTERVAL = 14_400


def interval_of(body: Fields) -> timedelta | None:
    """How long an equal request counts as a repeat; None when the check was not asked for."""
    if body.number("enable_duplicate_check") != 1:
        return None
    seconds = body.number("duplicate_check_interval")
    return timedelta(seconds=min(DEFAULT_INTERVAL if seconds is None else seconds, LONGEST_INTERVAL))


class Repeats:
    """Remembers the answers to accepted requests by the hash of their bytes."""

    def __init__(self) -> None:
        self._accepted: dict[tuple[int, str], tuple[datetime, dict[str, object]]] = {}

    def find(self, key: tuple[int, str], interval: timedelta, now: datetime) -> dict[str, object] | None:
        """The answer to the equal request that was accepted within the interval, if any."""
        accepted = self._accepted.get(key)
        return accepted[1] if accepted and now - accepted[0] < interval else None

    def remember(self, key: tuple[int, str], answer: dict[str, object], now: datetime) -> None:
        """Keep the answer to an accepted request."""
        self._accepted[key] = (now, answer)
