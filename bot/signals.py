"""How a running program is told to stop: once in order, twice at once."""

import asyncio
import signal
from typing import Self


class StopSignals:
    """SIGTERM and SIGINT while the block runs. `asked` is set by the first, `insisted` by the second."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.insisted = asyncio.Event()

    def __enter__(self) -> Self:
        """From now on a signal no longer ends the program by itself."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        """Signals end the program again, as before."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

    def _hear(self) -> None:
        (self.insisted if self.asked.is_set() else self.asked).set()
