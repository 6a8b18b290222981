"""Listening to a platform's stream: what it pushes is stored before it is acknowledged, and what it may have lost is
looked for.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from adapters.ports import Listening, Received
from domain.events import Source
from jobs.stream_audit import Looks, StreamAudit
from jobs.stream_notice import Notice
from storage.alerts import clear_alert, raise_alert
from storage.database import Database, Tx
from storage.inbox import Acceptor
from storage.job_runs import beat
from storage.stream_gaps import last_beat

ALARM = (
    "{account} 的长连接已断开超过 {minutes} 分钟，期间收不到消息、按钮点击与事件，恢复后会补收能补的部分："
    "请检查服务器网络与账号密钥，以及平台后台是否启用了 Stream 模式。"
)

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """`margin`: how long a connection may have been dead before it was found to be; `alarm`: when IT is told.

    `look` and `finish` are seconds; the latter for a look at the past that is under way when we stop.
    """

    look: float = 1.0
    beat: timedelta = timedelta(seconds=10)
    margin: timedelta = timedelta(seconds=60)
    alarm: timedelta = timedelta(minutes=5)
    finish: float = 5.0


class Stream:
    """Of one account. Any number of replicas may run one each.

    While one of them is connected, the heartbeat "stream:PLATFORM:ACCOUNT" goes on.
    """

    def __init__(
        self,
        database: Database,
        source: Source,
        listening: Listening,
        acceptor: Acceptor,
        clock: Callable[[], datetime],
        *,
        rhythm: Rhythm | None = None,
        looks: Looks | None = None,
        noting: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._source = source
        self._listening = listening
        self._acceptor = acceptor
        self._noting = noting
        self._clock = clock
        self._rhythm = rhythm or Rhythm()
        self._audit = StreamAudit(database, source, listening, acceptor, clock, looks or Looks())
        self._notice = Notice(self._rhythm.margin)
        self._name = f"stream:{source.platform}:{source.account}"
        self._started_at: datetime | None = None
        self._written_at: datetime | None = None
        self._is_alarmed = False
        self._paying: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Until stopped; what has arrived by then is stored and acknowledged."""
        watching = asyncio.create_task(self._watch())
        try:
            await self._listening.run(self._accept)
        finally:
            for begun in filter(None, (self._paying, watching)):
                await self._end(begun)

    def stop(self) -> None:
        """Take no more."""
        self._stopping.set()
        self._listening.stop()

    def _accept(self, received: Received) -> Awaitable[None]:
        self._noting()
        return self._acceptor.accept_soon(self._source, received)

    async def _watch(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001 - the stream goes on, and what was not written is written later
                log.warning("stream_unrecorded", stream=self._name, error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._rhythm.look)

    async def _look(self) -> None:
        now, is_connected = self._clock(), self._listening.is_connected
        has_changed = self._notice.look(now, self._listening.connections, is_connected=is_connected)
        is_due = self._written_at is None or now - self._written_at >= self._rhythm.beat
        if not (has_changed or is_due or self._notice.since):
            return
        async with self._database.begin(now) as tx:
            is_alarmed = await self._write(tx, is_connected=is_connected)
        self._notice.forget()
        self._is_alarmed = is_alarmed
        self._written_at = now
        if is_connected and (self._paying is None or self._paying.done()):
            self._paying = asyncio.create_task(self._pay())

    async def _write(self, tx: Tx, *, is_connected: bool) -> bool:
        """What is owed first: a heartbeat would hide since when. Whether IT is alarmed now."""
        heard_at = await last_beat(tx, self._name)
        if self._started_at is None:
            self._started_at = tx.now
            if heard_at:
                self._notice.note(heard_at)
        if self._notice.since is not None:
            await self._audit.owe(tx, self._notice.since)
        if is_connected:
            await beat(tx, self._name)
            await clear_alert(tx, self._name)
            return False
        return await self._alarm(tx, max(heard_at or self._started_at, self._started_at))

    async def _alarm(self, tx: Tx, heard_at: datetime) -> bool:
        """Once, when no replica has been connected for too long."""
        if tx.now - heard_at < self._rhythm.alarm:
            return False
        if not self._is_alarmed:
            account = f"{self._source.platform}/{self._source.account}"
            minutes = int(self._rhythm.alarm.total_seconds()) // 60
            await raise_alert(tx, self._name, ALARM.format(account=account, minutes=minutes))
        return True

    async def _pay(self) -> None:
        try:
            await self._audit.pay()
        except Exception as error:  # noqa: BLE001 - what is owed is paid later
            log.warning("stream_unrecorded", stream=self._name, error=type(error).__name__)

    async def _end(self, begun: asyncio.Task[None]) -> None:
        """It may finish if we were asked to stop."""
        if self._stopping.is_set():
            await asyncio.wait([begun], timeout=self._rhythm.finish)
        begun.cancel()
        await asyncio.wait([begun])
