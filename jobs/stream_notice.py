"""Noticing that a stream may have missed something, by how it looks from one look to the next. Pure."""

from datetime import datetime, timedelta


class Notice:
    """Of one listening. `margin`: a connection may have been dead for so long before it was found to be."""

    def __init__(self, margin: timedelta) -> None:
        self._margin = margin
        self._connections = 0
        self._was_connected = False
        self._connected_at: datetime | None = None
        self.since: datetime | None = None

    def look(self, now: datetime, connections: int, *, is_connected: bool) -> bool:
        """Whether anything has changed. A lost connection is noted when it is lost, so that the note outlives us, and
        again when the next one is there: what was lost last is listed late.
        """
        is_new, is_lost = connections != self._connections, self._was_connected and not is_connected
        if self._connected_at and (is_new or is_lost):
            self.note(self._connected_at)
        self._connections, self._was_connected = connections, is_connected
        if is_connected:
            self._connected_at = now
        return is_new or is_lost

    def note(self, last_heard: datetime) -> None:
        """Something may have been missed since then, and a margin before."""
        since = last_heard - self._margin
        self.since = min(self.since, since) if self.since else since

    def forget(self) -> None:
        """It is written down elsewhere."""
        self.since = None
