"""The one place where the time is read; everybody else is told it."""

from datetime import UTC, datetime


def read_clock() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
