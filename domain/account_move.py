"""A college that moves its people from one source to another."""

from dataclasses import dataclass
from datetime import datetime

from domain.events import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Until `both_until` whoever has both accounts is told on both, afterwards on the target."""

    origin: Source
    target: Source
    started_at: datetime
    both_until: datetime
