"""Places where the bench kills the program, by name. Without DUTYBELL_CRASH_AT in the environment they do nothing.

`DUTYBELL_CRASH_AT="outbox.called:3"` kills the program with SIGKILL at its third passage: nothing can be tidied up.
"""

import os
import signal

VARIABLE = "DUTYBELL_CRASH_AT"

POINTS = frozenset(
    {
        "front.verified",  # a callback is genuine, nothing is stored
        "inbox.inserted",  # stored, not committed
        "inbox.committed",  # committed, the platform not answered
        "front.answered",  # answered
        "inbox.claimed",  # an event is locked
        "handler.decided",  # everything decided, not committed
        "handler.committed",
        "outbox.leased",  # a delivery is taken
        "outbox.called",  # marked as called, the request not written
        "outbox.answered",  # the platform answered, not recorded
        "outbox.recorded",
        "token.fetched",  # the platform gave a token, not stored
        "token.stored",
        "org.read",  # a directory was read, nothing of it is stored
        "org.written",  # its difference is written, not committed
        "org.committed",
        "orders.called",  # an order is marked as called, the request not written
        "orders.answered",  # the platform has done it, not recorded
        "orders.recorded",
        "roster.written",  # a roster is taken in, not committed
        "org.unwritten",  # it is put back, not committed
        "duties.laid",  # what is owed is written, not committed
        "digest.made",  # digests of some people are written, not committed
        "digest.committed",
        "attendance.derived",  # days are derived and written, not committed
        "attendance.committed",
    }
)


class _Passages:
    """How often the armed point was passed."""

    def __init__(self, armed: str) -> None:
        self.name, _, number = armed.partition(":")
        self.left = int(number or 1)
        if armed and self.name not in POINTS:
            raise ValueError(f"{VARIABLE}: unknown point {self.name}")

    def count(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


_passages = _Passages(os.environ.get(VARIABLE, ""))


def is_armed(name: str) -> bool:
    """Whether the program is to die at this point, for code that would otherwise not pass the instant it names."""
    return name == _passages.name


def reach(name: str) -> None:
    """Say that a named point is passed; die there if that is what was ordered."""
    if name == _passages.name:
        _passages.count()
