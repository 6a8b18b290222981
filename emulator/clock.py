"""Where the emulator takes its time from."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The real time, for the demo."""
    return datetime.now(UTC)


class MovableClock:
    """A clock that stands still until it is moved, for tests. It is called to be read."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        """Let that much time pass at once."""
        self._now += by
