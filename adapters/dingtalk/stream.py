"""Staying connected to the stream: at most one good connection, and for seconds the one it takes over from."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from functools import partial

import structlog

from adapters.dingtalk.pauses import Pauses
from adapters.dingtalk.refusals import Refusals
from adapters.dingtalk.settings import DingtalkSettings
from adapters.dingtalk.stream_connection import Decode, StreamConnection
from adapters.dingtalk.stream_open import Line, dial
from adapters.dingtalk.stream_vitals import Timings
from adapters.ports import Accept, PlatformFailure, PlatformMisconfigured, Received

ReadMissed = Callable[[datetime, datetime], AsyncIterator[Received]]

log = structlog.stdlib.get_logger(__name__)


class StreamListener:
    """The second front door of one account; implements `adapters.ports.Listening`.

    Any number of replicas may run one each: the gateway hands every frame to any one of their connections.
    """

    def __init__(
        self,
        settings: DingtalkSettings,
        decode: Decode,
        read_missed: ReadMissed,
        clock: Callable[[], datetime],
        *,
        timings: Timings | None = None,
        pauses: Pauses | None = None,
    ) -> None:
        self._settings = settings
        self._decode = decode
        self._read_missed = read_missed
        self._clock = clock
        self._timings = timings or Timings()
        self._pauses = pauses or Pauses()
        self._refusals = Refusals(settings.name)
        self._live: dict[StreamConnection, asyncio.Task[None]] = {}
        self._stopping = asyncio.Event()
        self._opened = 0

    @property
    def is_connected(self) -> bool:
        """Whether events can arrive at this instant. None come by a connection that the gateway has taken leave of."""
        return any(not connection.has_left.is_set() for connection in self._live)

    @property
    def connections(self) -> int:
        """How many have been opened so far: what changes it may have lost something."""
        return self._opened

    @property
    def refused(self) -> Counter[str]:
        """Frames that were not kept, by reason."""
        return self._refusals.counts

    def read_missed(self, since: datetime, until: datetime) -> AsyncIterator[Received]:
        """What the platform still tells of that time. Raises PlatformFailure."""
        return self._read_missed(since, until)

    async def run(self, accept: Accept) -> None:
        """Stay connected until stopped."""
        try:
            while not self._stopping.is_set():
                await self._rest(await self._follow_one(accept))
        finally:
            await self._finish()

    def stop(self) -> None:
        """Take no more frames; those in flight are stored and acknowledged."""
        self._stopping.set()
        for connection in self._live:
            connection.finish()

    async def _follow_one(self, accept: Accept) -> float:
        """Open one connection and stay with it until the next is wanted; how many seconds that one has time."""
        try:
            connection = await self._open(accept)
        except Exception as error:  # noqa: BLE001 - nothing may end the stream
            return self._pause_after(error)
        if connection is None:
            return 0.0
        await connection.has_left.wait()
        if connection.is_steady:
            self._pauses.forget()
            return 0.0
        return self._pauses.after_brief_life()

    def _pause_after(self, error: Exception) -> float:
        """What is logged of a failure holds no secret: its text is ours, or only its name is told."""
        account = self._settings.name
        match error:
            case PlatformMisconfigured():
                log.error("stream_refused", account=account, code=error.code, hint=error.hint)
                return self._pauses.after_refusal()
            case PlatformFailure():
                log.warning("stream_unreachable", account=account, code=error.code, hint=error.hint)
            case _:
                log.error("stream_failed", account=account, error=type(error).__name__)
        return self._pauses.after_failure()

    async def _open(self, accept: Accept) -> StreamConnection | None:
        """None if we were stopped meanwhile."""
        line = await self._dial()
        if line is None:
            return None
        for older in list(self._live)[:-1]:  # only the one that has just left may go on for a while
            older.finish()
        connection = StreamConnection(line, accept, self._decode, self._refusals, self._clock, self._timings)
        self._begin(connection)
        return connection

    def _begin(self, connection: StreamConnection) -> None:
        running = asyncio.create_task(connection.run())
        self._live[connection] = running
        self._opened += 1
        running.add_done_callback(partial(self._end, connection))
        log.info("stream_connected", account=self._settings.name, number=self._opened)
        if self._stopping.is_set():
            connection.finish()

    def _end(self, connection: StreamConnection, running: asyncio.Task[None]) -> None:
        """A failure is known by its name only: its text may hold an address."""
        del self._live[connection]
        error = None if running.cancelled() else running.exception()
        if error:
            log.error("stream_failed", account=self._settings.name, error=type(error).__name__)

    async def _rest(self, seconds: float) -> None:
        if seconds:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _dial(self) -> Line | None:
        dialling = asyncio.create_task(dial(self._settings))
        stopped = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait([dialling, stopped], return_when=asyncio.FIRST_COMPLETED)
        finally:
            dialling.cancel()  # nothing, if it is done
            stopped.cancel()
            await asyncio.wait([dialling, stopped])
        return None if dialling.cancelled() else dialling.result()

    async def _finish(self) -> None:
        """Each connection limits its own end; when we are cut off ourselves, they are too."""
        for connection in self._live:
            connection.finish()
        running = list(self._live.values())
        try:
            if running:
                await asyncio.wait(running)
        finally:
            for one in running:
                one.cancel()
