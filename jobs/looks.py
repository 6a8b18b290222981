"""How often the inbox's workers look for work: once for each event that is announced, instead of all at every hint."""

import asyncio


class Looks:
    """Looks that are wanted and not yet taken.

    A look is vain while an earlier event of the same lane is being handled. Whoever handled something while another
    looked in vain therefore looks once more. Found by a sweep, an event is taken as a sign of many.
    """

    def __init__(self) -> None:
        self._wanted = asyncio.Semaphore(1)
        self._vain = 0
        self._is_sweeping = True

    def want(self, looks: int) -> None:
        """So many more."""
        for _ in range(looks):
            self._wanted.release()

    def sweep(self) -> None:
        """Look for what nobody announced: after a start, a lost connection, a pause that is over."""
        self._is_sweeping = True
        self.want(1)

    async def take(self) -> int:
        """Wait until a look is wanted; what is returned belongs to `note`."""
        await self._wanted.acquire()
        return self._vain

    def note(self, before: int, *, found: bool) -> None:
        """What came of it."""
        if not found:
            self._vain += 1
            self._is_sweeping = False
        elif self._is_sweeping:
            self.want(2)
        elif self._vain != before:
            self.want(1)
