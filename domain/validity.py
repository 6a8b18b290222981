"""For how long a difference that somebody has seen may still be decided on: the world goes on meanwhile."""

from datetime import datetime, timedelta

VALID_FOR = timedelta(minutes=30)


def expiry_of(shown_at: datetime | None) -> datetime | None:
    """Until when a word about it counts; None while there is nothing to be seen."""
    return None if shown_at is None else shown_at + VALID_FOR


def has_expired(shown_at: datetime | None, now: datetime) -> bool:
    """Whether no word about it counts, any more or yet."""
    expiry = expiry_of(shown_at)
    return expiry is None or expiry <= now
