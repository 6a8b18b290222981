"""Counts what was refused by reason, and logs each reason at most once a second: a flood must not flood the log."""

import time
from collections import Counter

import structlog

LOG_PAUSE = 1.0  # seconds between two lines about the same reason

log = structlog.stdlib.get_logger(__name__)


class Refusals:
    """Of one account. A reason is a fixed word, never content."""

    def __init__(self, account: str) -> None:
        self._account = account
        self._unsaid: Counter[str] = Counter()
        self._said_at: dict[str, float] = {}
        self.counts: Counter[str] = Counter()

    def note(self, reason: str) -> None:
        """One more of this kind."""
        self.counts[reason] += 1
        self._unsaid[reason] += 1
        now = time.monotonic()
        if now - self._said_at.get(reason, -LOG_PAUSE) >= LOG_PAUSE:
            self._said_at[reason] = now
            log.warning("frame_refused", account=self._account, reason=reason, times=self._unsaid.pop(reason))
