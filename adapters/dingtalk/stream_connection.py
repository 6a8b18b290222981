"""One connection of the stream: a frame is stored, and only then acknowledged, on the very connection it came by."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

import structlog
from aiohttp import ClientError, WSMsgType

from adapters.dingtalk import stream_frames as frames
from adapters.dingtalk.refusals import Refusals
from adapters.dingtalk.stream_frames import Frame, Nonsense
from adapters.dingtalk.stream_open import Line
from adapters.dingtalk.stream_vitals import Timings, Verdict, Vitals
from adapters.dingtalk.stream_writer import Writer
from adapters.ports import Accept, CallbackRefused, Received

MOST_IN_FLIGHT = 64  # frames that wait for their commit; the next one waits in the socket
MOST_UNWRITTEN = 1_000  # answers that the gateway does not read; then we do not read either
TURN = 64  # frames after which others get their turn, where all of them are answered at once

Decode = Callable[[Mapping[str, object], bytes], Received]
"""Finds key, lane and answer of a frame. Raises CallbackRefused."""

log = structlog.stdlib.get_logger(__name__)


class StreamConnection:
    """Runs until the gateway or `finish` ends it. `has_left` is set when the next connection is wanted."""

    def __init__(
        self,
        line: Line,
        accept: Accept,
        decode: Decode,
        refusals: Refusals,
        clock: Callable[[], datetime],
        timings: Timings,
    ) -> None:
        self._line = line
        self._accept = accept
        self._decode = decode
        self._refusals = refusals
        self._clock = clock
        self._timings = timings
        self._now = asyncio.get_running_loop().time
        self._vitals = Vitals(timings, self._now(), clock())
        self._has_moved = asyncio.Event()
        self._writer = Writer(line.socket, self._has_moved.set)
        self._in_flight = 0
        self._leave_by: float | None = None
        self._is_finishing = asyncio.Event()
        self.has_left = asyncio.Event()

    @property
    def is_steady(self) -> bool:
        """Whether it has lived long enough to forget earlier failures."""
        return self._vitals.is_steady(self._now())

    def finish(self) -> None:
        """Take no more; what has been taken is stored and acknowledged, then the connection ends."""
        self._is_finishing.set()
        self.has_left.set()

    async def run(self) -> None:
        """Until it ends. Raises nothing of its own."""
        reading, *others = [
            asyncio.create_task(work)
            for work in (self._read(), self._writer.run(), self._watch(), self._is_finishing.wait())
        ]
        try:
            await asyncio.wait([reading, *others], return_when=asyncio.FIRST_COMPLETED)
            self.has_left.set()
            if self._is_finishing.is_set():
                reading.cancel()
                await self._drain()
        finally:
            self.has_left.set()
            for work in (reading, *others):
                work.cancel()
            _report(await asyncio.gather(reading, *others, return_exceptions=True))
            with contextlib.suppress(ClientError, OSError, TimeoutError):
                await self._line.close()

    async def _read(self) -> None:
        turn = 0
        while True:
            while self._in_flight >= MOST_IN_FLIGHT or self._writer.waiting >= MOST_UNWRITTEN:
                await self._move()
            received = await self._line.socket.receive()
            self._vitals.hear(self._now())
            match received.type:
                case WSMsgType.TEXT:
                    self._take(received.data)
                case WSMsgType.PING:
                    self._writer.send(received.data, WSMsgType.PONG)
                case WSMsgType.PONG:
                    pass
                case WSMsgType.BINARY:
                    self._refusals.note("binary")
                case _:
                    return
            turn = (turn + 1) % TURN
            if not turn:
                await asyncio.sleep(0)

    def _take(self, raw: bytes) -> None:
        self._vitals.frame(self._now())
        try:
            frame = frames.read_frame(raw)
        except Nonsense as nonsense:
            self._refusals.note(nonsense.reason)
            return
        if len(raw) > frames.LARGEST_FRAME:
            self._refuse(frame, frames.BAD_REQUEST, "size")
        elif frame.type == frames.SYSTEM:
            self._obey(frame)
        elif frame.is_ours:
            self._keep(frame, raw)
        else:
            self._refuse(frame, frames.NOT_FOUND, "topic")

    def _obey(self, frame: Frame) -> None:
        """Other words of the system are known to exist, are not always sent, and want nothing of us."""
        match frame.topic:
            case frames.PING:
                self._vitals.pulse(self._now())
                self._writer.send(frames.echo(frame))
            case frames.DISCONNECT:
                self._leave(frames.DISCONNECT)
            case _:
                self._refusals.counts["system"] += 1

    def _keep(self, frame: Frame, raw: bytes) -> None:
        """Begin to store it. A future is taken as it is: no frame needs a coroutine of its own."""
        try:
            received = self._decode(frame.fields, raw)
            storing = asyncio.ensure_future(self._accept(received))
        except CallbackRefused as refused:
            self._refuse(frame, frames.BAD_REQUEST, refused.reason)
        except Exception as error:  # noqa: BLE001 - whatever hinders us, the platform must push the frame again
            self._postpone(frame, type(error).__name__)
        else:
            self._in_flight += 1
            storing.add_done_callback(partial(self._settle, frame, received))

    def _settle(self, frame: Frame, received: Received, storing: asyncio.Future[None]) -> None:
        """Acknowledging is promising, so the commit came first."""
        self._in_flight -= 1
        error = asyncio.CancelledError() if storing.cancelled() else storing.exception()
        if error is None:
            self._writer.send(frames.accepted(frame, received))
        else:
            self._postpone(frame, type(error).__name__)
        self._has_moved.set()

    def _refuse(self, frame: Frame, code: int, reason: str) -> None:
        self._refusals.note(reason)
        self._writer.send(frames.refuse(frame, code))

    def _postpone(self, frame: Frame, reason: str) -> None:
        self._refusals.note(reason)
        answer = frames.postponed(frame)
        if answer is not None:
            self._writer.send(answer)

    async def _move(self) -> None:
        """Until something was stored or written."""
        self._has_moved.clear()
        await self._has_moved.wait()

    async def _drain(self) -> None:
        """What is in flight is stored and acknowledged, if that does not take too long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._timings.drain):
                while self._in_flight or self._writer.waiting:
                    await self._move()

    async def _watch(self) -> None:
        """Returns when the connection is dead."""
        pinged_at = self._now()
        while True:
            await asyncio.sleep(self._timings.look)
            now = self._now()
            match self._vitals.look(now, self._clock()):
                case Verdict.SLEPT | Verdict.SILENT as dead:
                    log.warning("stream_dead", reason=dead)
                    return
                case Verdict.REPLACE as doubtful:
                    self._leave(doubtful)
                case Verdict.FINE:
                    pass
            if now - pinged_at >= self._timings.ping:
                pinged_at = now
                self._writer.send(b"", WSMsgType.PING)
            if self._leave_by is not None and now > self._leave_by:
                self.finish()

    def _leave(self, reason: str) -> None:
        """The next connection is wanted. Until it ends by itself, this one is still read."""
        if self._leave_by is None:
            self._leave_by = self._now() + self._timings.leave
            log.info("stream_leaving", reason=reason)
            self.has_left.set()


def _report(outcomes: Sequence[object]) -> None:
    """A fault of ours is seen by its name; a broken connection is nothing new, and its text may hold an address."""
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not isinstance(outcome, (ClientError, OSError)):
            log.error("stream_failed", error=type(outcome).__name__)
