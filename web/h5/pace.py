"""How often somebody may ask for the pages: counted in this process, enough to keep a loop or a scanner off."""

import time
from dataclasses import dataclass

from cachetools import TTLCache

WINDOW = 60.0  # seconds, from the first request on
PER_ADDRESS = 3000  # a whole campus may stand behind one address, and a form is kept as it is written
PER_LINK = 90  # a page that reloads itself every two seconds asks thirty times
REMEMBERED = 20_000  # addresses and links; the ones not seen for longest are forgotten


@dataclass(slots=True)
class _Count:
    asked: int = 0


class Pace:
    """Counts what was asked in the present window."""

    def __init__(self) -> None:
        self._counts: TTLCache[str, _Count] = TTLCache(REMEMBERED, WINDOW, timer=time.monotonic)

    def admits_address(self, address: str) -> bool:
        """Whether one more request from there is welcome; it is counted."""
        return self._admits(f"address:{address}", PER_ADDRESS)

    def admits_link(self, key: str) -> bool:
        """Whether one more request about this link is welcome; it is counted."""
        return self._admits(key, PER_LINK)

    def _admits(self, key: str, most: int) -> bool:
        count = self._counts.get(key)
        if count is None:
            count = self._counts[key] = _Count()
        count.asked += 1
        return count.asked <= most
