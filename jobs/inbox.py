"""Workers that carry events from the inbox to the handlers: claimed, handled and marked in one transaction each."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Never

import structlog

from adapters.ports import Platform
from domain.address import Address
from domain.events import Event, Source
from jobs.backoff import soon
from jobs.looks import Looks
from storage.alerts import raise_alert
from storage.channels import Channel
from storage.claims import Claimed, Ending, claim, claim_again, count_failure, settle
from storage.crash_points import reach
from storage.database import Database, Tx
from storage.failures import Failure, classify
from storage.outbox import say
from storage.request_ids import follow
from storage.wakeups import Wakeups

WORKERS = 4  # per process; each holds one connection while it handles
POLL = 1.0  # seconds; notifications are only hints
DATABASE_PAUSE = 1.0  # seconds before the database is tried again

UNREADABLE = "内容无法识别"
SORRY = "抱歉，您刚才的操作没办成：系统出了问题，已经通知管理员。请稍后再试一次；着急的话请直接联系{contact}。"

Handle = Callable[[Event, Source, Tx], Awaitable[StrEnum]]
"""Decides in the open transaction. Its outcome is one of the endings "done" and "ignored"."""

log = structlog.stdlib.get_logger(__name__)


class Mishandled(Exception):
    """The handler failed at this event; why is the cause."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event


class Inbox:
    """Handles the events of these accounts. Any number of replicas may do so at once."""

    def __init__(
        self,
        database: Database,
        platforms: Mapping[Source, Platform],
        handle: Handle,
        clock: Callable[[], datetime],
        wakeups: Wakeups,
        *,
        contact: str = "人事处",
        workers: int = WORKERS,
    ) -> None:
        self._database = database
        self._platforms = platforms
        self._sorry = SORRY.format(contact=contact)
        self._handle = handle
        self._clock = clock
        self._wakeups = wakeups
        self._workers = workers
        self._looks = Looks()
        self._is_stopping = False

    async def run(self) -> None:
        """Until stopped. Every worker finishes what it has begun."""
        async with asyncio.TaskGroup() as group:
            hearing = group.create_task(self._hear())
            workers = [group.create_task(self._work()) for _ in range(self._workers)]
            await asyncio.wait(workers)
            hearing.cancel()

    def stop(self) -> None:
        """Claim no more events; `run` returns when those being handled are done."""
        self._is_stopping = True
        self._looks.want(self._workers)

    async def handle_due(self) -> int:
        """Handle everything that is due now, and say how many events that were. For the demo and for tests."""
        total = 0
        while await self.handle_next():
            total += 1
        return total

    async def handle_next(self) -> bool:
        """Handle one event. False if none is due."""
        claimed: Claimed | None = None
        follow("")
        try:
            async with self._database.begin(self._clock()) as tx:
                claimed = await claim(tx, self._platforms)
                if claimed is None:
                    return False
                follow(claimed.request_id)
                reach("inbox.claimed")
                await self._settle(tx, claimed)
                reach("handler.decided")
        except Exception as error:  # noqa: BLE001 - one event's failure must not end a worker
            await self._lost(claimed, error)
            self._looks.want(1)
        else:
            log.debug("event_handled", event_id=claimed.id, kind=claimed.kind)
            reach("handler.committed")
        return True

    async def _hear(self) -> Never:
        """One look for each event that is announced, and one from time to time for what nobody announced."""
        since = self._wakeups.rung(Channel.INBOX)
        while True:
            await self._wakeups.wait(Channel.INBOX, since, POLL)
            now = self._wakeups.rung(Channel.INBOX)
            if now == since or now.lapses != since.lapses:
                self._looks.sweep()
            self._looks.want(now.times - since.times)
            since = now

    async def _work(self) -> None:
        while not self._is_stopping:
            before = await self._looks.take()
            if not self._is_stopping:
                self._looks.note(before, found=await self.handle_next())

    async def _settle(self, tx: Tx, claimed: Claimed) -> None:
        try:
            event = self._platforms[claimed.source].parse(claimed.kind, claimed.body)
        except ValueError as error:
            reason = f"{type(error).__name__}: {UNREADABLE}"
            await settle(tx, claimed, Ending.DEAD, reason)
            await _alarm(tx, claimed, reason)
            return
        try:
            outcome = await self._handle(event, claimed.source, tx)
        except Exception as error:
            if classify(error) is not Failure.OTHER:
                raise
            raise Mishandled(event) from error
        await settle(tx, claimed, Ending(outcome))

    async def _failed(self, tx: Tx, claimed: Claimed, event: Event | None, error: Exception) -> None:
        """Count it; after the last attempt tell the sender and IT. Neither the log nor the row holds what was said."""
        cause = type(error.__cause__ or error).__name__
        log.error("event_failed", event_id=claimed.id, kind=claimed.kind, error=cause)
        reason = f"{cause}: 处理失败"
        if await count_failure(tx, claimed, reason) is None:
            return
        await _alarm(tx, claimed, reason)
        if event and event.user_id:
            to = Address(claimed.source, event.user_id, None)
            await say(tx, to, self._sorry, key=f"inbox-dead:{claimed.id}")

    async def _lost(self, claimed: Claimed | None, error: Exception) -> None:
        """The whole transaction is gone: the event is as it was before."""
        failure = classify(error)
        if failure is Failure.CONTENTION:
            await asyncio.sleep(soon())
        elif failure is Failure.CONNECTION or claimed is None:
            log.warning("inbox_unreachable", error=type(error).__name__)
            await asyncio.sleep(DATABASE_PAUSE)
        else:
            await self._count(claimed, error)

    async def _count(self, claimed: Claimed, error: Exception) -> None:
        """In a transaction of its own: what the handler has done before it failed is undone."""
        try:
            async with self._database.begin(self._clock()) as tx:
                again = await claim_again(tx, claimed)
                if again:
                    event = error.event if isinstance(error, Mishandled) else None
                    await self._failed(tx, again, event, error)
        except Exception as second:  # noqa: BLE001 - then it is counted next time
            log.warning("inbox_unreachable", error=type(second).__name__)
            await asyncio.sleep(DATABASE_PAUSE)


async def _alarm(tx: Tx, claimed: Claimed, reason: str) -> None:
    source = claimed.source
    key = f"inbox-dead:{source.platform}:{source.account}:{claimed.kind}"
    what = f"{source.platform}/{source.account} 有一条“{claimed.kind}”回调没能处理（{reason}）"
    await raise_alert(tx, key, f"{what}，已放弃，原文保留在收件表中。")
