"""An access token as it is kept: the same word for the room that stores it and the room that uses it."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class StoredToken:
    """`generation` grows with every refresh; `remaining` is by the database's clock; `sealed` is opaque here."""

    sealed: bytes
    generation: int
    remaining: timedelta
