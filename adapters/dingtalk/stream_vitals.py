"""Whether a connection is alive, by what was heard on it. Pure: the times are told.

What tells a living connection from a dead one: any frame, the answers to our own pings, and the gateway's pings. A
gateway that still answers pings but has forgotten us looks like one with nothing to say; it is told apart only where
it used to ping us by itself and stops. For the rest, the gap audit and the other replicas' connections stand in.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MISSED = 3  # of the longest distance between two pings of the gateway; then they have stopped
PATIENCE = 1.5  # times the silence that ends a connection; the gateway may ping more often than it promises


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Seconds. The gateway ends a connection about ten seconds after its `disconnect`, and delivers nothing by then."""

    look: float = 1.0  # between two looks at the connection
    ping: float = 25.0  # the SDKs ping every 8 to 120; 20 to 30 keeps a way through any address translation
    silence: float = 60.0  # without any frame, pongs included: the connection is dead
    jump: float = 10.0  # the clock went on by so much more than we did: we slept, and the connection did not
    leave: float = 15.0  # for what still comes by a connection that is being replaced
    drain: float = 5.0  # for what is being stored when we stop
    steady: float = 30.0  # a connection that lived so long makes earlier failures forgotten


class Verdict(StrEnum):
    """What to do about a connection."""

    FINE = "fine"
    REPLACE = "no_pulse"  # the next one first: this one may only be quiet
    SLEPT = "slept"
    SILENT = "silent"


class Vitals:
    """Of one connection. `now` is the loop's time in seconds, `wall` the clock's."""

    def __init__(self, timings: Timings, now: float, wall: datetime) -> None:
        self._timings = timings
        self._opened_at = self._heard_at = self._framed_at = self._looked_at = now
        self._wall = wall
        self._pulse_at: float | None = None
        self._longest_pulse = 0.0

    def hear(self, now: float) -> None:
        """Anything came, if only a pong."""
        self._heard_at = now

    def frame(self, now: float) -> None:
        """A frame of the application came."""
        self._heard_at = self._framed_at = now

    def pulse(self, now: float) -> None:
        """The gateway pinged by itself."""
        if self._pulse_at is not None:
            self._longest_pulse = max(self._longest_pulse, now - self._pulse_at)
        self._pulse_at = now

    def is_steady(self, now: float) -> bool:
        """Whether it has lived long enough to forget earlier failures."""
        return now - self._opened_at >= self._timings.steady

    def look(self, now: float, wall: datetime) -> Verdict:
        """Ask once per `Timings.look`."""
        passed, looked_at = (wall - self._wall).total_seconds(), self._looked_at
        self._wall, self._looked_at = wall, now
        # A host that sleeps stops the loop's time, one that is halted makes this look late: both show here.
        if passed - min(now - looked_at, self._timings.look) > self._timings.jump:
            return Verdict.SLEPT
        if now - self._heard_at > self._timings.silence:
            return Verdict.SILENT
        quiet = now - self._framed_at
        if self._longest_pulse and quiet > max(PATIENCE * self._timings.silence, MISSED * self._longest_pulse):
            return Verdict.REPLACE
        return Verdict.FINE
